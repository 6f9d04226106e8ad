namespace Pial.Operations.Augmentation;

/// <summary>Numbers that keep independent uses of one seed apart.</summary>
internal static class RandomStreams
{
    public const ulong Noise = 101, Parameters = 102, Forks = 103, Patches = 104, Intensities = 105;
}
