using System.Numerics;
using BenchmarkDotNet.Attributes;
using Pial.Kernels;
using Pial.Kernels.Fields;
using Pial.Kernels.Registration;

namespace Pial.Bench;

/// <summary>
/// What an iteration of the registration does, and the surface of brain extraction, on 128³ voxels, one thread: kernels as they are, and
/// what they were made of.
/// </summary>
public class FieldBenchmarks
{
    private const int N = 128;
    private readonly float[] f = Arrays.Noise(N * N * N), m = Arrays.Noise(N * N * N), w = new float[N * N * N],
        plane = new float[N * N * N];
    private readonly Vector4[] field = new Vector4[N * N * N], step = new Vector4[N * N * N], result = new Vector4[N * N * N];
    private readonly float[] half = Convolution.GaussianHalfKernel(0.6, 3), box = [1f / 7, 1f / 7, 1f / 7, 1f / 7];
    private readonly WindowMoments moments = new(N, N, N, 3);

    [GlobalSetup]
    public void Fill()
    {
        Array.Fill(w, 1);
        for (var n = 0; n < field.Length; n++)
            (field[n], step[n]) = (new Vector4(f[n], m[n], f[n] * m[n], 0) * 0.5f, new Vector4(m[n], f[n], -f[n], 0) * 0.2f);
    }

    [Benchmark]
    public void MomentsOfWindows() => moments.Compute(f, m, w, Arrays.One);

    [Benchmark]
    public void SumsOfSixPlanes()
    {
        for (var p = 0; p < 6; p++)
            Convolution.Separable(f, N, N, N, box, box, box, Boundary.Nearest, plane, Arrays.One);
    }

    [Benchmark]
    public void ComposedAndSmoothed() => FieldKernels.ComposeSmooth(field, step, 0.5f, (N, N, N), half, result, Arrays.One);

    [Benchmark]
    public void ComposedThenSmoothed()
    {
        FieldKernels.Compose(field, step, 0.5f, N, N, N, result, Arrays.One);
        FieldKernels.Smooth(result, N, N, N, half, Arrays.One);
    }

    [Benchmark]
    public void SurfaceByVectors() => TotalVariation.Segment(f, w, N, N, N, 10, plane, vectors: true, Arrays.One);

    [Benchmark]
    public void SurfaceByScalars() => TotalVariation.Segment(f, w, N, N, N, 10, plane, vectors: false, Arrays.One);
}
