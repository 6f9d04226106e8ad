using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Tests.Cortex;

/// <summary>White matter under a mantle of grey matter, at 1 mm with partial volume: each voxel is the mean of 4³ points.</summary>
internal sealed record CortexPhantom(TissueMaps Tissues, Volume<int> Labels, double WhiteMm3, double GreyMm3)
{
    private const int Fine = 4;
    private const double WhiteMean = 110, GreyMean = 75, CsfMean = 25;

    /// <summary>The fractions as a scan with noise shows them, voxel by voxel: what lies between two tissues' means is a mixture.</summary>
    /// <param name="percent">Standard deviation of the noise, in percent of white matter's mean.</param>
    /// <param name="seed">Seed.</param>
    public CortexPhantom Noisy(double percent, int seed)
    {
        var (random, n) = (new Random(seed), Tissues.Grid.Shape.Count);
        var (gm, wm, csf) = (new float[n], new float[n], new float[n]);
        for (var v = 0; v < n; v++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var seen = (WhiteMean * Tissues.Wm.Span[v]) + (GreyMean * Tissues.Gm.Span[v]) + (CsfMean * Tissues.Csf.Span[v])
                + (percent / 100 * WhiteMean * normal);
            wm[v] = (float)Math.Clamp((seen - GreyMean) / (WhiteMean - GreyMean), 0, 1);
            csf[v] = (float)Math.Clamp((GreyMean - seen) / (GreyMean - CsfMean), 0, 1);
            gm[v] = 1 - wm[v] - csf[v];
        }

        Volume<float> Image(float[] values) => Volume.Create<float>(Tissues.Grid, values);
        return this with { Tissues = new(Image(gm), Image(wm), Image(csf)) };
    }

    /// <summary>A ball of white matter in a shell of grey.</summary>
    public static CortexPhantom Shell(double white, double pial) => Of((int)pial + 4, p => p.Length < white ? 2 : p.Length < pial ? 1 : 0);

