namespace Pial.Kernels.Tests;

internal static class Values
{
    public static float[] Noise(int count, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        foreach (ref var v in values.AsSpan())
            v = (float)((random.NextDouble() * 300) - 100);
        return values;
    }
}
