using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A change of labels; intensities stay as they are.</summary>
public abstract record LabelTransform : FixedTransform
{
    /// <summary>The changed labels, on the same grid.</summary>
    /// <param name="labels">Input.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public abstract Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null);

    internal override void Act(Workbench bench)
    {
        foreach (var name in bench.Names.Where(n => Concerns(n) && bench.IsLabels(n)))
        {
            var map = (LabelMap)bench.Take(name);
            bench.Put(map with { Volume = Apply(map.Volume, bench.Parallel) });
        }
    }

    private protected static Volume<int> Each(Volume<int> labels, IReadOnlyDictionary<int, int> other, ParallelOptions? parallel)
    {
        var slice = labels.Shape.SliceCount;
        return Volume.CreateParallel<int>(labels.Grid, voxels => Slices.For(labels.Shape.K, parallel, k =>
        {
            var from = labels.Slice(k);
            var to = voxels.Span.Slice(k * slice, slice);
            var (last, now) = (from[0], other.GetValueOrDefault(from[0], from[0]));
            for (var n = 0; n < to.Length; n++)
            {
                if (from[n] != last) (last, now) = (from[n], other.GetValueOrDefault(from[n], from[n])); // labels come in runs
                to[n] = now;
            }
        }), writesAll: true);
    }
}

/// <summary>Other numbers for labels: TorchIO's <c>RemapLabels</c>.</summary>
/// <param name="From">Labels.</param>
/// <param name="To">What each becomes.</param>
public sealed record RemapLabels(ImmutableArray<int> From, ImmutableArray<int> To) : LabelTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (From.Length != To.Length || From.Distinct().Count() != From.Length)
            throw new ArgumentOutOfRangeException(nameof(From), "Every label must be given once, with one number it becomes.");
    }

    /// <inheritdoc/>
    public override FixedTransform? Inverse() => To.Distinct().Count() == To.Length ? this with { From = To, To = From } : null;

    /// <inheritdoc/>
    public override Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Check();
        return Each(labels, From.Zip(To).ToDictionary(p => p.First, p => p.Second), parallel);
    }
}

/// <summary>Labels turned into background: TorchIO's <c>RemoveLabels</c>.</summary>
/// <param name="Labels">Which.</param>
public sealed record RemoveLabels(ImmutableArray<int> Labels) : LabelTransform
{
    /// <summary>What they become. Default 0.</summary>
    public int BackgroundLabel { get; init; }

    /// <inheritdoc/>
    public override Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Each(labels, Labels.Distinct().ToDictionary(l => l, _ => BackgroundLabel), parallel);
    }
}

/// <summary>The labels that occur numbered 0, 1, 2 … in their order: TorchIO's <c>SequentialLabels</c>.</summary>
public sealed record SequentialLabels : LabelTransform
{
    /// <inheritdoc/>
    public override Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var present = new SortedSet<int>();
        var last = int.MinValue;
        foreach (var label in labels.Span)
        {
            if (label == last) continue;
            present.Add(last = label);
        }

        return Each(labels, present.Select((label, n) => (label, n)).ToDictionary(p => p.label, p => p.n), parallel);
    }
}

/// <summary>The voxels of a label that touch another by a face: TorchIO's <c>Contour</c>; 1 there, 0 elsewhere.</summary>
public sealed record ContourTransform : LabelTransform
{
    /// <inheritdoc/>
    public override Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var s = labels.Shape;
        return Volume.CreateParallel<int>(labels.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            var all = labels.Span;
            var to = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    var at = s.Index(i, j, k);
                    var own = all[at];
                    var border = own != 0
                        && ((i > 0 && all[at - 1] != own) || (i < s.I - 1 && all[at + 1] != own) || (j > 0 && all[at - s.I] != own)
                            || (j < s.J - 1 && all[at + s.I] != own)
                        || (k > 0 && all[at - s.SliceCount] != own) || (k < s.K - 1 && all[at + s.SliceCount] != own));
                    to[(j * s.I) + i] = border ? 1 : 0;
                }
            }
        }));
    }
}

/// <summary>The largest connected part of what is not background: TorchIO's <c>KeepLargestComponent</c>.</summary>
public sealed record KeepLargestComponent : LabelTransform
{
    /// <inheritdoc/>
    public override Volume<int> Apply(Volume<int> labels, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var kept = ConnectedComponents.Largest(labels.Map(static l => l != 0));
        return Volume.Create(labels.Grid, (labels, kept), static (Span<int> to, (Volume<int> Labels, Volume<bool> Kept) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Kept.Span[n] ? s.Labels.Span[n] : 0;
        });
    }
}
