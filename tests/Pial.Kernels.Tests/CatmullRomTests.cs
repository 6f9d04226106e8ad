namespace Pial.Kernels.Tests;

public sealed class CatmullRomTests
{
    private const int Ni = 6, Nj = 5, Nk = 4;

    [Fact]
    public void Voxels_keep_their_values_and_planes_are_reproduced()
    {
        var ramp = Filled(static (i, j, k) => (2 * i) - (3 * j) + k);
        for (var n = 0; n < 500; n++)
        {
            // A cell away from the edges, where the edge's own value stands in for what is beyond.
            var (x, y, z) = (1 + (n % 7 / 7.0 * 3), 1 + (n % 11 / 11.0 * 2), 1 + (n % 5 / 5.0));
            Assert.Equal((2 * x) - (3 * y) + z, CatmullRom.At(ramp, Ni, Nj, Nk, x, y, z), 1e-4);
        }

        Assert.Equal(ramp[^1], CatmullRom.At(ramp, Ni, Nj, Nk, Ni - 1, Nj - 1, Nk - 1));
    }

    [Fact]
    public void A_parabola_is_reproduced_along_each_axis()
    {
        for (var axis = 0; axis < 3; axis++)
        {
            var a = axis;
            var curve = Filled((i, j, k) => a switch { 0 => i * i, 1 => j * j, _ => k * k });
            Assert.Equal(1.4 * 1.4, CatmullRom.At(curve, Ni, Nj, Nk, a == 0 ? 1.4 : 2, a == 1 ? 1.4 : 2, a == 2 ? 1.4 : 1), 1e-5);
        }
    }

    [Fact]
    public void A_step_gets_no_halo()
    {
        var step = Filled(static (i, _, _) => i < 3 ? 0 : 1);
        for (var x = -0.5; x <= 5.5; x += 0.05)
            Assert.InRange(CatmullRom.At(step, Ni, Nj, Nk, x, 1.3, 1.7), 0f, 1f);
    }

    [Fact]
    public void The_grid_ends_half_a_voxel_beyond_its_outermost_centres()
    {
        var one = Filled(static (_, _, _) => 1);
        Assert.Equal(1, CatmullRom.At(one, Ni, Nj, Nk, -0.5, 0, 3.5));
        Assert.True(float.IsNaN(CatmullRom.At(one, Ni, Nj, Nk, -0.51, 0, 0)));
        Assert.True(float.IsNaN(CatmullRom.At(one, Ni, Nj, Nk, 0, 0, 3.51)));
        Assert.True(float.IsNaN(CatmullRom.At(one, Ni, Nj, Nk, double.NaN, 0, 0)));
        Assert.Equal(5, CatmullRom.At([5f], 1, 1, 1, 0.3, -0.4, 0.5)); // one voxel is as thick as it is
    }

    [Fact]
    public void A_hole_harms_its_neighbours_only()
    {
        var holed = Filled(static (i, j, k) => i == 3 && j == 2 && k == 2 ? float.NaN : 7);
        Assert.True(float.IsNaN(CatmullRom.At(holed, Ni, Nj, Nk, 3, 2, 2)));
        Assert.True(float.IsNaN(CatmullRom.At(holed, Ni, Nj, Nk, 3.1, 2.1, 2)));
        Assert.Equal(7, CatmullRom.At(holed, Ni, Nj, Nk, 3.6, 2, 2), 1e-6);
        Assert.Equal(7, CatmullRom.At(holed, Ni, Nj, Nk, 4.5, 2, 2), 1e-6); // the hole is a neighbour of the cubic, not of the line
        Assert.Equal(7, CatmullRom.At(holed, Ni, Nj, Nk, 3, 2, 1)); // in the slice's plane the next does not count
    }

    private static float[] Filled(Func<int, int, int, float> value)
    {
        var voxels = new float[Ni * Nj * Nk];
        for (var n = 0; n < voxels.Length; n++)
            voxels[n] = value(n % Ni, n / Ni % Nj, n / (Ni * Nj));
        return voxels;
    }
}
