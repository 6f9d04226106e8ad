using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A smooth deformation that never folds: cubic B-splines over displaced control points.</summary>
/// <param name="ControlPoints">Control points along the three voxel axes, 4 or more each.</param>
/// <param name="Displacements">Of each control point, mm along x, y, z; the first axis fastest.</param>
/// <remarks>
/// Free-form deformation after Rueckert et al. 1999 (doi 10.1109/42.796284), TorchIO's model. A deformation whose Jacobian determinant
/// would fall below <see cref="LeastJacobian"/> somewhere is drawn in, all displacements by one factor, until it does not; TorchIO warns
/// and folds. The determinant's bound is taken over the splines' own derivatives at every voxel, so nothing between voxels escapes it by
/// more than their curvature.
/// </remarks>
public sealed record ElasticDeformation(ImmutableArray<int> ControlPoints, ImmutableArray<Point> Displacements) : SpatialTransform
{
    /// <summary>Smallest share of its volume that a part of the head may keep. Default 0.1.</summary>
    public double LeastJacobian { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (ControlPoints.Length != 3 || ControlPoints.Any(c => c is < 4 or > 100))
            throw new ArgumentOutOfRangeException(nameof(ControlPoints), "There must be 4 to 100 control points along each of three axes.");
        if (Displacements.Length != ControlPoints[0] * ControlPoints[1] * ControlPoints[2]
            || !Displacements.All(d => double.IsFinite(d.Length)))
            throw new ArgumentOutOfRangeException(nameof(Displacements), "Every control point needs a finite displacement.");
        if (!(LeastJacobian is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(LeastJacobian), LeastJacobian,
            "The smallest determinant must lie between 0 and 1.");
    }

    /// <inheritdoc/>
    public override Movement Move(Grid grid, Grid first, ParallelOptions? parallel = null) => new(grid, Field(first, parallel));

    /// <summary>The displacements (pull, mm), on a grid of about 4 mm over the field of view.</summary>
    /// <param name="first">Grid of the subject's first image, over whose field of view the control points lie.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public Warp Field(Grid first, ParallelOptions? parallel = null)
    {
        Check();
        var whole = Sampled(first, 1, parallel);

        // The determinant of I + s·G is smooth in s: the largest of ever finer steps that keeps it.
        var (good, bad) = (0.0, 1.0);
        if (Least(whole, 1, parallel) >= LeastJacobian) return whole;
        for (var n = 0; n < 12; n++)
        {
            var middle = (good + bad) / 2;
            if (Least(whole, middle, parallel) >= LeastJacobian) good = middle;
            else bad = middle;
        }

        return Sampled(first, good, parallel);
    }

    // Coarse enough to be quick, fine enough that trilinear pieces are the spline to a few hundredths of a mm.
    private Warp Sampled(Grid first, double factor, ParallelOptions? parallel)
    {
        const double spacingMm = 4;
        var (s, size) = (first.Shape, first.VoxelSize);
        int Count(int extent, double mm) => Math.Max(2, (int)Math.Ceiling(Math.Max(extent - 1, 1) * mm / spacingMm) + 1);
        var shape = new Shape(Count(s.I, size.X), Count(s.J, size.Y), Count(s.K, size.Z));
        var grid = new Grid(shape,
            first.Affine * Affine.Scaling(Math.Max(s.I - 1, 1.0) / (shape.I - 1), Math.Max(s.J - 1, 1.0) / (shape.J - 1),
                Math.Max(s.K - 1, 1.0) / (shape.K - 1)));
        CubicSplineAxis[] axes = [Axis(shape.I, ControlPoints[0]), Axis(shape.J, ControlPoints[1]), Axis(shape.K, ControlPoints[2])];
        int[] columns = [.. Enumerable.Range(0, shape.I)];
        return Warp.CreateParallel(grid, (x, y, z) =>
        {
            Memory<float>[] parts = [x, y, z];
            for (var c = 0; c < 3; c++)
            {
                var lattice = new CubicSplineLattice(ControlPoints[0] - 3, ControlPoints[1] - 3, ControlPoints[2] - 3);
                for (var n = 0; n < Displacements.Length; n++)
                    lattice.Points[n] = factor * (c == 0 ? Displacements[n].X : c == 1 ? Displacements[n].Y : Displacements[n].Z);
                var to = parts[c];
                Slices.For(shape.K, parallel, () => (Plane: new double[lattice.PlaneCount], Row: new double[lattice.Row]), (k, scratch) =>
                {
                    lattice.Slice(axes[2], k, scratch.Plane);
                    for (var j = 0; j < shape.J; j++)
                    {
                        lattice.RowOf(scratch.Plane, axes[1], j, scratch.Row);
                        axes[0].Evaluate(scratch.Row, columns, to.Span.Slice(shape.Index(0, j, k), shape.I));
                    }
                });
            }
        });
    }

    private static CubicSplineAxis Axis(int extent, int points) =>
        new([.. Enumerable.Range(0, extent).Select(n => (double)n / (extent - 1))], points - 3);

    // Smallest determinant over every cell of the field: between neighbouring samples the map is trilinear, and at each corner of a cell
    // its derivatives are the differences along the cell's three edges there. A cell whose eight corner determinants are positive can still
    // fold inside; the margin above 0 is for that.
    private static double Least(Warp warp, double factor, ParallelOptions? parallel)
    {
        var s = warp.Grid.Shape;
        var toVoxel = warp.Grid.WorldToVoxel;
        var least = new double[s.K];
        Slices.For(s.K, parallel, k =>
        {
            least[k] = double.PositiveInfinity;
            for (var j = 0; j < s.J; j++)
            {
                for (var i = 0; i < s.I; i++)
                {
                    for (var corner = 0; corner < 8; corner++)
                    {
                        var (a, b, c) = ((corner & 1) == 0 ? 1 : -1, (corner & 2) == 0 ? 1 : -1, (corner & 4) == 0 ? 1 : -1);
                        if (!s.Contains(i + a, j + b, k + c)) continue;
                        var (di, dj, dk) = (Edge(warp, i, j, k, a, 0, 0), Edge(warp, i, j, k, 0, b, 0), Edge(warp, i, j, k, 0, 0, c));
                        least[k] = Math.Min(least[k], Determinant(di, dj, dk, toVoxel, factor));
                    }
                }
            }
        });
        return least.Min();
    }

    // Change of the displacement along one voxel axis.
    private static Point Edge(Warp warp, int i, int j, int k, int a, int b, int c)
    {
        var s = warp.Grid.Shape;
        var (from, to, sign) = (s.Index(i, j, k), s.Index(i + a, j + b, k + c), a + b + c);
        return new Point(warp.X.Span[to] - warp.X.Span[from], warp.Y.Span[to] - warp.Y.Span[from],
            warp.Z.Span[to] - warp.Z.Span[from]) * sign;
    }

    private static double Determinant(Point di, Point dj, Point dk, Affine toVoxel, double factor)
    {
        double Part(double i, double j, double k, int world) =>
            factor * ((i * toVoxel[0, world]) + (j * toVoxel[1, world]) + (k * toVoxel[2, world]));
        return new Affine(
            1 + Part(di.X, dj.X, dk.X, 0), Part(di.X, dj.X, dk.X, 1), Part(di.X, dj.X, dk.X, 2), 0,
            Part(di.Y, dj.Y, dk.Y, 0), 1 + Part(di.Y, dj.Y, dk.Y, 1), Part(di.Y, dj.Y, dk.Y, 2), 0,
            Part(di.Z, dj.Z, dk.Z, 0), Part(di.Z, dj.Z, dk.Z, 1), 1 + Part(di.Z, dj.Z, dk.Z, 2), 0).Determinant;
    }
}

/// <summary>A random smooth deformation: TorchIO's <c>RandomElasticDeformation</c>, without its folds.</summary>
public sealed record RandomElasticDeformation : Transform
{
    /// <summary>Control points along each axis; one number for all. Default 7.</summary>
    public ImmutableArray<int> NumControlPoints { get; init; } = [7];

