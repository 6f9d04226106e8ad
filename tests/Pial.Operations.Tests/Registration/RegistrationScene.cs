using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Registration;

/// <summary>The analytic head as a template and, moved by a known map, on other grids: what registration should recover is known.</summary>
internal static class RegistrationScene
{
    private static readonly double[] T1 = [0, 1.0, 0.65, 0.2, 0.85, 0.1, 0.5];
    private static readonly double[] T2 = [0, 0.45, 0.6, 1.0, 0.35, 0.1, 0.4];

    /// <summary>The template: a T1w head of 3 mm.</summary>
    public static Lazy<Volume<float>> Reference { get; } = new(() => Image(AnalyticHead.Create(3), T1, 0.02, 1));

    /// <summary>Its brain with two centimetres around it.</summary>
    public static Lazy<Volume<bool>> Mask { get; } = new(() => Morphology.Dilate(Brain(Reference.Value.Grid), 12));

    public static Volume<bool> Brain(Grid grid) => AnalyticHead.Create(grid).Map(l => l is > 0 and < 200);

    /// <summary>The head where <paramref name="map"/> (template mm → scan mm) puts it, seen by a grid.</summary>
    public static Volume<float> Scan(Affine map, Grid grid, bool t2 = false, AnalyticHeadOptions? options = null)
        => Image(AnalyticHead.Create(new Grid(grid.Shape, map.Inverse() * grid.Affine), options).WithGrid(grid), t2 ? T2 : T1, 0.03, 2);

    /// <summary>A field of view around the moved head.</summary>
    public static Grid Around(Affine map, Point size, Affine? tilt = null, Point extent = default)
    {
        if (extent == default) extent = new(210, 250, 230);
        var centre = map.Apply(new(0, -14, -5));
        var axes = (tilt ?? Affine.Identity) * Affine.Scaling(size.X, size.Y, size.Z);
        var shape = new Shape((int)(extent.X / Math.Abs(size.X)), (int)(extent.Y / Math.Abs(size.Y)), (int)(extent.Z / Math.Abs(size.Z)));
        return new(shape, axes.WithOffset(centre - axes.ApplyVector(new((shape.I - 1) / 2.0, (shape.J - 1) / 2.0, (shape.K - 1) / 2.0))));
    }

    /// <summary>Largest distance, mm, between two maps over the corners of the template's brain.</summary>
    public static double Distance(Affine a, Affine b)
    {
        var worst = 0.0;
        for (var c = 0; c < 8; c++)
        {
            var p = new Point((c & 1) == 0 ? -68 : 68, (c & 2) == 0 ? -104 : 70, (c & 4) == 0 ? -60 : 78);
            worst = Math.Max(worst, a.Apply(p).DistanceTo(b.Apply(p)));
        }

        return worst;
    }

    /// <summary>Rotation left between two maps, degrees.</summary>
    public static double Degrees(Affine a, Affine b)
    {
        var d = a.WithOffset(default) * b.WithOffset(default).Inverse();
        var scale = Math.Cbrt(d.Determinant);
        return Math.Acos(Math.Clamp(((d.M00 + d.M11 + d.M22) / scale - 1) / 2, -1, 1)) * 180 / Math.PI;
    }

    private static Volume<float> Image(Volume<int> labels, double[] contrast, double noise, int seed)
    {
        var random = new CounterRandom((ulong)seed, 7);
        return Volume.Create(labels.Grid, (labels, contrast, noise, random),
            static (Span<float> to, (Volume<int> Labels, double[] Contrast, double Noise, CounterRandom Random) s) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                var (a, b, _, _) = s.Random.Normals((ulong)n);
                var value = s.Contrast[Class(s.Labels.Span[n])] + (s.Noise * a);
                to[n] = (float)(1000 * Math.Sqrt((value * value) + (s.Noise * s.Noise * b * b)));
            }
        });
    }

    private static int Class(int label) => label switch
    {
        0 => 0,
        2 or 41 or 7 or 46 or 16 or 28 or 60 => 1,
        4 or 43 or 5 or 44 or 14 or 15 or 24 => 3,
        < 200 => 2,
        511 or 516 => 4,
        515 or 509 => 5,
        _ => 6,
    };
}
