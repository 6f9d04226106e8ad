using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Intensity non-uniformity as an array of receive coils makes it: brighter near the coils, by the law of Biot and Savart.
/// </summary>
/// <param name="Coils">Round loops over a helmet, open below, that surrounds the head; 1 to 128.</param>
/// <param name="Distance">From the helmet's centre to the middle of each loop, mm.</param>
/// <param name="CoilRadius">Of a loop, mm; below the distance.</param>
/// <remarks>
/// A loop's sensitivity is the field its unit current would make, of which the part across the scanner's axis counts (reciprocity: Hoult
/// and Richards 1976, doi 10.1016/0022-2364(76)90233-X); the coils are combined as the root of the sum of their squares (Roemer et al.
/// 1990, doi 10.1002/mrm.1910160203), which is what is left in an image that was not corrected. Quasi-static: waves within the head, which
/// matter above 3 T, are left out. The scanner's axis is head-foot (z, RAS+). The field is made on points 10 mm apart, interpolated
/// smoothly in its logarithm, and scaled to a geometric mean of 1 within 80 mm of the helmet's centre.
/// </remarks>
public sealed record ReceiveField(int Coils, double Distance, double CoilRadius) : IntensityTransform
{
    private const double SpacingMm = 10, WireMm = 10, MeanWithinMm = 80;
    private const int Segments = 16;

    /// <summary>Middle of the helmet relative to the middle of the image, mm, RAS+. Default 0.</summary>
    public Point Shift { get; init; }

    /// <summary>How far the helmet is turned about the scanner's axis, degrees. Default 0.</summary>
    public double Turn { get; init; }

