namespace Pial.Operations.Segmentation;

/// <summary>How tissue segmentation works; the defaults suit T1-weighted heads of 0.7 to 2 mm.</summary>
public sealed record TissueOptions
{
    /// <summary>
    /// Strength of the neighbourhood term: log-odds that a voxel whose fractions equal its neighbours' mean wins over one at unit distance.
    /// </summary>
    public double Smoothness { get; init; } = 1;

    /// <summary>Shortest wavelength of the bias field's cosines, mm.</summary>
    public double FieldCutoffMm { get; init; } = 100;

    /// <summary>Penalty on the squared curvature of the log field, mm⁴.</summary>
    public double FieldBending { get; init; } = 1e3;

    /// <summary>Whether the image is denoised before its voxels are classified, as strongly as the noise measured in it asks.</summary>
    public bool Denoise { get; init; } = true;

    /// <summary>Whether a bias field is estimated; without it the field is 1.</summary>
    public bool CorrectBias { get; init; } = true;

    /// <summary>Share of the spatial priors that is flat, 0 to 1: how far the image may overrule a template that does not fit.</summary>
    public double PriorFloor { get; init; } = 0.3;

    /// <summary>
    /// Gaussian, full width at half maximum in mm, that blurs the priors first: a single head's folds are not another's. 0 leaves them as
    /// they are.
    /// </summary>
    public double PriorBlurMm { get; init; } = 8;

    /// <summary>
    /// Intensities of the tissues that are known beforehand, in the image's units; null to find them from the histogram. CSF's is that
    /// between the banks of sulci, where meninges and vessels make it brighter than in the ventricles: it is kept, voxels are mixed from
    /// it, and what is darker counts as CSF. Grey and white matter's are where the estimation begins.
    /// </summary>
    public (double Csf, double Gm, double Wm)? Known { get; init; }

    /// <summary>Most rounds of expectation and maximisation.</summary>
    public int MaxIterations { get; init; } = 20;

    /// <summary>Change of the tissue means, relative to white matter, and of the log field at which the rounds end.</summary>
    public double Tolerance { get; init; } = 1e-3;
}
