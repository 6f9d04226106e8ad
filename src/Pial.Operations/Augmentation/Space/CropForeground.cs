using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Cuts every image to the box around what one of them shows: MONAI's <c>CropForeground</c>.</summary>
public sealed record CropForeground : FixedTransform
{
    /// <summary>The image whose foreground counts: intensities or labels. Default image.</summary>
    public string SourceKey { get; init; } = "image";

    /// <summary>Foreground is above this. Default 0.</summary>
    public double Threshold { get; init; }

    /// <summary>Voxels kept around the box, one number or three; 0 or more. Default 0.</summary>
    public ImmutableArray<int> Margin { get; init; } = [0];

    /// <summary>Each extent becomes a multiple of this, one number or three; 1 or more. Default 1.</summary>
    public ImmutableArray<int> KDivisible { get; init; } = [1];

    /// <summary>Whether a box that reaches beyond the image is cut at its edge rather than padded with zeros. Default false.</summary>
    public bool AllowSmaller { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (!double.IsFinite(Threshold))
            throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "The threshold must be finite.");
        if (Margin.Length is not (1 or 3) || Margin.Any(m => m < 0))
            throw new ArgumentOutOfRangeException(nameof(Margin), "Margins are one or three numbers of voxels, 0 or more.");
        if (KDivisible.Length is not (1 or 3) || KDivisible.Any(m => m < 1))
            throw new ArgumentOutOfRangeException(nameof(KDivisible), "Multiples are one or three numbers, 1 or more.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        images.OnGridOf(images.Find(SourceKey), i => Concerns(i.Name));
        return images.Moved(i => Concerns(i.Name), static _ => null);
    }

    internal override void Act(Workbench bench)
    {
        var source = bench.Take(SourceKey);
        var (low, high) = source switch
        {
            ScalarImage scalar => Box(scalar.Volume, v => v > Threshold, bench.Parallel),
            LabelMap labels => Box(labels.Volume, v => v > Threshold, bench.Parallel),
            _ => throw new InvalidOperationException("No such kind of image."),
        };
        if (high[0] < low[0])
            throw new ArgumentException($"'{SourceKey}' has no voxel above {Threshold:g6}, so there is no foreground to cut to.");
        var (before, after) = (new int[3], new int[3]);
        for (var a = 0; a < 3; a++)
        {
            var (from, to) = Side(low[a], high[a], source.Grid.Shape[a], Margin[Margin.Length == 1 ? 0 : a],
                KDivisible[KDivisible.Length == 1 ? 0 : a]);
            (before[a], after[a]) = (-from, to - source.Grid.Shape[a]);
        }

        bench.Cut(source, this, before, after);
    }

    private (int From, int To) Side(int low, int high, int extent, int margin, int multiple)
    {
        var (from, to) = (low - margin, high + 1 + margin);
        if (AllowSmaller) (from, to) = (Math.Max(from, 0), Math.Min(to, extent));
        var more = ((to - from + multiple - 1) / multiple * multiple) - (to - from);
        return (from - (more / 2), to + more - (more / 2));
    }

    private static (int[] Low, int[] High) Box<T>(Volume<T> image, Func<T, bool> inside, ParallelOptions? parallel)
        where T : unmanaged
    {
        var s = image.Shape;
        var boxes = new (int I0, int I1, int J0, int J1)[s.K];
        Slices.For(s.K, parallel, k =>
        {
            var box = (I0: int.MaxValue, I1: -1, J0: int.MaxValue, J1: -1);
            var slice = image.Slice(k);
            for (var n = 0; n < slice.Length; n++)
            {
                if (!inside(slice[n])) continue;
                var (i, j) = (n % s.I, n / s.I);
                box = (Math.Min(box.I0, i), Math.Max(box.I1, i), Math.Min(box.J0, j), j);
            }

            boxes[k] = box;
        });
        int[] slices = [.. Enumerable.Range(0, s.K).Where(k => boxes[k].I1 >= 0)];
        return slices.Length == 0 ? ([0, 0, 0], [-1, -1, -1])
            : ([slices.Min(k => boxes[k].I0), slices.Min(k => boxes[k].J0), slices[0]],
                [slices.Max(k => boxes[k].I1), slices.Max(k => boxes[k].J1), slices[^1]]);
    }
}
