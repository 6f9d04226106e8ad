using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>
/// A smooth log field over a frame: a sum of products of cosines up to a shortest wavelength, fitted by weighted least squares with a
/// bending penalty (Ashburner and Friston, NeuroImage 26 (2005) 839–851, doi:10.1016/j.neuroimage.2005.02.018).
/// </summary>
internal sealed class CosineField
{
    private readonly MaskFrame frame;
    private readonly float[][] bases = new float[3][]; // [axis][order * length + position]
    private readonly int[] orders = new int[3];
    private readonly double[] stiffness;

    public CosineField(MaskFrame frame, double cutoffMm)
    {
        this.frame = frame;
        var size = frame.VoxelSize;
        ReadOnlySpan<int> lengths = [frame.Nx, frame.Ny, frame.Nz];
        ReadOnlySpan<int> inner = [frame.Inner.I, frame.Inner.J, frame.Inner.K];
        ReadOnlySpan<double> mm = [size.X, size.Y, size.Z];
        Span<double> extent = stackalloc double[3];
        for (var a = 0; a < 3; a++)
        {
            extent[a] = inner[a] * mm[a];
            orders[a] = Math.Clamp((int)(2 * extent[a] / cutoffMm) + 1, 1, inner[a]);
            bases[a] = Waves(a, lengths[a], MaskFrame.Margin, inner[a], clamp: false);
        }

        stiffness = new double[orders[0] * orders[1] * orders[2]];
        Coefficients = new double[stiffness.Length];
        for (var n = 0; n < stiffness.Length; n++)
        {
            var (kx, ky, kz) = (n % orders[0], n / orders[0] % orders[1], n / (orders[0] * orders[1]));
            var curvature = Math.Pow(Math.PI * kx / extent[0], 2) + Math.Pow(Math.PI * ky / extent[1], 2)
                + Math.Pow(Math.PI * kz / extent[2], 2);
            stiffness[n] = curvature * curvature;
        }
    }

    public double[] Coefficients { get; }

    /// <summary>Fits the coefficients to a target with weights, every voxel of every second row and slice.</summary>
    /// <param name="weight">Precision of each voxel's evidence, 0 outside.</param>
    /// <param name="target">What the field should be there.</param>
    /// <param name="bending">Penalty on squared curvature, mm⁴ times the total weight.</param>
    /// <param name="parallel">Threads.</param>
    /// <returns>Largest change of a coefficient.</returns>
    public double Fit(float[] weight, float[] target, double bending, ParallelOptions? parallel)
    {
        var (nx, ny, nz) = (orders[0], orders[1], orders[2]);
        var (px, py, pz) = (nx * (nx + 1) / 2, ny * (ny + 1) / 2, nz * (nz + 1) / 2);
        var matrix = px * py * pz;
        var sums = new double[matrix + (nx * ny * nz) + 1];
        Slices.Sum((frame.SliceCount + 1) / 2, parallel, (k, part) => SliceSums(frame.FirstSlice + (2 * k), weight, target, part), sums);
        var count = stiffness.Length;
        var normal = new double[count * count];
        var right = sums.AsSpan(matrix, count).ToArray();
        var total = sums[^1];
        if (total <= 0) return 0;
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var x = Pair(a % nx, b % nx);
                var y = Pair(a / nx % ny, b / nx % ny);
                var z = Pair(a / (nx * ny), b / (nx * ny));
                normal[(a * count) + b] = sums[(((z * py) + y) * px) + x];
            }

