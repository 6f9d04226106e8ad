namespace Pial.Kernels.Tests;

public sealed class MappedCellsTests
{
    // Two planes of two rows of nodes.
    private static (double[] X, double[] Y, double[] Z, MappedCells.Edges Edges) Nodes(int cells,
        Func<double, double, double, (double X, double Y, double Z)> map)
    {
        var n = cells + 1;
        var (x, y, z) = (new double[4 * n], new double[4 * n], new double[4 * n]);
        for (var row = 0; row < 4; row++)
            for (var i = 0; i < n; i++)
                (x[(row * n) + i], y[(row * n) + i], z[(row * n) + i]) = map(i, row % 2, row / 2);
        return (x, y, z, new(0, n, 2 * n, 3 * n));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(17)]
    public void A_linear_map_gives_its_determinant_and_the_mapped_centre(int cells)
    {
        var (x, y, z, edges) = Nodes(cells, (i, j, k) => ((2 * i) + (0.5 * j), 3 * j, (4 * k) + i));
        var (volumes, centres) = (new double[cells], new double[cells]);
        MappedCells.Volumes(x, y, z, edges, volumes);
        MappedCells.Centres(x, edges, centres);
        for (var n = 0; n < cells; n++)
        {
            Assert.Equal(24, volumes[n], 10);
            Assert.Equal((2 * (n + 0.5)) + 0.25, centres[n], 12);
        }
    }

    [Fact]
    public void Mirrored_cells_are_negative()
    {
        var (x, y, z, edges) = Nodes(5, (i, j, k) => (-i, j, k));
        var volumes = new double[5];
        MappedCells.Volumes(x, y, z, edges, volumes);
        Assert.All(volumes, v => Assert.Equal(-1, v, 12));
    }

    [Fact]
    public void Blocks_and_single_cells_agree_to_the_bit_and_cells_tile()
    {
        var random = new Random(3);
        var (x, y, z, edges) = Nodes(23,
            (i, j, k) => (i + (0.3 * random.NextDouble()), j + (0.3 * random.NextDouble()), k + (0.3 * random.NextDouble())));
        var (all, one) = (new double[23], new double[1]);
        MappedCells.Volumes(x, y, z, edges, all);
        var (allC, oneC) = (new double[23], new double[1]);
        MappedCells.Centres(y, edges, allC);
        for (var n = 0; n < 23; n++)
        {
            var here = new MappedCells.Edges(edges.A + n, edges.B + n, edges.C + n, edges.D + n);
            MappedCells.Volumes(x, y, z, here, one);
            MappedCells.Centres(y, here, oneC);
            Assert.Equal((one[0], oneC[0]), (all[n], allC[n]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => MappedCells.Volumes(x, y, z, edges, new double[24]));
    }
}
