using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// The scan as it would be with fewer, thicker slices: every slice averages over its own thickness, and all images come on the new grid.
/// </summary>
/// <param name="Axis">Voxel axis of the slices, 0 to 2.</param>
/// <param name="Spacing">From slice to slice, mm.</param>
/// <param name="Thickness">Of a slice, mm; below the spacing there are gaps, above it slices overlap.</param>
/// <remarks>
/// Unlike <see cref="Anisotropy"/> the grid is the thick scan's own, so that a network sees as few slices as a scanner would give. Slices
/// thinner than the image's own cannot be had.
/// </remarks>
public sealed record ThickSlices(int Axis, double Spacing, double Thickness) : FixedTransform
{
    /// <summary>How a slice averages. Default as an excitation pulse does.</summary>
    public SliceProfile Profile { get; init; } = SliceProfile.Pulse;

    /// <summary>How labels are found. Default nearest.</summary>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axis, nameof(Axis));
        if (!(Spacing > 0) || !double.IsFinite(Spacing))
            throw new ArgumentOutOfRangeException(nameof(Spacing), Spacing, "The spacing must be a finite number of mm above 0.");
        if (!(Thickness > 0) || !double.IsFinite(Thickness))
            throw new ArgumentOutOfRangeException(nameof(Thickness), Thickness, "The thickness must be a finite number of mm above 0.");
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Moved(i => Concerns(i.Name), grid => Resample.GridOf(grid, Size(grid)));
    }

    internal override void Act(Workbench bench)
    {
        Check();
        foreach (var name in bench.Names.Where(Concerns))
        {
            if (bench.IsScalar(name))
            {
                var image = (ScalarImage)bench.Take(name);
                bench.Put(image with
                {
                    Volume = SliceProfiles.Average(image.Volume, Axis, Thickness / Along(image.Grid.VoxelSize), Profile, bench.Parallel),
                });
            }

            bench.Move(new ResampleTransform
            {
                Target = Size(bench.GridOf(name)),
                LabelInterpolation = LabelInterpolation,
                DefaultPadValue = Padding.Edge,
                Include = [name],
            });
        }
    }

    private double Along(Point size) => Axis == 0 ? size.X : Axis == 1 ? size.Y : size.Z;

    private Point Size(Grid grid)
    {
        var (own, spacing) = (grid.VoxelSize, Math.Max(Spacing, Along(grid.VoxelSize)));
        return new(Axis == 0 ? spacing : own.X, Axis == 1 ? spacing : own.Y, Axis == 2 ? spacing : own.Z);
    }
}

/// <summary>Random thick slices on a grid of their own.</summary>
public sealed record RandomThickSlices : Transform
{
    /// <summary>Voxel axes one of which is chosen. Default all.</summary>
    public ImmutableArray<int> Axes { get; init; } = [0, 1, 2];

    /// <summary>From slice to slice, mm; one number means exactly that. Default 2 to 6.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Spacing { get; init; } = new(2, 6);

    /// <summary>Thickness of a slice as a share of the spacing; one number means exactly that. Default 0.7 to 1.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Thickness { get; init; } = new(0.7, 1);

    /// <inheritdoc cref="ThickSlices.Profile"/>
    public SliceProfile Profile { get; init; } = SliceProfile.Pulse;

    /// <inheritdoc cref="ThickSlices.LabelInterpolation"/>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        VoxelAxes.Check(Axes, nameof(Axes));
        Spacing.Check(nameof(Spacing), 1e-3, 1000);
        Thickness.Check(nameof(Thickness), 1e-3, 10);
    }

    /// <inheritdoc/>
    protected internal override Outline Foresee(Outline images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return images.Moved(i => Concerns(i.Name), static _ => null);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var (axis, spacing) = (draws.OneOf(Axes), draws.Within(Spacing));
        return [new ThickSlices(axis, spacing, spacing * draws.Within(Thickness))
        {
            Profile = Profile,
            LabelInterpolation = LabelInterpolation,
            Include = Include,
            Exclude = Exclude,
        }];
    }
}