            normal[(a * count) + a] += total * ((bending * stiffness[a]) + 1e-9);
        }

        var means = new double[count];
        for (var a = 1; a < count; a++)
            means[a] = normal[a * count] / total;
        SolveCholesky(normal, right, count);
        right[0] = 0;
        for (var a = 1; a < count; a++)
            right[0] -= right[a] * means[a]; // the scale belongs to the tissue means
        var change = 0.0;
        for (var n = 0; n < count; n++)
            change = Math.Max(change, Math.Abs(right[n] - Coefficients[n]));
        right.CopyTo(Coefficients, 0);
        return change;
    }

    /// <summary>The log field on one slice of the frame.</summary>
    public void Evaluate(int z, Span<float> destination) => Evaluate(bases, (frame.Nx, frame.Ny, frame.Nz), z, destination);

    /// <summary>
    /// The field itself (not its logarithm) on the whole source grid; beyond the mask's box the values at its faces continue.
    /// </summary>
    public Volume<float> ToVolume(ParallelOptions? parallel)
    {
        var shape = frame.Source.Shape;
        float[][] waves =
        [
            Waves(0, shape.I, frame.Origin.I, frame.Inner.I, clamp: true),
            Waves(1, shape.J, frame.Origin.J, frame.Inner.J, clamp: true),
            Waves(2, shape.K, frame.Origin.K, frame.Inner.K, clamp: true),
        ];
        return Volume.CreateParallel<float>(frame.Source, memory => Slices.For(shape.K, parallel, k =>
        {
            var slice = memory.Span.Slice(k * shape.SliceCount, shape.SliceCount);
            Evaluate(waves, (shape.I, shape.J, shape.K), k, slice);
            for (var n = 0; n < slice.Length; n++)
                slice[n] = MathF.Exp(slice[n]);
        }));
    }

    private float[] Waves(int axis, int length, int origin, int inner, bool clamp)
    {
        var waves = new float[orders[axis] * length];
        for (var k = 0; k < orders[axis]; k++)
        {
            for (var n = 0; n < length; n++)
            {
                var position = clamp ? Math.Clamp(n - origin, 0, inner - 1) : n - origin;
                waves[(k * length) + n] = (float)Math.Cos(Math.PI * k * (position + 0.5) / inner);
            }
        }

        return waves;
    }

    private void Evaluate(float[][] waves, (int X, int Y, int Z) size, int z, Span<float> destination)
    {
        var (nx, ny, nz) = (orders[0], orders[1], orders[2]);
        Span<float> plane = stackalloc float[nx * ny];
        Span<float> line = stackalloc float[nx];
        for (var n = 0; n < nx * ny; n++)
        {
            var sum = 0.0;
            for (var k = 0; k < nz; k++)
                sum += Coefficients[(k * nx * ny) + n] * waves[2][(k * size.Z) + z];
            plane[n] = (float)sum;
        }

        for (var y = 0; y < size.Y; y++)
        {
            for (var n = 0; n < nx; n++)
            {
                var sum = 0f;
                for (var k = 0; k < ny; k++)
                    sum += plane[(k * nx) + n] * waves[1][(k * size.Y) + y];
                line[n] = sum;
            }

            var row = destination.Slice(y * size.X, size.X);
            row.Fill(line[0]);
            for (var k = 1; k < nx; k++)
            {
                var wave = waves[0].AsSpan(k * size.X, size.X);
                for (var x = 0; x < row.Length; x++)
                    row[x] += line[k] * wave[x];
            }
        }
    }

    private void SliceSums(int z, float[] weight, float[] target, ArraySegment<double> part)
    {
        var (nx, ny, nz) = (orders[0], orders[1], orders[2]);
        var (px, py, pz) = (nx * (nx + 1) / 2, ny * (ny + 1) / 2, nz * (nz + 1) / 2);
        Span<double> plane = stackalloc double[px * py];
        Span<double> planeRight = stackalloc double[nx * ny];
        Span<double> line = stackalloc double[px];
        Span<double> lineRight = stackalloc double[nx];
        var sum = part.AsSpan();
        for (var y = frame.FirstRow; y < frame.FirstRow + frame.RowCount; y += 2)
        {
            var r = (z * frame.Ny) + y;
            line.Clear();
            lineRight.Clear();
            for (var x = frame.FirstOfRow[r]; x < frame.EndOfRow[r]; x++)
            {
                double w = weight[(r * frame.Nx) + x];
                if (w == 0) continue;
                sum[^1] += w;
                var wt = w * target[(r * frame.Nx) + x];
                var p = 0;
                for (var a = 0; a < nx; a++)
                {
                    var wave = bases[0][(a * frame.Nx) + x];
                    lineRight[a] += wt * wave;
                    var ww = w * wave;
                    for (var b = 0; b <= a; b++)
                        line[p++] += ww * bases[0][(b * frame.Nx) + x];
                }
            }

            Spread(1, y, line, plane, lineRight, planeRight);
        }

        Spread(2, z, plane, sum[..(px * py * pz)], planeRight, sum.Slice(px * py * pz, nx * ny * nz));
    }

    // Adds the outer product of lower-dimensional sums with the wave (and its pair products) at one position of the next axis.
    private void Spread(
        int axis, int at, ReadOnlySpan<double> pairs, Span<double> pairSums, ReadOnlySpan<double> rights, Span<double> rightSums)
    {
        var (waves, order, length) = (bases[axis], orders[axis], axis == 1 ? frame.Ny : frame.Nz);
        var p = 0;
        for (var a = 0; a < order; a++)
        {
            var wave = waves[(a * length) + at];
            for (var n = 0; n < rights.Length; n++)
                rightSums[(a * rights.Length) + n] += wave * rights[n];
            for (var b = 0; b <= a; b++, p++)
            {
                var product = (double)wave * waves[(b * length) + at];
                for (var n = 0; n < pairs.Length; n++)
                    pairSums[(p * pairs.Length) + n] += product * pairs[n];
            }
        }
    }

    private static int Pair(int a, int b) => a >= b ? (a * (a + 1) / 2) + b : (b * (b + 1) / 2) + a;

    private static void SolveCholesky(double[] m, double[] x, int n)
    {
        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = m[(a * n) + b];
                for (var k = 0; k < b; k++)
                    sum -= m[(a * n) + k] * m[(b * n) + k];
                m[(a * n) + b] = a == b ? Math.Sqrt(Math.Max(sum, 1e-300)) : sum / m[(b * n) + b];
            }
        }

        for (var a = 0; a < n; a++)
        {
            for (var k = 0; k < a; k++)
                x[a] -= m[(a * n) + k] * x[k];
            x[a] /= m[(a * n) + a];
        }

        for (var a = n - 1; a >= 0; a--)
        {
            for (var k = a + 1; k < n; k++)
                x[a] -= m[(k * n) + a] * x[k];
            x[a] /= m[(a * n) + a];
        }
    }
}
