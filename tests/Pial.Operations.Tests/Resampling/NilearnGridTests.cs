using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Resampling;

/// <summary>
/// What nilearn's <c>resample_img</c> does by its published definition: the grid of a diagonal target affine, and the clip.
/// </summary>
public class NilearnGridTests
{
    [Theory]
    [InlineData(160, 192, 192, 1, 4 / 3.0, 2, 81, 129, 129)]
    [InlineData(181, 217, 181, 1, 1, 2, 91, 109, 91)]
    [InlineData(256, 256, 256, 1, 1, 2, 129, 129, 129)]
    [InlineData(256, 256, 256, 1, 1, 1, 256, 256, 256)]
    [InlineData(10, 10, 10, 1, 1, 3, 4, 4, 4)]
    public void A_diagonal_target_affine_begins_at_the_lowest_voxel_centre_and_reaches_the_highest(int ni, int nj, int nk, double x,
        double yz, double size, int i, int j, int k)
    {
        var own = new Grid(new(ni, nj, nk), new(-x, 0, 0, 80, 0, yz, 0, -100, 0, 0, yz, -60)); // LAS
        var grid = Resample.WorldGrid(own, new(size, size, size));
        Assert.Equal(new Shape(i, j, k), grid.Shape);
        var expected = new Affine(size, 0, 0, 80 - ((ni - 1) * x), 0, size, 0, -100, 0, 0, size, -60);
        Assert.True(new Grid(grid.Shape, expected).Matches(grid, 1e-9));
    }

    [Fact]
    public void A_tilted_scan_is_enclosed()
    {
        var own = new Grid(new(20, 20, 20), Affine.Rotation(0.3, -0.2, 0.4));
        var grid = Resample.WorldGrid(own, new(2, 2, 2));
        var toVoxel = grid.WorldToVoxel;
        foreach (var corner in own.Corners())
        {
            var v = toVoxel.Apply(corner);
            Assert.True(v.X > -1e-9 && v.Y > -1e-9 && v.Z > -1e-9 && v.X <= grid.Shape.I - 1 + 1e-9 && v.Y <= grid.Shape.J - 1 + 1e-9
                && v.Z <= grid.Shape.K - 1 + 1e-9);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Resample.WorldGrid(own, new(2, 0, 2)));
    }

    [Fact]
    public void Continuous_is_cubic_held_within_the_range_of_the_input_and_zero()
    {
        var own = new Grid(new(16, 16, 16), Affine.Identity);
        var step = Volume.Create(own, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = n % 16 < 8 ? 100 : 900;
        });
        var target = Resample.WorldGrid(own, new(0.7, 0.7, 0.7));
        var cubic = Resample.ToGrid(step, target, null, Interpolation.Cubic).Span.ToArray();
        var clipped = Resample.ToGrid(step, target, null, Interpolation.Cubic, new() { ClipToInput = true }).Span.ToArray();
        Assert.True(cubic.Max() > 950 && cubic.Min() < 50); // it rings about the step
        Assert.Equal(cubic.Select(v => Math.Clamp(v, 0, 900)), clipped);
    }
}
