using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>FreeSurfer's numbers of the structures of a hemisphere, by what they are to its surfaces.</summary>
internal static class HemisphereLabels
{
    private const int RightOffset = 39; // of the nuclei and ventricles: 4 and 43, 10 and 49, …

    public static int White(Hemisphere side) => side == Hemisphere.Left ? 2 : 41;

    public static int Cortex(Hemisphere side) => side == Hemisphere.Left ? 3 : 42;

    public static int Ventricle(Hemisphere side) => side == Hemisphere.Left ? 4 : 43;

    /// <summary>
    /// What counts as white matter, as FreeSurfer fills it: lateral ventricle, thalamus, caudate, putamen, pallidum, accumbens, ventral
    /// diencephalon.
    /// </summary>
    public static bool IsFilled(int label, Hemisphere side) =>
        (side == Hemisphere.Left ? label : LeftOf(label)) is 4 or 10 or 11 or 12 or 13 or 26 or 28;

    /// <summary>Whether a voxel can lie between or inside of the surfaces.</summary>
    public static bool IsOwn(int label, Hemisphere side) => label == White(side) || label == Cortex(side) || IsFilled(label, side);

    // 0 for what is not right.
    private static int LeftOf(int label) => label switch { 58 => 26, 60 => 28, 43 or (>= 49 and <= 52) => label - RightOffset, _ => 0 };
}