    /// <summary>A ball with folds, and all that is nearer to it than the mantle's thickness.</summary>
    public static CortexPhantom Folds(double radius, double depth, double thickness)
    {
        var half = (int)(radius + depth + thickness) + 4;
        var grid = Grid.Centred(new(2 * half * Fine, 2 * half * Fine, 2 * half * Fine), new(1.0 / Fine, 1.0 / Fine, 1.0 / Fine),
            new(0, 0, 0));
        double Height(Point p)
        {
            var r = Math.Max(p.Length, 1e-6);
            return r - radius - (depth * Math.Sin(5 * Math.Atan2(p.Y, p.X)) * Math.Pow(Math.Sqrt((p.X * p.X) + (p.Y * p.Y)) / r, 3));
        }

        var white = TestImages.OfWorld(grid, p => Height(p) < 0);
        var rough = EuclideanDistance.Of(white).Span.ToArray(); // from centre to centre, so not exact
        var s = grid.Shape;
        return Of(half, white.Grid, n =>
        {
            if (white.Span[n]) return 2;
            var near = Math.Abs(rough[n] - thickness) < 0.4;
            return (near ? Distance(grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)), Height) : rough[n]) < thickness
                ? 1 : 0;
        });
    }

    // To the surface where a height is 0: the foot is pulled toward the point within the surface, and back onto it.
    private static double Distance(Point p, Func<Point, double> height)
    {
        const double h = 1e-4;
        var q = p;
        for (var round = 0; round < 12; round++)
        {
            var f = height(q);
            var g = new Point(height(q + new Point(h, 0, 0)) - f, height(q + new Point(0, h, 0)) - f,
                height(q + new Point(0, 0, h)) - f) * (1 / h);
            var n = g * (1 / g.Length);
            q -= n * (f / g.Length);
            var d = p - q;
            var up = (d.X * n.X) + (d.Y * n.Y) + (d.Z * n.Z);
            q += (d - (n * up)) * (round < 11 ? 0.7 : 0);
        }

        return p.DistanceTo(q);
    }

    /// <summary>A block of white matter with a groove that is full of grey matter.</summary>
    public static CortexPhantom Groove(double width) => Of(22, p =>
    {
        double Box(double hx, double hy, double hz) => Math.Max(Math.Abs(p.X) - hx, Math.Max(Math.Abs(p.Y) - hy, Math.Abs(p.Z) - hz));
        var white = Box(12, 12, 10) < 0 && !(Math.Abs(p.X) < width / 2 && p.Z > -3);
        return white ? 2 : Box(14.5, 14.5, 12.5) < 0 ? 1 : 0;
    });

    /// <summary>A rounded block with two open slits of 4 mm along y from above, and a mantle of 2.5 mm.</summary>
    public static CortexPhantom Slits(double depth) => Of(28, p =>
    {
        // Distance to the block of white matter, whose corners are round, less what the slits take.
        double Round(double hx, double hy, double hz, double r)
        {
            double Over(double x, double half) => Math.Max(Math.Abs(x) - half + r, 0);
            return new Point(Over(p.X, hx), Over(p.Y, hy), Over(p.Z, hz)).Length - r;
        }

        double Slit(double half) => Math.Max(Math.Abs(Math.Abs(p.X) - 6) - half, 18 - depth - p.Z - (half - 2));
        if (Math.Max(Round(16, 18, 15.5, 6), -Slit(4.5)) < 0) return 2;
        return Math.Max(Round(18.5, 20.5, 18, 8.5), -Slit(2)) < 0 ? 1 : 0;
    });

    /// <summary>A ball of white matter with a thin tunnel on the left and a thin handle on the right.</summary>
    public static CortexPhantom Handled() => Of(24, p =>
    {
        double x = p.X + 8, y = p.Y;
        var tunnel = (x * x) + (y * y) < 0.81;
        double around = Math.Sqrt(((p.X - 13) * (p.X - 13)) + (p.Z * p.Z)) - 5;
        var handle = (around * around) + (y * y) < 1.0;
        return (p.Length < 14 && !tunnel) || handle ? 2 : p.Length < 17 || (around * around) + (y * y) < 9 ? 1 : 0;
    });

    private static CortexPhantom Of(int half, Func<Point, int> tissue)
    {
        var grid = Grid.Centred(new(2 * half * Fine, 2 * half * Fine, 2 * half * Fine), new(1.0 / Fine, 1.0 / Fine, 1.0 / Fine),
            new(0, 0, 0));
        var s = grid.Shape;
        return Of(half, grid, n => tissue(grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount))));
    }

    private static CortexPhantom Of(int half, Grid fine, Func<int, int> tissue)
    {
        var grid = Grid.Centred(new(2 * half, 2 * half, 2 * half), new(1, 1, 1), new(0, 0, 0));
        var counts = new int[3][];
        for (var t = 0; t < 3; t++)
            counts[t] = new int[grid.Shape.Count];
        var totals = new long[3];
        for (var n = 0; n < fine.Shape.Count; n++)
        {
            var t = tissue(n);
            var (i, j, k) = (n % fine.Shape.I / Fine, n / fine.Shape.I % fine.Shape.J / Fine, n / fine.Shape.SliceCount / Fine);
            counts[t][grid.Shape.Index(i, j, k)]++;
            totals[t]++;
        }

        Volume<float> Share(int t) => Volume.Create<float>(grid, Array.ConvertAll(counts[t], c => c / (float)(Fine * Fine * Fine)));
        var labels = new int[grid.Shape.Count];
        for (var n = 0; n < labels.Length; n++)
            labels[n] = counts[2][n] * 2 > Fine * Fine * Fine ? 2 : counts[0][n] * 2 <= Fine * Fine * Fine ? 3 : 0;
        const double voxel = 1.0 / (Fine * Fine * Fine);
        return new(new(Share(1), Share(2), Share(0)), Volume.Create<int>(grid, labels), totals[2] * voxel, totals[1] * voxel);
    }
}
