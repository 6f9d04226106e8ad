using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A field of view smaller than the head: what sticks out on one side folds in from the other.</summary>
/// <param name="Axis">Voxel axis, 0 to 2.</param>
/// <param name="FieldOfView">Share of the axis that is measured, above 0 to 1; beyond it the image is 0.</param>
public sealed record WrapAround(int Axis, double FieldOfView) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(FieldOfView is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(FieldOfView), FieldOfView,
            "The field of view must be a share above 0, at most 1.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var (s, length) = (image.Shape, image.Shape[Axis]);
        var field = Math.Max(1, (int)Math.Round(FieldOfView * length));
        var start = (length - field) / 2;
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(s.K, parallel, k =>
        {
            if (Axis == 2 && (k < start || k >= start + field)) return;
            for (var j = 0; j < s.J; j++)
            {
                if (Axis == 1 && (j < start || j >= start + field)) continue;
                var to = voxels.Span.Slice(s.Index(0, j, k), s.I);
                if (Axis == 0)
                {
                    var from = image.Span.Slice(s.Index(0, j, k), s.I);
                    for (var i = 0; i < s.I; i++)
                        to[start + Folded(i - start, field)] += from[i];
                    continue;
                }

                // Every row of the axis that folds onto this one.
                var at = Axis == 1 ? j : k;
                for (var n = start + Folded(at - start, field) - (length / field * field) - field; n < length; n += field)
                {
                    if (n < 0) continue;
                    var row = image.Span.Slice(Axis == 1 ? s.Index(0, n, k) : s.Index(0, j, n), s.I);
                    for (var i = 0; i < s.I; i++) to[i] += row[i];
                }
            }
        }));
    }

    private static int Folded(int n, int field) => ((n % field) + field) % field;
}

/// <summary>A random field of view that is too small.</summary>
public sealed record RandomWrapAround : RandomIntensityTransform
{
    /// <summary>Voxel axes one of which is chosen. Default all.</summary>
    public ImmutableArray<int> Axes { get; init; } = [0, 1, 2];

    /// <summary>Share of the axis that is measured; one number means exactly that. Default 0.7 to 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval FieldOfView { get; init; } = new(0.7, 1);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        FieldOfView.Check(nameof(FieldOfView), 0.01, 1);
        VoxelAxes.Check(Axes, nameof(Axes));
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new WrapAround(draws.OneOf(Axes), draws.Within(FieldOfView));
    }
}
