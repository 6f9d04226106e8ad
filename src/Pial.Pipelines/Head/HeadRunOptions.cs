using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Head.Stages;

namespace Pial.Pipelines.Head;

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
    /// Whether the largest files are left out that neither VBM nor a table needs: maps between spaces, but for the affines; bias-corrected
    /// and normalised images; modulated maps before smoothing.
    /// </summary>
    public bool Lean { get; init; }

    /// <summary>The stages; one of your own is added to <see cref="HeadStages.All"/>.</summary>
    public IReadOnlyList<HeadStage> Stages { get; init; } = HeadStages.All;

    /// <summary>Whether a stage writes its files.</summary>
    public bool Wants(string word) => Outputs.Contains(word) && !(Lean && Stages.Any(s => s.Word == word && s.IsLarge));

    /// <summary>
    /// Whether all outputs that are there are read and compared with their checksums; otherwise the small ones, and those that were changed
    /// after they were written.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>Seed of whatever draws random numbers; nothing in the pipeline does yet, so it changes no result.</summary>
    public int Seed { get; init; }
}
