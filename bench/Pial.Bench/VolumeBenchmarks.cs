using BenchmarkDotNet.Attributes;
using Pial.Kernels;

namespace Pial.Bench;

/// <summary>Whole-array kernels on 128³ values, one thread.</summary>
public class VolumeBenchmarks
{
    private const int N = 128;
    private readonly float[] source = Arrays.Noise(N * N * N);
    private readonly float[] destination = new float[N * N * N];
    private readonly float[] half = Convolution.GaussianHalfKernel(3.397);

    [Benchmark]
    public void GaussianSeparable() => Convolution.Separable(source, N, N, N, half, half, half, Boundary.Reflect, destination, Arrays.One);

    [Benchmark]
    public CubicSampler CubicPrefilter() => CubicSampler.Fit(source, N, N, N, Arrays.One);

    [Benchmark]
    public double Median() => Quantile.Of(source, 0.5);

    [Benchmark]
    public Histogram? Histogram256() => Histogram.Of(source, 256);
}