    /// <summary>Power of the field: 1 for all of it, less for a scanner that corrected in part, 0 for none. Default 1.</summary>
    public double Strength { get; init; } = 1;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Coils is < 1 or > 128) throw new ArgumentOutOfRangeException(nameof(Coils), Coils,
            "The number of coils must lie between 1 and 128.");
        if (!(Distance > 0) || !double.IsFinite(Distance))
            throw new ArgumentOutOfRangeException(nameof(Distance), Distance, "The distance must be a finite number of mm above 0.");
        if (!(CoilRadius > 0 && CoilRadius < Distance))
            throw new ArgumentOutOfRangeException(nameof(CoilRadius), CoilRadius,
                "The coils' radius must lie above 0 and below their distance, mm.");
        if (!double.IsFinite(Shift.Length) || !double.IsFinite(Turn))
            throw new ArgumentOutOfRangeException(nameof(Shift), Shift, "Shift and turn must be finite.");
        if (!(Math.Abs(Strength) <= 10))
            throw new ArgumentOutOfRangeException(nameof(Strength), Strength, "The strength must lie between −10 and 10.");
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this with { Strength = -Strength };

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var field = Coarse(image.Grid, parallel);
        return field.Fill(image.Grid, parallel, k => image.Slice(k));
    }

    /// <summary>What the image is multiplied with.</summary>
    /// <param name="grid">Where.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Volume<float> Field(Grid grid, ParallelOptions? parallel = null) => Coarse(grid, parallel).Fill(grid, parallel, null);

    private LogField Coarse(Grid grid, ParallelOptions? parallel)
    {
        Check();
        var (loops, centre, size) = (Loops(), grid.Centre + Shift, grid.VoxelSize);
        int Count(int extent, double mm) => Math.Max(2, (int)Math.Ceiling(Math.Max(extent - 1, 1) * mm / SpacingMm) + 1);
        var shape = new Shape(Count(grid.Shape.I, size.X), Count(grid.Shape.J, size.Y), Count(grid.Shape.K, size.Z));
        var (logs, slice) = (new float[shape.Count], shape.SliceCount);
        Slices.For(shape.K, parallel, k =>
        {
            for (var n = 0; n < slice; n++)
                logs[(k * slice) + n] = (float)Math.Log(Sensitivity(Place(grid, shape, n % shape.I, n / shape.I, k) - centre, loops));
        });
        var mean = Mean(loops);
        for (var n = 0; n < logs.Length; n++) logs[n] = (float)(Strength * (logs[n] - mean));
        return new(logs, shape, grid.Shape);
    }

    private static Point Place(Grid grid, Shape shape, int i, int j, int k) =>
        grid.Affine.Apply(new((double)i * (grid.Shape.I - 1) / (shape.I - 1), (double)j * (grid.Shape.J - 1) / (shape.J - 1),
            (double)k * (grid.Shape.K - 1) / (shape.K - 1)));

    // Over the ball where the brain is, at points of its own so that the field of view does not matter.
    private static double Mean(Segment[][] loops)
    {
        const double step = 20;
        var (sum, count, reach) = (0.0, 0, (int)(MeanWithinMm / step));
        for (var z = -reach; z <= reach; z++)
        {
            for (var y = -reach; y <= reach; y++)
            {
                for (var x = -reach; x <= reach; x++)
                {
                    var p = new Point(x, y, z) * step;
                    if (p.Length > MeanWithinMm) continue;
                    (sum, count) = (sum + Math.Log(Sensitivity(p, loops)), count + 1);
                }
            }
        }

        return sum / count;
    }

    // Root of the sum of squares of the transverse fields; the wire's thickness keeps it finite.
    private static double Sensitivity(Point p, Segment[][] loops)
    {
        var total = 0.0;
        foreach (var loop in loops)
        {
            var (bx, by) = (0.0, 0.0);
            foreach (var (at, along) in loop)
            {
                var d = p - at;
                var r2 = (d.X * d.X) + (d.Y * d.Y) + (d.Z * d.Z) + (WireMm * WireMm);
                var w = 1 / (r2 * Math.Sqrt(r2));
                bx += ((along.Y * d.Z) - (along.Z * d.Y)) * w;
                by += ((along.Z * d.X) - (along.X * d.Z)) * w;
            }

            total += (bx * bx) + (by * by);
        }

        return Math.Sqrt(total) + 1e-12;
    }

    // Evenly spread over the sphere down to 25 degrees below its equator (golden-angle spiral).
    private Segment[][] Loops()
    {
        var loops = new Segment[Coils][];
        for (var n = 0; n < Coils; n++)
        {
            var z = 1 - ((n + 0.5) / Coils * (1 + Math.Sin(25 * Math.PI / 180)));
            var (sin, cos) = Math.SinCos((n * Math.PI * (3 - Math.Sqrt(5))) + (Turn * Math.PI / 180));
            var flat = Math.Sqrt(1 - (z * z));
            var normal = new Point(flat * cos, flat * sin, z);
            var east = new Point(-sin, cos, 0);
            var north = new Point(-z * cos, -z * sin, flat);
            loops[n] = [.. Enumerable.Range(0, Segments).Select(m =>
            {
                var (s, c) = Math.SinCos(2 * Math.PI * m / Segments);
                return new Segment((normal * Distance) + (east * (CoilRadius * c)) + (north * (CoilRadius * s)), (north * c) - (east * s));
            })];
        }

        return loops;
    }

    private readonly record struct Segment(Point At, Point Along);
}

/// <summary>A random array of receive coils.</summary>
public sealed record RandomReceiveField : RandomIntensityTransform
{
    /// <summary>Number of coils; one number means exactly that. Default 8 to 32.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Coils { get; init; } = new(8, 32);

    /// <summary>From the helmet's centre to its coils, mm; one number means exactly that. Default 120 to 150.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Distance { get; init; } = new(120, 150);

    /// <summary>Radius of a coil, mm; one number means exactly that; below the distance. Default 30 to 60.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval CoilRadius { get; init; } = new(30, 60);

    /// <summary>
    /// Middle of the helmet relative to that of the image along x, y and z, mm; one number d means −d to d. Default −15 to 15.
    /// </summary>
    public Intervals Shift { get; init; } = Interval.Around(0, 15);

    /// <summary>
    /// How much of the field a correction on the scanner left, as a power; one number means exactly that. Default 0.3 to 1.
    /// </summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval Strength { get; init; } = new(0.3, 1);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Coils.Check(nameof(Coils), 1, 128);
        Distance.Check(nameof(Distance), 1, 10_000);
        CoilRadius.Check(nameof(CoilRadius), 1e-3, Math.BitDecrement(Distance.Low));
        Shift.Check(nameof(Shift));
        Strength.Check(nameof(Strength), -10, 10);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new ReceiveField(draws.Whole(Coils), draws.Within(Distance), draws.Within(CoilRadius))
        {
            Shift = draws.Within(Shift),
            Turn = draws.Within(new(0, 360)),
            Strength = draws.Within(Strength),
        };
    }
}
