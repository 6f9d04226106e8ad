using System.Collections.Frozen;

namespace Pial.Operations.Phantoms;

/// <summary>What a class counts as in the truth.</summary>
internal enum Tissue : byte
{
    Rest,
    Gm,
    Wm,
    Csf,
}

/// <summary>Labels that look alike.</summary>
/// <param name="Labels">FreeSurfer's numbers, and those of the rest of the head.</param>
/// <param name="Mean">T1-weighted intensity relative to white matter.</param>
/// <param name="T2">T2-weighted intensity relative to white matter, as a turbo spin echo shows it at 1.5 to 3 T.</param>
/// <param name="Flair">FLAIR intensity relative to white matter: CSF is nulled, lesions of white matter are brightest.</param>
/// <param name="Tissue">What it counts as.</param>
internal sealed record TissueClass(int[] Labels, double Mean, double T2, double Flair, Tissue Tissue)
{
    public const int Csf = 24, Eye = 506, SoftTissue = 507, Cord = 512, Bone = 515;

    /// <summary>What soft tissue (507) is made into.</summary>
    public const int Fat = 2001, Muscle = 2002;

    /// <summary>The class of pure cerebral white matter, whose mean is the unit.</summary>
    public const int WhiteMatter = 1;

    /// <summary>All classes; ventral diencephalon and brain stem count as WM, pallidum and thalamus as GM, lesions as WM, choroid plexus and vessels as CSF.</summary>
    public static IReadOnlyList<TissueClass> All { get; } =
    [
        new([0], 0, 0, 0, Tissue.Rest),
        new([2, 41], 1, 1, 1, Tissue.Wm),
        new([3, 42], 0.72, 1.4, 1.14, Tissue.Gm),
        new([7, 46], 0.97, 1.05, 1.02, Tissue.Wm),
        new([8, 47], 0.70, 1.4, 1.12, Tissue.Gm),
        new([10, 49], 0.84, 1.22, 1.06, Tissue.Gm),
        new([11, 50], 0.76, 1.3, 1.1, Tissue.Gm),
        new([12, 51], 0.78, 1.25, 1.06, Tissue.Gm),
        new([13, 52], 0.92, 0.95, 0.95, Tissue.Gm),
        new([17, 53, 18, 54], 0.74, 1.42, 1.16, Tissue.Gm),
        new([26, 58], 0.75, 1.25, 1.1, Tissue.Gm),
        new([28, 60], 0.92, 1, 1, Tissue.Wm),
        new([16], 0.95, 1.05, 1.02, Tissue.Wm),
        new([85], 0.90, 1, 1, Tissue.Wm),
        new([25, 57], 0.84, 1.25, 1.5, Tissue.Wm),
        new([4, 5, 14, 15, 43, 44, 72, Csf], 0.28, 2.4, 0.2, Tissue.Csf),
        new([136, 137, 163, 164], 0.42, 2.3, 0.3, Tissue.Csf),
        new([30, 62], 0.38, 1.9, 0.7, Tissue.Csf),
        new([502], 1.10, 0.25, 0.25, Tissue.Rest), // arteries at the skull base, bright by inflow
        new([Eye], 0.22, 2.55, 0.25, Tissue.Rest), // vitreous
        new([508], 0.60, 0.7, 0.8, Tissue.Rest), // eye muscles, lens
        new([509], 0.50, 1.9, 1.5, Tissue.Rest), // nasal mucosa
        new([511], 0.62, 1, 1, Tissue.Rest), // skin
        new([Cord], 0.88, 1.05, 1.05, Tissue.Rest), // spinal cord
        new([514], 0.38, 0.45, 0.5, Tissue.Rest), // dura, venous sinuses
        new([Bone], 0.08, 0.08, 0.08, Tissue.Rest), // compact bone
        new([516], 0.80, 1.1, 1.1, Tissue.Rest), // marrow, diploe
        new([530], 0.88, 1.05, 1.05, Tissue.Rest), // optic nerve
        new([Fat], 1.35, 1.6, 1.6, Tissue.Rest),
        new([Muscle], 0.50, 0.6, 0.7, Tissue.Rest),
    ];

    private static readonly FrozenDictionary<int, byte> ByLabel = All
        .SelectMany((tissue, index) => tissue.Labels.Select(label => KeyValuePair.Create(label, (byte)index)))
        .ToFrozenDictionary();

    /// <summary>Whether labels of the input may have this number.</summary>
    public static bool Knows(int label) => label == SoftTissue || (ByLabel.ContainsKey(label) && label is not (Fat or Muscle));

    /// <summary>Place in <see cref="All"/> of a label's class.</summary>
    public static byte Of(int label) => ByLabel[label];

    /// <summary>Whether a label is brain or ventricle.</summary>
    public static bool IsBrain(int label) => label is > 0 and < 200 and not Csf;
}
