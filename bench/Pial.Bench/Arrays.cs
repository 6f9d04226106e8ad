namespace Pial.Bench;

/// <summary>Input of the benchmarks.</summary>
internal static class Arrays
{
    public static ParallelOptions One { get; } = new() { MaxDegreeOfParallelism = 1 };

    public static float[] Noise(int count)
    {
        var random = new Random(1);
        var values = new float[count];
        foreach (ref var v in values.AsSpan())
            v = random.NextSingle();
        return values;
    }
}
