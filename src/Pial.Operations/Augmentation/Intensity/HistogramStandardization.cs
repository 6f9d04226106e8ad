using System.Collections.Immutable;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Histograms laid on landmarks learned from training images: TorchIO's <c>HistogramStandardization</c>, by
/// <see cref="NyulNormalization"/>.
/// </summary>
/// <param name="Percentiles">Percentiles of the landmarks, ascending.</param>
/// <param name="Landmarks">Where they lie on the standard scale, as <see cref="NyulNormalization.Fit"/> or <c>pial normalize fit nyul</c>
/// gives them.</param>
public sealed record HistogramStandardization(ImmutableArray<double> Percentiles, ImmutableArray<double> Landmarks)
    : MaskedIntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Percentiles.Length < 2 || Percentiles.Length != Landmarks.Length)
            throw new ArgumentOutOfRangeException(nameof(Landmarks), "There must be as many landmarks as percentiles, two at least.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, Volume<bool>? mask, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        return NyulNormalization.Run(image, mask ?? Volume.Filled(image.Grid, true), new(Percentiles, Landmarks), Outside.Scale,
            parallel).Image;
    }
}
