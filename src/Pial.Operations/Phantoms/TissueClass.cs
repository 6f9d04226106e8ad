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
/// <param name="Pd">Proton-density-weighted intensity relative to white matter: little contrast, CSF brightest.</param>
/// <param name="Tissue">What it counts as.</param>
internal sealed record TissueClass(int[] Labels, double Mean, double T2, double Flair, double Pd, Tissue Tissue)
{
    public const int Csf = 24, Eye = 506, SoftTissue = 507, Cord = 512, Bone = 515;

    /// <summary>What soft tissue (507) is made into.</summary>
    public const int Fat = 2001, Muscle = 2002;

    /// <summary>
    /// What <see cref="HardHead"/> adds: CSF that differs from place to place, vessels and meninges in it; dura, sinuses and marrow around
    /// it.
    /// </summary>
    public const int Ventricle = 2003, OuterCsf = 2004, Meninges = 2005, Artery = 2006, Vein = 2007, Dura = 2008, Sinus = 2009,
        Diploe = 2010;

    /// <summary>The class of pure cerebral white matter, whose mean is the unit.</summary>
    public const int WhiteMatter = 1;

    /// <summary>
    /// All classes; ventral diencephalon and brain stem count as WM, pallidum and thalamus as GM, lesions as WM, choroid plexus and vessels
    /// as CSF.
    /// </summary>
    public static IReadOnlyList<TissueClass> All { get; } =
    [
        new([0], 0, 0, 0, 0, Tissue.Rest),
        new([2, 41], 1, 1, 1, 1, Tissue.Wm),
        new([3, 42], 0.72, 1.4, 1.14, 1.18, Tissue.Gm),
        new([7, 46], 0.97, 1.05, 1.02, 1.02, Tissue.Wm),
        new([8, 47], 0.70, 1.4, 1.12, 1.18, Tissue.Gm),
        new([10, 49], 0.84, 1.22, 1.06, 1.1, Tissue.Gm),
        new([11, 50], 0.76, 1.3, 1.1, 1.16, Tissue.Gm),
        new([12, 51], 0.78, 1.25, 1.06, 1.13, Tissue.Gm),
        new([13, 52], 0.92, 0.95, 0.95, 0.97, Tissue.Gm),
        new([17, 53, 18, 54], 0.74, 1.42, 1.16, 1.2, Tissue.Gm),
        new([26, 58], 0.75, 1.25, 1.1, 1.14, Tissue.Gm),
        new([28, 60], 0.92, 1, 1, 1, Tissue.Wm),
        new([16], 0.95, 1.05, 1.02, 1.02, Tissue.Wm),
        new([85], 0.90, 1, 1, 1, Tissue.Wm),
        new([25, 57], 0.84, 1.25, 1.5, 1.25, Tissue.Wm),
        new([4, 5, 14, 15, 43, 44, 72, Csf], 0.28, 2.4, 0.2, 1.38, Tissue.Csf),
        new([136, 137, 163, 164], 0.42, 2.3, 0.3, 1.36, Tissue.Csf),
        new([30, 62], 0.38, 1.9, 0.7, 1.3, Tissue.Csf),
        new([502], 1.10, 0.25, 0.25, 0.3, Tissue.Rest), // arteries at the skull base, bright by inflow
        new([Eye], 0.22, 2.55, 0.25, 1.4, Tissue.Rest), // vitreous
        new([508], 0.60, 0.7, 0.8, 0.8, Tissue.Rest), // eye muscles, lens
        new([509], 0.50, 1.9, 1.5, 1.3, Tissue.Rest), // nasal mucosa
        new([511], 0.62, 1, 1, 1, Tissue.Rest), // skin
        new([Cord], 0.88, 1.05, 1.05, 1.03, Tissue.Rest), // spinal cord
        new([514], 0.38, 0.45, 0.5, 0.6, Tissue.Rest), // dura, venous sinuses
        new([Bone], 0.08, 0.08, 0.08, 0.1, Tissue.Rest), // compact bone
        new([516], 0.80, 1.1, 1.1, 1.1, Tissue.Rest), // marrow, diploe
        new([530], 0.88, 1.05, 1.05, 1.03, Tissue.Rest), // optic nerve
        new([Fat], 1.35, 1.6, 1.6, 1.4, Tissue.Rest),
        new([Muscle], 0.50, 0.6, 0.7, 0.85, Tissue.Rest),

        // Those of hard heads come last, since a class's place decides its share of the contrast's jitter.
        new([Ventricle], 0.23, 2.45, 0.18, 1.38, Tissue.Csf),
        new([OuterCsf], 0.38, 2.2, 0.28, 1.34, Tissue.Csf), // with the pia's threads and small vessels in every voxel
        new([Meninges], 0.52, 1.3, 0.6, 1.15, Tissue.Csf), // arachnoid and bridging veins under the dura
        new([Artery], 1.05, 0.3, 0.3, 0.35, Tissue.Csf),
        new([Vein], 0.55, 0.6, 0.6, 0.7, Tissue.Csf),
        new([Dura], 0.45, 0.45, 0.6, 0.7, Tissue.Rest),
        new([Sinus], 0.52, 0.5, 0.5, 0.6, Tissue.Rest),
        new([Diploe], 1.15, 1.2, 1.2, 1.3, Tissue.Rest),
    ];

    private static readonly FrozenDictionary<int, byte> ByLabel = All
        .SelectMany((tissue, index) => tissue.Labels.Select(label => KeyValuePair.Create(label, (byte)index)))
        .ToFrozenDictionary();

    /// <summary>Whether labels of the input may have this number.</summary>
    public static bool Knows(int label) => label == SoftTissue || (ByLabel.ContainsKey(label) && label < Fat);

    /// <summary>Place in <see cref="All"/> of a label's class.</summary>
    public static byte Of(int label) => ByLabel[label];

    /// <summary>Whether a label is brain or ventricle.</summary>
    public static bool IsBrain(int label) => label is > 0 and < 200 and not Csf;
}
