using Pial.Operations.Warps;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Warps;

public sealed class WarpInverseTests
{
    public static TheoryData<string> Maps => ["bump", "affine in the field", "chain", "affine alone", "turned by 100 degrees", "two warps"];

    private static PointMap Map(string name)
    {
        var bump = TestWarps.Of(TestWarps.Oblique(), TestWarps.Bump);
        var turn = Affine.Rotation(0.3, 0, 1.75) * Affine.Scaling(1.3, 0.8, 1.1);
        return name switch
        {
            "bump" => bump,
            "affine in the field" => TestWarps.Of(TestWarps.Oblique(60, 52, 64), TestWarps.Whole),
            "chain" => PointMap.FromAffine(TestWarps.Tilt).Then(bump).Then(Affine.Translation(new(20, -30, 5))),
            "affine alone" => TestWarps.Tilt,
            "turned by 100 degrees" => PointMap.FromAffine(turn).Then(bump).Then(turn),
            _ => PointMap.FromWarp(bump).Then(TestWarps.Of(Cube(40, 1.3), p => TestWarps.Bump(p) * -0.8)),
        };
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void The_map_brings_every_voxel_of_the_inverse_back(string name)
    {
        var map = Map(name);
        var middle = map.Apply(default);
        var grid = Cube(27, 1.1) with { Affine = Affine.Translation(middle) * Cube(27, 1.1).Affine };
        var inverse = WarpInverse.Run(map, grid, null, One);
        Assert.InRange(inverse.MaxResidualMm, 0, 1e-3);
        Assert.Equal(0, inverse.Unsolved);
        var worst = 0.0;
        for (var n = 0; n < grid.Shape.Count; n++)
        {
            var q = grid.Affine.Apply(new(n % 27, n / 27 % 27, n / 729));
            worst = Math.Max(worst, map.Apply(inverse.Warp.Apply(q)).DistanceTo(q));
        }

        Assert.InRange(worst, 0, 1e-3);
        var two = WarpInverse.Run(map, grid, null, Two);
        AssertSameBits(inverse.Warp.X.Span, two.Warp.X.Span);
        AssertSameBits(inverse.Warp.Z.Span, two.Warp.Z.Span);
        Assert.Equal(inverse.MeanResidualMm, two.MeanResidualMm);
    }

    [Fact]
    public void Both_orders_give_the_identity_for_a_smooth_warp()
    {
        // Between voxels the fields are trilinear: a wave of 60 mm keeps that below 1e-3 mm.
        static Point Wave(Point p) => new Point(Math.Sin(p.Y / 10), Math.Cos(p.Z / 10), Math.Sin(p.X / 10)) * 0.5;
        var warp = TestWarps.Of(Cube(60), Wave);
        var inverse = WarpInverse.Run(warp, Cube(60)).Warp;
        var worst = 0.0;
        for (var n = 0; n < 500; n++)
        {
            var p = new Point((n % 7) - 3.3, (n % 11) - 5.2, (n % 13) - 6.1);
            worst = Math.Max(worst, Math.Max(inverse.Apply(warp.Apply(p)).DistanceTo(p), warp.Apply(inverse.Apply(p)).DistanceTo(p)));
        }

        Assert.InRange(worst, 0, 1e-3);
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Points_are_inverted_one_by_one(string name)
    {
        var map = Map(name);
        Point[] there = [.. Enumerable.Range(0, 70).Select(n => new Point((n % 9) - 4, (n % 7) - 3, (n % 11) - 5))];
        var (back, residuals) = WarpInverse.Of(map, there.Select(map.Apply).ToArray());
        for (var n = 0; n < there.Length; n++)
        {
            Assert.InRange(back[n].DistanceTo(there[n]), 0, 1e-3);
            Assert.InRange(residuals[n], 0, 1e-4);
        }
    }

    [Fact]
    public void A_fold_is_reported_not_thrown()
    {
        var fold = TestWarps.Of(Cube(30), p => TestWarps.Bump(p) * 20);
        var inverse = WarpInverse.Run(fold, Cube(30));
        Assert.All(inverse.Warp.X.Span.ToArray(), d => Assert.True(float.IsFinite(d)));
        Assert.True(inverse.MaxResidualMm >= 0);
    }

    [Fact]
    public void A_singular_affine_is_refused() =>
        Assert.Throws<ArgumentException>(() => WarpInverse.Run(Affine.Scaling(1, 0, 1), Cube(5)));
}
