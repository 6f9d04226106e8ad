using Pial.Operations.Resampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Resampling;

/// <summary>Images pulled through warps and chains.</summary>
public sealed class ResampleWarpTests
{
    public static TheoryData<Interpolation> All => [Interpolation.Nearest, Interpolation.Linear, Interpolation.Cubic];

    private static float Wave(Point p) => (float)(10 + Math.Sin(p.X / 6) + Math.Cos((p.Y + (0.3 * p.X)) / 7) + Math.Sin(p.Z / 8));

    [Theory]
    [MemberData(nameof(All))]
    public void A_warp_of_zeros_changes_nothing(Interpolation interpolation)
    {
        var image = Noise(Awkward);
        var zero = TestWarps.Of(Awkward, _ => default);
        var cubic = interpolation == Interpolation.Cubic; // goes through its filter, since nobody looks whether a warp is zero
        var result = Resample.ToGrid(image, Awkward, zero, interpolation);
        // the last voxel is a0 + (a1 - a0)
        Assert.InRange(MaxDifference(image.Span, result.Span), 0, cubic ? 1e-3 : interpolation == Interpolation.Linear ? 2e-5 : 0);
    }

    [Theory]
    [InlineData(Interpolation.Linear, 0.02)]
    [InlineData(Interpolation.Cubic, 0.002)]
    public void A_chain_is_pulled_at_the_composed_position(Interpolation interpolation, double tolerance)
    {
        var image = OfWorld(Grid.Centred(new(90, 90, 90), new(1, 1.1, 0.9), default), Wave);
        var warp = TestWarps.Of(TestWarps.Oblique(), TestWarps.Bump);
        var second = TestWarps.Of(Cube(40, 1.3), p => TestWarps.Bump(p) * 0.5);
        var map = PointMap.FromAffine(Affine.Translation(new(0.3, 0.2, -0.1))).Then(warp).Then(TestWarps.Tilt).Then(second)
            .Then(Affine.Rotation(0, 0.05, 0));
        var reference = Cube(21, 1.7);
        var result = Resample.ToGrid(image, reference, map, interpolation);
        var expected = OfWorld(reference, p => Wave(map.Apply(p)));
        Assert.InRange(MaxDifference(expected.Span, result.Span), 0, tolerance);
    }

    [Fact]
    public void Rows_and_single_points_take_the_same_positions()
    {
        // A ramp is exact under linear interpolation, so that the result is the position itself.
        var image = OfWorld(Cube(80), p => (float)p.X);
        var reference = TestWarps.Oblique(33, 12, 11);
        foreach (var field in new[] { reference, TestWarps.Oblique(45, 39, 40), TestWarps.Oblique(9, 8, 7) })
        {
            var map = PointMap.FromWarp(TestWarps.Of(field, TestWarps.Whole));
            var result = Resample.ToGrid(image, reference, map);
            Assert.InRange(MaxDifference(OfWorld(reference, p => (float)map.Apply(p).X).Span, result.Span), 0, 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_change_no_bit(Interpolation interpolation)
    {
        var image = Noise(TestWarps.Oblique());
        var map = PointMap.FromWarp(TestWarps.Of(Cube(33, 1.5), TestWarps.Bump)).Then(TestWarps.Tilt);
        var one = Resample.ToGrid(image, Cube(37), map, interpolation, new() { AntiAlias = true }, One);
        AssertSameBits(one.Span, Resample.ToGrid(image, Cube(37), map, interpolation, new() { AntiAlias = true }, Two).Span);
        AssertSameBits(one.Span, Resample.ToGrid(image, Cube(37), map, interpolation, new() { AntiAlias = true }, Seven).Span);
    }

    [Fact]
    public void Outside_is_the_fill_value_as_for_affines()
    {
        var image = Volume.Filled(Cube(10), 5f);
        var warp = TestWarps.Of(Cube(12), p => new(p.X > 0 ? 20 : 0, 0, 0));
        var result = Resample.ToGrid(image, Cube(12), warp, options: new() { Fill = -3 });
        Assert.Equal(-3, result[0, 5, 5]);
        Assert.Equal(5, result[2, 5, 5]);
        Assert.Equal(-3, result[9, 5, 5]);
        var edge = Resample.ToGrid(image, Cube(12), warp, options: new() { ExtendEdge = true });
        Assert.Equal(-1, edge.Span.IndexOfAnyExcept(5f));
        var odd = Resample.ToGrid(image, Cube(12), TestWarps.Of(Cube(12), p => new(p.X > 0 ? double.NaN : 0, 0, 0)),
            options: new() { Fill = -3 });
        Assert.Equal((5, -3), (odd[2, 5, 5], odd[9, 5, 5]));
    }

    [Fact]
    public void Labels_and_masks_follow_the_warp()
    {
        static int Side(Point p) => p.X > 1.23 ? 7 : p.Z > 0.4 ? 3 : 0;
        var grid = Grid.Centred(new(60, 60, 60), new(1, 1, 1), default);
        var warp = TestWarps.Of(Cube(25), TestWarps.Whole);
        var labels = Resample.Labels(OfWorld(grid, Side), Cube(25), warp);
        var voted = Resample.Labels(OfWorld(grid, Side), Cube(25), warp, LabelInterpolation.Vote, One);
        var mask = Resample.Mask(OfWorld(grid, p => p.X > 1.23), Cube(25), warp);
        var expected = OfWorld(Cube(25), p => Side(p + TestWarps.Whole(p)));
        int Wrong(Volume<int> found) => Enumerable.Range(0, found.Shape.Count).Count(n => found.Span[n] != expected.Span[n]);
        Assert.InRange(Wrong(labels), 0, 0.06 * 25 * 25 * 25); // voxels that a border crosses
        Assert.InRange(Wrong(voted), 0, 0.06 * 25 * 25 * 25);
        Assert.Equal(voted.Span.ToArray(),
            Resample.Labels(OfWorld(grid, Side), Cube(25), warp, LabelInterpolation.Vote, Two).Span.ToArray());
        for (var n = 0; n < mask.Shape.Count; n++)
            Assert.Equal(labels.Span[n] == 7, mask.Span[n]);
    }

    [Fact]
    public void Singular_and_infinite_affines_in_a_chain_are_refused()
    {
        var warp = PointMap.FromWarp(TestWarps.Of(Cube(5), _ => default));
        Assert.Throws<ArgumentException>(
            () => Resample.ToGrid(Noise(Awkward), Awkward, warp.Then(Affine.Translation(new(double.NaN, 0, 0)))));
    }
}
