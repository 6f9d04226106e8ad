namespace Pial.Operations.Augmentation;

/// <summary>One weight for every plane of k-space along an axis.</summary>
internal static class PlaneWeights
{
    public static void Apply(ReadOnlySpan<float> weights, Span<float> real, Span<float> imaginary, int lanes)
    {
        for (var k = 0; k < weights.Length; k++)
        {
            if (weights[k] == 1) continue;
            foreach (ref var v in real.Slice(k * lanes, lanes)) v *= weights[k];
            foreach (ref var v in imaginary.Slice(k * lanes, lanes)) v *= weights[k];
        }
    }
}
