using Pial.Volumes;

namespace Pial.Operations.Tests;

/// <summary>Warps with formulas, so that what they do can be said without sampling them.</summary>
internal static class TestWarps
{
    /// <summary>Smooth, a few mm, fading to nothing 25 mm from the origin; no folding (its slope stays below 0.4).</summary>
    public static Point Bump(Point p)
    {
        var fade = Math.Exp(-((p.X * p.X) + (p.Y * p.Y) + (p.Z * p.Z)) / 150);
        return new Point(3, -2, 1.5) * fade;
    }

    /// <summary>An affine that turns, stretches and shifts.</summary>
    public static Affine Tilt { get; } = Affine.Translation(new(1.5, -2, 0.7)) * Affine.Rotation(0.1, -0.07, 0.15)
        * Affine.Scaling(1.1, 0.93, 1.04);

    /// <summary>The whole map p → Tilt(p + Bump(p)) as displacements.</summary>
    public static Point Whole(Point p) => Tilt.Apply(p + Bump(p)) - p;

    public static Warp Of(Grid grid, Func<Point, Point> displacement) => Warp.Create(grid, displacement);

    /// <summary>Oblique and left-handed, voxels of 1.2 × 1.4 × 1.1 mm, about the origin.</summary>
    public static Grid Oblique(int i = 41, int j = 35, int k = 43)
    {
        var turn = Affine.Rotation(0.2, -0.3, 0.4) * Affine.Scaling(-1.2, 1.4, 1.1);
        return new(new(i, j, k), turn.WithOffset(turn.ApplyVector(new((1 - i) / 2.0, (1 - j) / 2.0, (1 - k) / 2.0))));
    }
}
