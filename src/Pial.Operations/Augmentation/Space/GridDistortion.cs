using System.Collections.Immutable;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>Cells of a regular grid stretched and squeezed along the axes of the first image.</summary>
/// <param name="StepsX">How much of the image each cell along the first voxel axis shows, relative to the others; above 0.</param>
/// <param name="StepsY">Along the second axis.</param>
/// <param name="StepsZ">Along the third axis.</param>
/// <remarks>
/// The map is increasing and piecewise linear along every axis, so it cannot fold, and the ends of the field of view stay. MONAI's
/// <c>GridDistortion</c> lets the last cell take up what the others leave, which folds it where they leave nothing.
/// </remarks>
public sealed record GridDistortion(ImmutableArray<double> StepsX, ImmutableArray<double> StepsY, ImmutableArray<double> StepsZ)
    : SpatialTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        foreach (var steps in (ImmutableArray<double>[])[StepsX, StepsY, StepsZ])
        {
            if (steps.IsDefaultOrEmpty || steps.Length > 1000 || !steps.All(s => s > 0 && double.IsFinite(s)))
                throw new ArgumentOutOfRangeException(nameof(StepsX),
                    "Every axis needs 1 to 1000 steps, each a finite number above 0: others would fold the image.");
        }
    }

    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null)
    {
        Check();
        var (x, y, z) = (Shifts(StepsX, first.Shape.I), Shifts(StepsY, first.Shape.J), Shifts(StepsZ, first.Shape.K));
        var nodes = new Shape(x.Length, y.Length, z.Length);
        double Cell(int axis) => (double)first.Shape[axis] / (nodes[axis] - 1);
        var affine = first.Affine * Affine.Scaling(Cell(0), Cell(1), Cell(2));
        var corners = new Grid(nodes, affine.WithOffset(first.Affine.Apply(new(-0.5, -0.5, -0.5))));
        return new(grid, Warp.CreateParallel(corners, (dx, dy, dz) =>
        {
            for (var n = 0; n < nodes.Count; n++)
            {
                var d = first.Affine.ApplyVector(new(x[n % nodes.I], y[n / nodes.I % nodes.J], z[n / nodes.SliceCount]));
                (dx.Span[n], dy.Span[n], dz.Span[n]) = ((float)d.X, (float)d.Y, (float)d.Z);
            }
        }));
    }

    // By how many voxels the borders of the cells are displaced.
    private static double[] Shifts(ImmutableArray<double> steps, int extent)
    {
        var shifts = new double[steps.Length + 1];
        var (sum, total) = (0.0, steps.Sum());
        for (var n = 1; n < steps.Length; n++)
        {
            sum += steps[n - 1];
            shifts[n] = extent * ((sum / total) - ((double)n / steps.Length));
        }

        return shifts;
    }
}

/// <summary>A random distortion of a regular grid: MONAI's <c>RandGridDistortion</c>, without its folds.</summary>
public sealed record RandomGridDistortion : Transform
{
    /// <summary>Cells along each axis; one number for all. Default 5.</summary>
    public ImmutableArray<int> NumCells { get; init; } = [5];

    /// <summary>
    /// How much longer or shorter a cell becomes, as a share; one number d means −d to d; above −1. Default −0.03 to 0.03.
    /// </summary>
    public Interval DistortLimit { get; init; } = Interval.Around(0, 0.03);

    /// <inheritdoc cref="SpatialTransform.ImageInterpolation"/>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc cref="SpatialTransform.LabelInterpolation"/>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <summary>What shows beyond the field of view. Default its edge, as MONAI.</summary>
    public Padding DefaultPadValue { get; init; } = Padding.Edge;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (NumCells.Length is not (1 or 3) || NumCells.Any(c => c is < 1 or > 1000))
            throw new ArgumentOutOfRangeException(nameof(NumCells), "There must be 1 to 1000 cells along an axis.");
        DistortLimit.Check(nameof(DistortLimit), -0.99, 100);
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ImmutableArray<double> Steps(int axis) =>
            [.. Enumerable.Range(0, NumCells[NumCells.Length == 1 ? 0 : axis]).Select(_ => 1 + draws.Within(DistortLimit))];
        yield return new GridDistortion(Steps(0), Steps(1), Steps(2))
        {
            ImageInterpolation = ImageInterpolation,
            LabelInterpolation = LabelInterpolation,
            DefaultPadValue = DefaultPadValue,
            Include = Include,
            Exclude = Exclude,
        };
    }
}
