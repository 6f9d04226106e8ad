using Pial.Operations.Resampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Resampling;

public sealed class ResampleTests
{
    public static TheoryData<Interpolation> All => [Interpolation.Nearest, Interpolation.Linear, Interpolation.Cubic];

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_grid_gives_the_same_bits(Interpolation interpolation)
    {
        var image = Noise(Awkward);
        AssertSameBits(image.Span, Resample.ToGrid(image, Awkward, null, interpolation).Span);
        var there = Affine.Rotation(0.3, 0.1, -0.2).WithOffset(new(3, -4, 5));
        AssertSameBits(image.Span, Resample.ToGrid(image, Awkward, there.Inverse() * there, interpolation).Span);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Reoriented_grids_get_the_reoriented_voxels(Interpolation interpolation)
    {
        var image = Noise(Awkward);
        var turned = image.Reorient(Orientation.Parse("SPR"));
        AssertSameBits(turned.Span, Resample.ToGrid(image, turned.Grid, null, interpolation).Span);
    }

    [Theory]
    [InlineData(Interpolation.Linear, 1e-4)]
    [InlineData(Interpolation.Cubic, 1e-3)]
    public void A_ramp_stays_a_ramp_on_any_grid(Interpolation interpolation, double tolerance)
    {
        static float Ramp(Point p) => (float)((2 * p.X) - p.Y + (0.5 * p.Z) + 10);
        var grid = new Grid(new(30, 24, 20), Awkward.Affine);
        var inner = new Grid(new(9, 8, 7), Affine.Rotation(0.1, 0.5, 0) * Affine.Scaling(1.1, -0.7, 0.9));
        var shift = grid.Centre - inner.Centre;
        var placed = inner with { Affine = Affine.Translation(shift) * inner.Affine };
        var pull = Affine.Translation(new(1, 2, -1));
        var result = Resample.ToGrid(OfWorld(grid, Ramp), placed, pull, interpolation);
        var expected = OfWorld(placed, p => Ramp(pull.Apply(p)));

        // The spline's mirrored edge bends a ramp, and the bend decays inwards by 0.27 a voxel.
        Assert.InRange(MaxDifference(expected.Span, result.Span), 0, interpolation == Interpolation.Cubic ? 0.05 : tolerance);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Threads_change_no_bit(Interpolation interpolation)
    {
        var image = Noise(new(new(40, 33, 21), Awkward.Affine));
        var target = Cube(37);
        target = target with { Affine = Affine.Translation(image.Grid.Centre) * Affine.Rotation(0.1, 0.2, 0.3) * target.Affine };
        var options = new ResampleOptions { AntiAlias = true };
        var one = Resample.ToGrid(image, target, null, interpolation, options, One);
        AssertSameBits(one.Span, Resample.ToGrid(image, target, null, interpolation, options, Two).Span);
        AssertSameBits(one.Span, Resample.ToGrid(image, target, null, interpolation, options, Seven).Span);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Outside_is_the_fill_value(Interpolation interpolation)
    {
        var image = Volume.Filled(Cube(8), 5f);
        var target = Grid.Centred(new(12, 8, 8), new(1, 1, 1), default);
        var result = Resample.ToGrid(image, target, null, interpolation, new ResampleOptions { Fill = -3 });
        Assert.Equal(-3, result[1, 4, 4]);
        Assert.Equal(5, result[2, 4, 4], 5);
        Assert.Equal(-3, result[10, 4, 4]);
        var far = Resample.ToGrid(image, target, Affine.Translation(new(1000, 0, 0)), interpolation,
            new ResampleOptions { Fill = float.NaN });
        Assert.All(far.Span.ToArray(), v => Assert.Equal(float.NaN, v));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_single_slice_has_its_thickness_and_no_more(Interpolation interpolation)
    {
        var image = Noise(Grid.Centred(new(9, 7, 1), new(1, 1, 4), default));
        var target = Grid.Centred(new(9, 7, 6), new(1, 1, 1), default);
        var result = Resample.ToGrid(image, target, null, interpolation);
        Assert.Equal(0, result[4, 3, 0]);
        Assert.Equal(image[4, 3, 0], result[4, 3, 1], 3);
        Assert.Equal(image[4, 3, 0], result[4, 3, 4], 3);
        Assert.Equal(0, result[4, 3, 5]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nan_reaches_only_the_voxels_it_touches(Interpolation interpolation)
    {
        var grid = Cube(15);
        var image = Volume.Create(grid, Noise(grid).Span.ToArray().Select((v, n) => n == grid.Shape.Index(7, 7, 7) ? float.NaN : v)
            .ToArray());
        var target = grid with { Affine = Affine.Translation(new(0.3, 0.3, 0.3)) * grid.Affine };
        var result = Resample.ToGrid(image, target, null, interpolation);
        var odd = result.Span.ToArray().Count(float.IsNaN);
        Assert.Equal(interpolation == Interpolation.Nearest ? 1 : 8, odd);
        Assert.Equal(float.NaN, result[7, 7, 7]);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(0.6)]
    [InlineData(1.37)]
    [InlineData(500.0)]
    public void Another_voxel_size_covers_the_same_field_of_view(double mm)
    {
        var result = Resample.ToVoxelSize(Volume.Filled(Awkward, 7f), mm);
        Assert.Equal(mm, result.Grid.VoxelSize.X, 9);
        Assert.Equal(0, result.Grid.Centre.DistanceTo(Awkward.Centre), 9);
        for (var a = 0; a < 3; a++)
            Assert.True(Math.Abs((result.Shape[a] * mm) - (Awkward.Shape[a] * new[] { 1, 1.5, 2.2 }[a])) <= (mm / 2) + 1e-9
                || result.Shape[a] == 1);
        Assert.All(result.Span.ToArray(), v => Assert.Equal(7f, v));
    }

    [Fact]
    public void Anti_aliasing_removes_what_the_coarse_grid_cannot_hold()
    {
        var stripes = OfWorld(Cube(40), p => Math.Floor(p.X) % 2 == 0 ? 1f : 0f);
        var target = Grid.Centred(new(8, 8, 8), new(4, 4, 4), new(0.5, 0, 0));
        var plain = Resample.ToGrid(stripes, target);
        var smooth = Resample.ToGrid(stripes, target, options: new ResampleOptions { AntiAlias = true });
        Assert.InRange(Math.Abs(plain[4, 4, 4] - 0.5), 0.49, 0.51);
        Assert.InRange(Math.Abs(smooth[4, 4, 4] - 0.5), 0, 0.001);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e-9)]
    public void An_impossible_voxel_size_is_refused(double mm) =>
        Assert.ThrowsAny<ArgumentException>(() => Resample.ToVoxelSize(Noise(Awkward), mm));

    [Fact]
    public void A_singular_or_infinite_transform_is_refused() =>
        Assert.Throws<ArgumentException>(() => Resample.ToGrid(Noise(Awkward), Awkward, Affine.Identity with { M03 = double.NaN }));
}
