using Pial.Formats.Analyze;
using Pial.Formats.Mgh;
using Pial.Formats.Nifti;

namespace Pial.Formats;

/// <summary>Where the affine of an image came from.</summary>
public enum AffineSource
{
    /// <summary>NIfTI sform: a full affine.</summary>
    Sform,

    /// <summary>NIfTI qform: rotation, voxel size and offset.</summary>
    Qform,

    /// <summary>Nothing usable: voxel sizes only, first axis to the left, origin at the centre (nibabel's choice).</summary>
    VoxelSizesOnly,

    /// <summary>MGH direction cosines and centre.</summary>
    MghDirections,

    /// <summary>FreeSurfer's default for an MGH file without directions: coronal, 1 mm, centred.</summary>
    MghDefault,

    /// <summary>SPM's <c>.mat</c> beside an Analyze image.</summary>
    SpmMat,

    /// <summary>The SPM origin field of an Analyze header.</summary>
    SpmOrigin,

    /// <summary>The way of a format that was added, which its name says.</summary>
    Own,
}

/// <summary>What an image file says of itself, apart from the voxels.</summary>
public sealed record ImageHeader
{
    /// <summary>The format's name, for example <c>NIfTI-1</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Type of the voxels on disk.</summary>
    public required StoredType StoredType { get; init; }

    /// <summary>Whether the file is big-endian.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Whether the voxels are gzip-compressed.</summary>
    public bool Compressed { get; init; }

    /// <summary>Extent of every dimension the file lists.</summary>
    public required IReadOnlyList<long> Dimensions { get; init; }

    /// <summary>Factor applied to the stored values; 1 where the file gives none.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>Added after the factor; 0 where the file gives none.</summary>
    public double Intercept { get; init; }

    /// <summary>Where the affine came from.</summary>
    public required AffineSource AffineSource { get; init; }

    /// <summary>The NIfTI header, when the file is NIfTI.</summary>
    public NiftiHeader? Nifti { get; init; }

    /// <summary>The MGH header and footer, when the file is MGH.</summary>
    public MghHeader? Mgh { get; init; }

    /// <summary>The Analyze header, when the file is Analyze 7.5 or SPM's variant.</summary>
    public AnalyzeHeader? Analyze { get; init; }

    /// <summary>What a format that was added keeps of its header; null for Pial's own.</summary>
    public object? Own { get; init; }
}
