using System.Collections.Concurrent;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

/// <summary>
/// White matter in grey matter in CSF, as ellipsoids whose partial volume is counted on a grid four times as fine, with a CSF cavity in the
/// white matter, a bias field and noise from a seeded generator.
/// </summary>
internal sealed class NestedEllipsoids
{
    // The same for every bias and noise; counting takes longer than segmenting.
    private static readonly ConcurrentDictionary<Grid, Lazy<TissueMaps>> Counted = new();

    public NestedEllipsoids(Grid grid, double bias, double noise, int seed = 7)
    {
        var shape = grid.Shape;
        Fractions3 = Counted.GetOrAdd(grid, static g => new(() => Count(g))).Value;
        var (image, field) = (new float[shape.Count], new float[shape.Count]);
        var (mask, labels) = (new bool[shape.Count], new int[shape.Count]);
        var random = new Random(seed);
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++)
                {
                    var n = shape.Index(i, j, k);
                    var (g, w, c) = (Fractions3.Gm.Span[n], Fractions3.Wm.Span[n], Fractions3.Csf.Span[n]);
                    mask[n] = g + w + c > 0.5;
                    labels[n] = !mask[n] ? 0 : g >= w && g >= c ? 1 : w >= c ? 2 : 3;
                    var p = grid.Affine.Apply(new(i, j, k)) - grid.Centre;
                    field[n] = (float)Math.Exp(bias * (Math.Sin(p.X / 45) + Math.Cos((p.Y + 20) / 50) - (p.Z / 120)));
                    var signal = ((280.0 * c) + (720 * g) + (1000 * w)) * field[n];
                    image[n] = (float)Math.Sqrt(Square(signal + (noise * Normal(random))) + Square(noise * Normal(random)));
                }
            }
        }

        (Image, Field) = (Volume.Create<float>(grid, image), Volume.Create<float>(grid, field));
        (Mask, Labels) = (Volume.Create<bool>(grid, mask), Volume.Create<int>(grid, labels));
    }

    public Volume<float> Image { get; }

    public Volume<bool> Mask { get; }

    public Volume<int> Labels { get; }

    public TissueMaps Fractions3 { get; }

    public Volume<float> Field { get; }

    public static double Dice(Volume<int> a, Volume<int> b, int label)
    {
        var (both, sum) = (0, 0);
        for (var n = 0; n < a.Span.Length; n++)
        {
            both += a.Span[n] == label && b.Span[n] == label ? 1 : 0;
            sum += (a.Span[n] == label ? 1 : 0) + (b.Span[n] == label ? 1 : 0);
        }

        return 2.0 * both / sum;
    }

    private static TissueMaps Count(Grid grid)
    {
        var shape = grid.Shape;
        var (gm, wm, csf) = (new float[shape.Count], new float[shape.Count], new float[shape.Count]);
        for (var n = 0; n < gm.Length; n++)
            (gm[n], wm[n], csf[n]) = Fractions(grid, n % shape.I, n / shape.I % shape.J, n / shape.SliceCount);
        return new(Volume.Create<float>(grid, gm), Volume.Create<float>(grid, wm), Volume.Create<float>(grid, csf));
    }

    private static (float Gm, float Wm, float Csf) Fractions(Grid grid, int i, int j, int k)
    {
        var (g, w, c) = (0, 0, 0);
        for (var n = 0; n < 64; n++)
        {
            double At(int axis, int value) => value + ((((n >> (2 * axis)) & 3) - 1.5) / 4);
            var p = grid.Affine.Apply(new(At(0, i), At(1, j), At(2, k))) - grid.Centre;
            var r = Radius(p, 1);
            if (r > 36) continue;
            if (r > 32 || Radius(p - new Point(0, 4, 0), 0.8) < 8) c++;
            else if (r > 27 + (1.5 * Math.Sin(p.X / 3) * Math.Cos(p.Y / 3))) g++;
            else w++;
        }

        return (g / 64f, w / 64f, c / 64f);
    }

    private static double Radius(Point p, double flat) => Math.Sqrt(Square(p.X) + Square(p.Y * 0.85) + Square(p.Z / flat));

    private static double Square(double x) => x * x;

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