    /// <summary>Largest displacement of a control point along x, y, z, mm. Default 7.5.</summary>
    public Point MaxDisplacement { get; init; } = new(7.5, 7.5, 7.5);

    /// <summary>
    /// Layers of control points at the border that stay, 0 to 2: the first lies outside the image, the second on its border, which with 2
    /// moves by a sixth of the third at most. Default 2.
    /// </summary>
    public int LockedBorders { get; init; } = 2;

    /// <inheritdoc cref="SpatialTransform.ImageInterpolation"/>
    public Interpolation ImageInterpolation { get; init; } = Interpolation.Linear;

    /// <inheritdoc cref="SpatialTransform.LabelInterpolation"/>
    public LabelInterpolation LabelInterpolation { get; init; }

    /// <inheritdoc cref="SpatialTransform.DefaultPadValue"/>
    public Padding DefaultPadValue { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (NumControlPoints.Length is not (1 or 3) || NumControlPoints.Any(c => c is < 4 or > 100))
            throw new ArgumentOutOfRangeException(nameof(NumControlPoints), "There must be 4 to 100 control points along an axis.");
        if (!(MaxDisplacement.X >= 0 && MaxDisplacement.Y >= 0 && MaxDisplacement.Z >= 0) || !double.IsFinite(MaxDisplacement.Length))
            throw new ArgumentOutOfRangeException(nameof(MaxDisplacement), MaxDisplacement,
                "Displacements must be finite numbers of mm, 0 or more.");
        if (LockedBorders is < 0 or > 2)
            throw new ArgumentOutOfRangeException(nameof(LockedBorders), LockedBorders, "The number of locked borders must be 0, 1 or 2.");
        if (LockedBorders == 2 && NumControlPoints.Contains(4))
            throw new ArgumentOutOfRangeException(nameof(LockedBorders), LockedBorders,
                "With 4 control points and 2 locked borders nothing moves; take more points or fewer borders.");
    }

    /// <inheritdoc/>
    protected internal override IEnumerable<FixedTransform> Drawn(ImmutableArray<ImageName> images, RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        int[] count = [.. Enumerable.Range(0, 3).Select(a => NumControlPoints[NumControlPoints.Length == 1 ? 0 : a])];
        bool Locked(int at, int axis) => at < LockedBorders || at >= count[axis] - LockedBorders;
        var displacements = ImmutableArray.CreateBuilder<Point>(count[0] * count[1] * count[2]);
        for (var k = 0; k < count[2]; k++)
            for (var j = 0; j < count[1]; j++)
                for (var i = 0; i < count[0]; i++)
                {
                    var d = new Point(
                        draws.Within(Interval.Around(0, MaxDisplacement.X)), draws.Within(Interval.Around(0, MaxDisplacement.Y)),
                        draws.Within(Interval.Around(0, MaxDisplacement.Z)));
                    displacements.Add(Locked(i, 0) || Locked(j, 1) || Locked(k, 2) ? default : d);
                }

        yield return new ElasticDeformation([.. count], displacements.MoveToImmutable())
        {
            ImageInterpolation = ImageInterpolation,
            LabelInterpolation = LabelInterpolation,
            DefaultPadValue = DefaultPadValue,
            Include = Include,
            Exclude = Exclude,
        };
    }
}
