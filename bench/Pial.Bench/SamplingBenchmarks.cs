using BenchmarkDotNet.Attributes;
using Pial.Kernels;

namespace Pial.Bench;

/// <summary>Sampling one oblique plane of 256² positions from a 256³ array.</summary>
public class SamplingBenchmarks
{
    private const int N = 256;
    private readonly float[] source = Arrays.Noise(N * N * N);
    private readonly float[] row = new float[N];
    private CubicSampler cubic = null!;

    [GlobalSetup]
    public void Setup() => cubic = CubicSampler.Fit(source, N, N, N, Arrays.One);

    [Benchmark]
    public void Trilinear()
    {
        for (var j = 0; j < N; j++)
            new TrilinearSampler(source, N, N, N).Sample(Line(j), 0, SampleLine.Rounding, row);
    }

    [Benchmark]
    public void Cubic()
    {
        for (var j = 0; j < N; j++)
            cubic.Sample(Line(j), 0, SampleLine.Rounding, row);
    }

    [Benchmark]
    public void Nearest()
    {
        for (var j = 0; j < N; j++)
            NearestSampler.Sample<float>(source, N, N, N, Line(j), 0, SampleLine.Rounding, row);
    }

    // Tilted, and inside the array all along.
    private static SampleLine Line(int j) => new(20.3, (j * 0.8) + 10, 100.7 + (j * 0.1), 0.85, 0.12, -0.09);
}
