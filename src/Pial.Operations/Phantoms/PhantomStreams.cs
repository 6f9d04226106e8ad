namespace Pial.Operations.Phantoms;

/// <summary>Numbers that keep the random parts of a phantom independent of each other.</summary>
internal static class PhantomStreams
{
    public const ulong SoftTissue = 1, Contrast = 16, Field = 17, Noise = 18, NoiseT2 = 19, NoiseFlair = 20, NoisePd = 21,
        Texture = 32, Hard = 64;
}
