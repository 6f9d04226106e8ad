using Pial.Operations.Registration.Diffeomorphic;

namespace Pial.Pipelines.Head;

/// <summary>What a run of the head pipeline writes; what these need is made in any case.</summary>
[Flags]
public enum HeadOutputs
{
    /// <summary>The brain mask, and nothing else.</summary>
    None = 0,

    /// <summary>Bias-corrected head and brain.</summary>
    Preproc = 1,

    /// <summary>Tissue labels, maps and volumes.</summary>
    Segment = 2,

    /// <summary>Everything in the template's space.</summary>
    Normalize = 4,

    /// <summary>Modulated and smoothed tissue maps; needs the template's space.</summary>
    Vbm = 8,

    /// <summary>The report.</summary>
    Report = 16,

    /// <summary>Image quality measures.</summary>
    Quality = 32,

    /// <summary>Labels and volumes of an atlas's regions in the native scan; needs the template's space.</summary>
    Regions = 64,

    /// <summary>All of them.</summary>
    All = Preproc | Segment | Normalize | Vbm | Report | Quality | Regions,
}

/// <summary>Settings of the head pipeline.</summary>
public sealed record HeadRunOptions
{
    /// <summary>Voxel size of normalised images, mm. Default 1 (fMRIPrep: the template's resolution 1 or 2; CAT12: 1.5).</summary>
    public double VoxelMm { get; init; } = 1;

    /// <summary>Width of the Gaussian on modulated maps, mm. Default 8 (SPM12: 8; CAT12 suggests 6 to 8).</summary>
    public double SmoothingFwhmMm { get; init; } = 8;

    /// <summary>How much work to spend on the warp to the template.</summary>
    public RegistrationQuality Quality { get; init; } = RegistrationQuality.Standard;

    /// <summary>What to write.</summary>
    public HeadOutputs Outputs { get; init; } = HeadOutputs.All;

    /// <summary>
    /// Whether the largest files are left out that neither VBM nor a table needs: maps between spaces, but for the affines; bias-corrected and normalised images; modulated maps before smoothing.
    /// </summary>
    public bool Lean { get; init; }

    /// <summary>Whether an output is wanted.</summary>
    public bool Wants(HeadOutputs output) => Outputs.HasFlag(output) && !(Lean && output is HeadOutputs.Preproc or HeadOutputs.Normalize);

    /// <summary>Seed of whatever draws random numbers; nothing in the pipeline does yet, so it changes no result.</summary>
    public int Seed { get; init; }
}
