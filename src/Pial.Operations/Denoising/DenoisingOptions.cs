using Pial.Volumes;

namespace Pial.Operations.Denoising;

/// <summary>Settings of <see cref="NonLocalMeans"/>.</summary>
public sealed record DenoisingOptions
{
    /// <summary>
    /// Whether the noise is that of magnitude images (Rician); else symmetric about the signal (Gaussian). Default true; ANTs' DenoiseImage
    /// takes Gaussian unless asked.
    /// </summary>
    public bool Rician { get; init; } = true;

    /// <summary>Standard deviation of the noise of each channel, in the image's units; null, the default, measures it.</summary>
    public double? Sigma { get; init; }

    /// <summary>
    /// Whether the measured noise may vary over the image, as parallel imaging and the correction of the field leave it. Default true; it
    /// has no say when <see cref="Sigma"/> is given.
    /// </summary>
    public bool Varying { get; init; } = true;

    /// <summary>How smoothly varying noise varies, FWHM in mm. Default 30.</summary>
    public double VaryingFwhmMm { get; init; } = 30;

    internal void Check()
    {
        if (Sigma is { } sigma && !(sigma >= 0 && double.IsFinite(sigma)))
            throw new ArgumentException($"The noise must be 0 or more, not {sigma}.");
        if (!(VaryingFwhmMm > 0 && double.IsFinite(VaryingFwhmMm)))
            throw new ArgumentException($"The smoothness of the noise must be above 0 mm, not {VaryingFwhmMm}.");
    }
}

/// <summary>A denoised image.</summary>
/// <param name="Denoised">The image, on its grid; itself where no noise was found.</param>
/// <param name="Sigma">Standard deviation of the noise of each channel, measured or given; 0 when none was found.</param>
/// <param name="NoiseMap">The noise at every voxel, when it was let vary.</param>
public sealed record DenoisingResult(Volume<float> Denoised, double Sigma, Volume<float>? NoiseMap);
