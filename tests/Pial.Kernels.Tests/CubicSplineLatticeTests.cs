namespace Pial.Kernels.Tests;

public sealed class CubicSplineLatticeTests
{
    [Fact]
    public void Refining_keeps_the_function_along_axes_of_different_length()
    {
        var coarse = new CubicSplineLattice(1, 2, 3);
        for (var n = 0; n < coarse.Points.Length; n++)
            coarse.Points[n] = Math.Sin(n * n);
        var fine = coarse.Refine();
        Assert.Equal(5 * 7 * 9, fine.Points.Length);
        foreach (var (x, y, z) in new[] { (0.0, 0.0, 0.0), (0.3, 0.6, 0.9), (1.0, 1.0, 1.0), (0.5, 0.25, 0.7) })
            Assert.Equal(Value(coarse, [1, 2, 3], x, y, z), Value(fine, [2, 4, 6], x, y, z), 1e-6);
    }

    [Fact]
    public void Spreading_is_the_transpose_of_contracting()
    {
        var lattice = new CubicSplineLattice(2, 2, 2);
        for (var n = 0; n < lattice.Points.Length; n++)
            lattice.Points[n] = Math.Cos(3 * n);
        var axis = new CubicSplineAxis([0.4], 2);
        double[] plane = new double[lattice.PlaneCount], sums = [.. Enumerable.Range(0, lattice.PlaneCount).Select(n => Math.Sin(n))];
        lattice.Slice(axis, 0, plane);
        var spread = new double[lattice.Points.Length];
        CubicSplineLattice.Spread(sums, axis, CubicSplineAxis.Weight.Basis, 0, spread);
        Assert.Equal(plane.Zip(sums, (a, b) => a * b).Sum(), spread.Zip(lattice.Points, (a, b) => a * b).Sum(), 1e-12);
    }

    private static float Value(CubicSplineLattice lattice, int[] spans, double x, double y, double z)
    {
        double[] plane = new double[lattice.PlaneCount], row = new double[lattice.Row];
        lattice.Slice(new([z], spans[2]), 0, plane);
        lattice.RowOf(plane, new([y], spans[1]), 0, row);
        var value = new float[1];
        new CubicSplineAxis([x], spans[0]).Evaluate(row, [0], value);
        return value[0];
    }
}
