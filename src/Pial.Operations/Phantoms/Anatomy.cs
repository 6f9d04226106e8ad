using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>The formulas behind <see cref="AnalyticHead"/>: the label at a point, RAS+ mm from the anterior commissure.</summary>
internal sealed class Anatomy
{
    private const double SulcusMm = 16, FissureHalfMm = 0.9, SulcusHalfMm = 0.7, FoldPeriodMm = 31;

    private static readonly Ellipsoid Cerebrum = new(new(0, -16, 15), new(66, 86, 60));
    private static readonly Ellipsoid Temporal = new(new(40, -12, -20), new(25, 40, 23));
    private static readonly Ellipsoid Cerebellum = new(new(19, -64, -36), new(33, 30, 22));
    private static readonly Ellipsoid CerebellarCore = new(new(18, -62, -36), new(22, 18, 10));
    private static readonly Ellipsoid Stem = new(new(0, -27, -34), new(14, 13, 34));
    private static readonly Ellipsoid Callosum = new(new(0, -8, 10), new(60, 40, 17));
    private static readonly Ellipsoid Eye = new(new(32, 62, -32), new(12, 12, 12));
    private static readonly Ellipsoid Face = new(new(0, 36, -52), new(58, 55, 66));
    private static readonly Ellipsoid Airway = new(new(0, 62, -62), new(9, 24, 16));

    // Left label, right label, structure on the right side (x > 0); the first that contains a point wins.
    private readonly (int Left, int Right, Ellipsoid Shape)[] deep;
    private readonly double cortex, shift;

    public Anatomy(AnalyticHeadOptions options)
    {
        (cortex, shift) = (options.CortexMm, options.FoldShiftMm);
        var v = options.VentricleScale;
        deep =
        [
            (14, 14, new(new(0, -14, 1), new(1.6 * v, 13, 9))),
            (4, 43, new(new(8, -8, 18), new(6 * v, 32, 8 * v))),
            (5, 44, new(new(30, -28, -10), new(3.5 * v, 14, 3.5 * v))),
            (11, 50, new(new(16, 12, 10), new(5, 14, 10))),
            (26, 58, new(new(9, 11, -7), new(4, 5, 4))),
            (10, 49, new(new(13, -19, 6), new(9, 14, 8))),
            (13, 52, new(new(19, -4, -1), new(4, 8, 6))),
            (12, 51, new(new(26, 2, 1), new(5, 15, 10))),
            (28, 60, new(new(9, -16, -9), new(6, 9, 5))),
            (18, 54, new(new(24, -5, -19), new(7, 7, 7))),
            (17, 53, new(new(27, -22, -16), new(6, 17, 5))),
        ];
    }

    public int Label(Point p)
    {
        var right = p.X > 0;
        var mirrored = p with { X = Math.Abs(p.X) };
        var cerebrum = Smooth(Cerebrum.Distance(mirrored), Temporal.Distance(mirrored), 8);
        var cerebellum = Cerebellum.Distance(mirrored);
        var stem = p.Z < -64 ? double.PositiveInfinity : Stem.Distance(p);
        var brain = Brain(p, mirrored, right, cerebrum, cerebellum, stem);
        if (brain != 0) return brain;

        // The spinal canal runs down from the brain stem inside the neck.
        var axis = p.Z < -50 ? Math.Sqrt((p.X * p.X) + ((p.Y + 29) * (p.Y + 29))) : double.PositiveInfinity;
        if (axis < 6 && p.Z < -64) return 512;
        var cavity = Math.Min(Smooth(cerebrum - 3, cerebellum - 2, 10), Math.Min(stem - 3, axis - 9));
        if (cavity <= 0) return 24;
        return Shell(p, mirrored, cavity);
    }

    // 0 outside the brain.
    private int Brain(Point p, Point mirrored, bool right, double cerebrum, double cerebellum, double stem)
    {
        if (cerebrum <= 0)
        {
            var depth = DepthUnderPia(p, mirrored, right, -cerebrum);
            if (depth > 0)
            {
                foreach (var (left, rightLabel, shape) in deep)
                {
                    if (shape.Contains(mirrored)) return right ? rightLabel : left;
                }

                if (stem <= 0) return 16;
                return (depth < cortex, right) switch { (true, true) => 42, (true, false) => 3, (false, true) => 41, (false, false) => 2 };
            }
        }

        if (cerebellum <= 0 && cerebrum > 1.5 && stem > 0)
        {
            if (new Ellipsoid(new(0, -46, -33), new(5, 5, 9)).Contains(p)) return 15;
            var folia = 3 * Math.Sin(p.Y * 0.5) * Math.Sin((p.Z * 0.5) + (0.2 * mirrored.X));
            var white = CerebellarCore.Distance(mirrored) + folia <= 0;
            return (white, right) switch { (true, true) => 46, (true, false) => 7, (false, true) => 47, (false, false) => 8 };
        }

        return stem <= 0 ? 16 : 0;
    }

    // Distance to the nearest of: the outer surface, the walls of the sulci and the interhemispheric fissure; negative in the CSF of a
    // sulcus. The sulci are the sheets of a gyroid, which wander like real ones and end at a depth.
    private double DepthUnderPia(Point p, Point mirrored, bool right, double depth)
    {
        var k = 2 * Math.PI / FoldPeriodMm;
        var offset = shift + (right ? 9 : 0);
        var (x, y, z) = ((mirrored.X + offset) * k, (p.Y + (0.7 * offset)) * k, (p.Z - (0.4 * offset)) * k);
        var ((sx, cx), (sy, cy), (sz, cz)) = (Math.SinCos(x), Math.SinCos(y), Math.SinCos(z));
        var gyroid = (sx * cy) + (sy * cz) + (sz * cx);
        var (gx, gy, gz) = ((cx * cy) - (sz * sx), (cy * cz) - (sx * sy), (cz * cx) - (sy * sz));
        var slope = k * Math.Sqrt((gx * gx) + (gy * gy) + (gz * gz) + 0.1);
        var wall = WithEnd(Math.Abs(gyroid) / slope, depth - SulcusMm) - SulcusHalfMm;
        var fissure = WithEnd(mirrored.X, -Callosum.Distance(mirrored)) - FissureHalfMm;
        return Math.Min(depth, Math.Min(wall, fissure));
    }

    private static double WithEnd(double distance, double beyond) =>
        beyond > 0 ? Math.Sqrt((distance * distance) + (beyond * beyond)) : distance;

    private static int Shell(Point p, Point mirrored, double cavity)
    {
        var eye = Eye.Distance(mirrored);
        if (eye <= 0) return 506;
        var neck = p.Z < -20 ? new Ellipsoid(new(0, -26, p.Z), new(55, 56, 1e6)).Distance(p) : double.PositiveInfinity;
        var surface = Math.Min(Smooth(cavity - 15, Face.Distance(mirrored), 12), neck);
        surface = Math.Min(surface, eye - 3);
        if (surface > 0) return 0;
        if (cavity < 1 && p.Z > -60) return 514;
        if (cavity < 8) return cavity is > 3 and < 6 && p.Z > -40 ? 516 : 515;
        if (surface > -2.5) return 511;
        var airway = Airway.Distance(p);
        if (airway <= 2) return airway <= 0 ? 0 : 509;
        return 507;
    }

    // Union with a fillet of about `radius` mm (polynomial smooth minimum).
    private static double Smooth(double a, double b, double radius)
    {
        var h = Math.Max(radius - Math.Abs(a - b), 0) / radius;
        return Math.Min(a, b) - (h * h * radius / 4);
    }
}
