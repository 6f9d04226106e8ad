using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>A smooth random field of mean 0 and standard deviation 1 over a grid, evaluated slice by slice where it is needed.</summary>
/// <remarks>
/// White noise on a lattice of half a sigma's spacing, smoothed there and taken as the control points of a cubic B-spline: the spline's own
/// blur, of variance 1/3 node², is taken off the Gaussian's. The lattice is cut from a larger one, so that the edges are like the middle.
/// </remarks>
internal sealed class SmoothField
{
    private readonly CubicSplineLattice lattice;
    private readonly CubicSplineAxis[] axes;
    private readonly int[] columns;
    private readonly Shape shape;
    private float mean, scale = 1;

    /// <param name="grid">Where.</param>
    /// <param name="sigmaMm">Standard deviation of the Gaussian that smooths the noise, mm.</param>
    /// <param name="random">The noise.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public SmoothField(Grid grid, double sigmaMm, CounterRandom random, ParallelOptions? parallel)
    {
        shape = grid.Shape;
        columns = [.. Enumerable.Range(0, shape.I)];
        double[] voxel = [grid.VoxelSize.X, grid.VoxelSize.Y, grid.VoxelSize.Z];
        axes = new CubicSplineAxis[3];
        var (kernels, size) = (new float[3][], new int[3]);
        for (var a = 0; a < 3; a++)
        {
            var step = Math.Max(1, sigmaMm / voxel[a] / 2); // voxels between nodes
            var spans = Math.Max(1, (int)Math.Ceiling((shape[a] - 1) / step));
            axes[a] = new([.. Enumerable.Range(0, shape[a]).Select(n => n / (step * spans))], spans);
            var sigma = sigmaMm / voxel[a] / step;
            kernels[a] = Convolution.GaussianHalfKernel(Math.Sqrt(Math.Max(0, (sigma * sigma) - (1 / 3.0))));
            size[a] = axes[a].ControlPoints + (2 * (kernels[a].Length - 1));
        }

        lattice = new(axes[0].Spans, axes[1].Spans, axes[2].Spans);
        var noise = new float[size[0] * size[1] * size[2]];
        random.FillNormals(noise);
        Convolution.Separable(noise, size[0], size[1], size[2], kernels[0], kernels[1], kernels[2], Boundary.Zero, noise, parallel);
        for (var (k, n) = (0, 0); k < axes[2].ControlPoints; k++)
        {
            for (var j = 0; j < axes[1].ControlPoints; j++)
            {
                var from = kernels[0].Length - 1 + (size[0] * (kernels[1].Length - 1 + j + (size[1] * (kernels[2].Length - 1 + k))));
                for (var i = 0; i < axes[0].ControlPoints; i++)
                    lattice.Points[n++] = noise[from + i];
            }
        }

        Standardise(parallel);
    }

    /// <summary>Scratch for <see cref="Evaluate"/>, one a thread.</summary>
    public Scratch NewScratch() => new(new double[lattice.PlaneCount], new double[lattice.Row]);

    /// <summary>Values of one slice.</summary>
    public void Evaluate(int k, Scratch scratch, Span<float> slice)
    {
        lattice.Slice(axes[2], k, scratch.Plane);
        for (var j = 0; j < shape.J; j++)
        {
            lattice.RowOf(scratch.Plane, axes[1], j, scratch.Row);
            axes[0].Evaluate(scratch.Row, columns, slice.Slice(j * shape.I, shape.I));
        }

        foreach (ref var value in slice)
            value = (value - mean) * scale;
    }

    private void Standardise(ParallelOptions? parallel)
    {
        var sums = new double[2 * shape.K];
        Slices.For(shape.K, parallel, () => (Own: NewScratch(), Slice: new float[shape.SliceCount]), (k, scratch) =>
        {
            Evaluate(k, scratch.Own, scratch.Slice);
            foreach (double value in scratch.Slice)
            {
                sums[2 * k] += value;
                sums[(2 * k) + 1] += value * value;
            }
        });
        var (sum, squares) = (0.0, 0.0);
        for (var k = 0; k < shape.K; k++)
            (sum, squares) = (sum + sums[2 * k], squares + sums[(2 * k) + 1]);
        var average = sum / shape.Count;
        mean = (float)average;
        scale = (float)(1 / Math.Sqrt(Math.Max((squares / shape.Count) - (average * average), 1e-30)));
    }

    internal sealed record Scratch(double[] Plane, double[] Row);
}
