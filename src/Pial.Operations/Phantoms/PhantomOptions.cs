namespace Pial.Operations.Phantoms;

/// <summary>What a phantom is weighted by.</summary>
public enum PhantomContrast
{
    /// <summary>White matter brightest of the brain, CSF dark.</summary>
    T1w,

    /// <summary>CSF brightest, white matter darker than grey.</summary>
    T2w,

    /// <summary>CSF dark, grey matter brighter than white, lesions of white matter brightest.</summary>
    FLAIR,

    /// <summary>
    /// CSF brighter than grey matter and that than white, all of them close together, as a spin echo with TR 3300 and TE 35 ms shows them.
    /// </summary>
    PDw,
}

/// <summary>
/// What a phantom looks like. The seed alone decides texture, shape of the field, contrast and pattern of the noise: phantoms that differ
/// in noise, field or contrast only are twins.
/// </summary>
public sealed record PhantomOptions
{
    /// <summary>
    /// Weighting. Default T1w. Twins of several weightings have the same anatomy, texture and field, and noise of their own.
    /// </summary>
    public PhantomContrast Contrast { get; init; } = PhantomContrast.T1w;

    /// <summary>
    /// Whether the head is as hard to segment as a real one: dura, falx, tentorium and venous sinuses, marrow in the skull, vessels and
    /// meninges in CSF that is brighter in sulci than in ventricles, nuclei that are graded and textured, cortex brighter where it is rich
    /// in myelin. Default false; such a head is the same bit for bit as before there was this choice.
    /// </summary>
    public bool Hard { get; init; }

    /// <summary>Standard deviation of the Rician noise, % of the white-matter mean; 0 for none. Default 3.</summary>
    public double NoisePercent { get; init; } = 3;

    /// <summary>Strength of the intensity field (INU), %: 20 runs from 0.9 to 1.1 over the head near the brain. Default 20.</summary>
    public double InuPercent { get; init; } = 20;

    /// <summary>Any number. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Full width at half maximum of the scanner's point spread, mm. Default 1.</summary>
    public double FwhmMm { get; init; } = 1;

    /// <summary>Standard deviation of the classes' means about their usual values, relative; white matter stays. Default 0.03.</summary>
    public double ContrastJitter { get; init; } = 0.03;

    /// <summary>How far the field of view goes on below the brain, mm, if the labels do. Default 30.</summary>
    public double NeckMm { get; init; } = 30;

    /// <summary>Air kept around the head, voxels. Default 6.</summary>
    public int MarginVoxels { get; init; } = 6;

    internal void Check()
    {
        Between(NoisePercent, 0, 100, nameof(NoisePercent));
        Between(InuPercent, 0, 190, nameof(InuPercent));
        Between(FwhmMm, 0, 20, nameof(FwhmMm));
        Between(ContrastJitter, 0, 0.3, nameof(ContrastJitter));
        Between(NeckMm, 0, 1000, nameof(NeckMm));
        Between(MarginVoxels, 0, 1000, nameof(MarginVoxels));
    }

    private static void Between(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must lie between {least} and {most}.");
    }
}
