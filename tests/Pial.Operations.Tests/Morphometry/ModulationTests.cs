using Pial.Operations.Morphometry;
using Pial.Operations.Resampling;
using Pial.Volumes;
using Xunit.Abstractions;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Morphometry;

/// <summary>Totals are kept: sum × voxel volume in the new space is that of the native map.</summary>
public sealed class ModulationTests(ITestOutputHelper output)
{
    private static double Total(Volume<float> v) => v.Span.ToArray().Sum(x => (double)x) * v.Grid.VoxelVolume;

    // A folded ribbon with sharp borders, as grey matter is one; inside a 20 mm ball.
    private static float Ribbon(Point p) =>
        p.Length < 18 && Math.Sin(p.X / 2) + Math.Sin((p.Y + 2) / 2.3) + Math.Sin(p.Z / 1.9) is > 0 and < 1 ? 1 : 0;

    public static TheoryData<double, double> Cases => new() { { 1, 1 }, { 1, 1.5 }, { 1, 3 }, { 1.3, 1 }, { 0.8, 2 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Totals_are_kept_through_a_warp_with_an_affine(double nativeMm, double referenceMm)
    {
        var native = OfWorld(Grid.Centred(new((int)(60 / nativeMm), (int)(64 / nativeMm), (int)(58 / nativeMm)),
            new(nativeMm, nativeMm, nativeMm), default), Ribbon);
        var reference = Cube((int)(70 / referenceMm), referenceMm);
        var map = PointMap.FromWarp(TestWarps.Of(TestWarps.Oblique(), TestWarps.Bump)).Then(TestWarps.Tilt);
        var found = Modulation.Apply(native, reference, map, 0, One);
        var pulled = Resample.ToGrid(native, reference, map).Span.ToArray();
        var jacobian = Jacobian.Run(map, reference).Determinant.Span.ToArray();
        var naive = pulled.Zip(jacobian, (v, j) => (double)v * j).Sum() * reference.VoxelVolume;
        output.WriteLine($"kept {Total(found) / Total(native):f6}, value × Jacobian {naive / Total(native):f6}");
        Assert.Equal(1, Total(found) / Total(native), 0.002);
        AssertSameBits(found.Span, Modulation.Apply(native, reference, map, 0, Two).Span);
        AssertSameBits(found.Span, Modulation.Apply(native, reference, map, 0, Seven).Span);
    }

    [Fact]
    public void A_rough_warp_keeps_totals_too()
    {
        // Independent noise of 0.3 mm at every voxel: no derivative to speak of, but the cells still tile.
        var random = new Random(5);
        var rough = TestWarps.Of(Cube(60),
            p => TestWarps.Bump(p) + new Point(random.NextDouble() - 0.5, random.NextDouble() - 0.5, random.NextDouble() - 0.5) * 0.6);
        var native = OfWorld(Cube(50), Ribbon);
        Assert.Equal(1, Total(Modulation.Apply(native, Cube(40, 1.5), rough)) / Total(native), 0.005);
    }

    [Fact]
    public void An_affine_scales_by_its_determinant()
    {
        var native = OfWorld(Cube(60), p => (float)Math.Exp(-p.Length * p.Length / 60));
        foreach (var map in new[] { TestWarps.Tilt, TestWarps.Tilt * Affine.Scaling(-1, 1, 1) })
        {
            var found = Modulation.Apply(native, TestWarps.Oblique(50, 48, 52), map);
            Assert.Equal(1, Total(found) / Total(native), 1e-4);
            var expected = Math.Abs(map.Determinant) * Resample.ToGrid(native, Cube(1), map)[0, 0, 0];
            Assert.Equal(expected, Modulation.Apply(native, Cube(1), map)[0, 0, 0], 0.02);
        }
    }

    [Fact]
    public void The_same_grid_without_a_map_gives_the_box_mean()
    {
        var native = Noise(Cube(6));
        var found = Modulation.Apply(native, Cube(6), PointMap.Identity, 2);

        // Sub-cell centres at ±1/4 voxel: weights 1/8, 3/4, 1/8 along each axis.
        var expected = 0.0;
        for (var k = -1; k <= 1; k++)
            for (var j = -1; j <= 1; j++)
                for (var i = -1; i <= 1; i++)
                    expected += native[2 + i, 3 + j, 2 + k] * (i == 0 ? 0.75 : 0.125) * (j == 0 ? 0.75 : 0.125) * (k == 0 ? 0.75 : 0.125);
        Assert.Equal(expected, found[2, 3, 2], 1e-3);
    }

    [Fact]
    public void Values_follow_the_jacobian_voxel_by_voxel()
    {
        var native = Volume.Filled(Cube(60), 1f);
        var warp = TestWarps.Of(Cube(40), TestWarps.Bump);
        var found = Modulation.Apply(native, Cube(30), warp);
        Assert.InRange(MaxDifference(Jacobian.Run(warp, Cube(30)).Determinant.Span, found.Span), 0, 0.01);
    }

    [Fact]
    public void Cuts_beyond_reason_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Modulation.Apply(Noise(Cube(3)), Cube(3), PointMap.Identity, 9));
}
