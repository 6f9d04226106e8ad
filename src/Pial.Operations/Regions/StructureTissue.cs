namespace Pial.Operations.Regions;

/// <summary>What a structure is made of, as tissue maps count it.</summary>
public enum StructureTissue : byte
{
    /// <summary>Not brain: dura and venous sinuses, bone, soft tissue, air.</summary>
    Outside,

    /// <summary>Cerebrospinal fluid.</summary>
    Csf,

    /// <summary>Cortex of cerebrum or cerebellum, whose tissue the intensities tell.</summary>
    Cortex,

    /// <summary>A grey nucleus: grey matter, whatever its brightness.</summary>
    Nucleus,

    /// <summary>White matter.</summary>
    White,

    /// <summary>White matter with grey nuclei in it (brainstem, ventral diencephalon), whose tissue the intensities tell.</summary>
    Mixed,
}

/// <summary>The tissues of FreeSurfer's structure numbers (<c>aseg</c>) and of the parts of a head around the brain.</summary>
public static class StructureTissues
{
    /// <summary>Dura, falx, tentorium and venous sinuses.</summary>
    public const int Dura = 98;

    /// <summary>Soft tissue of the head: muscle, fat, marrow, skin, vessels and nerves outside of the brain.</summary>
    public const int SoftTissue = 127;

    /// <summary>Compact bone.</summary>
    public const int Bone = 129;

    /// <summary>CSF outside of the ventricles.</summary>
    public const int OuterCsf = 24;

    /// <summary>The tissue of a structure; a number that is not known counts as cortex, whose tissue the intensities tell.</summary>
    /// <param name="label">FreeSurfer's number.</param>
    public static StructureTissue Of(int label) => label switch
    {
        0 or Dura or SoftTissue or Bone => StructureTissue.Outside,
        4 or 5 or 14 or 15 or 43 or 44 or 72 or OuterCsf => StructureTissue.Csf,
        10 or 11 or 12 or 13 or 17 or 18 or 26 or 49 or 50 or 51 or 52 or 53 or 54 or 58 => StructureTissue.Nucleus,
        2 or 7 or 41 or 46 => StructureTissue.White,
        16 or 28 or 60 => StructureTissue.Mixed,
        _ => StructureTissue.Cortex,
    };
}
