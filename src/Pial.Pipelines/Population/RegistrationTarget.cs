using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Operations.Warps;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Population;

/// <summary>What subjects are registered to.</summary>
/// <param name="Brain">T1w intensities, 0 outside the mask.</param>
/// <param name="Mask">The brain.</param>
/// <param name="Tissues">Shares of the tissues; null when the target has none.</param>
public sealed record RegistrationTarget(Volume<float> Brain, Volume<bool> Mask, TissueMaps? Tissues);

/// <summary>What <see cref="SubjectWarpStep"/> takes.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Target">The template.</param>
/// <param name="Start">Template → subject to begin with, RAS+ mm.</param>
public sealed record SubjectPair(SubjectMaps Subject, RegistrationTarget Target, Affine Start);

/// <summary>
/// Finds the whole map from the template to a subject: on grey and white matter as well as on intensities where the target has them.
/// </summary>
/// <param name="Quality">How much work to spend. The field of fast ones is kept at 2 mm, as finely as it was made.</param>
public sealed record SubjectWarpStep(RegistrationQuality Quality) : IStep<SubjectPair, Warp>
{
    /// <inheritdoc />
    public string Id => "population-warp@1";

    /// <summary>Share of the force that each of the two tissue maps has, beside the T1w image's 1.</summary>
    public double TissueWeight { get; init; } = 0.5;

    /// <inheritdoc />
    public Warp Run(SubjectPair input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var target = input.Target;
        var box = Cropping(input.Subject.Mask);
        var (brain, mask) = (box(input.Subject.Brain()), input.Subject.Mask.Map(static m => m ? 1f : 0f));
        List<RegistrationChannel> channels = [new(brain, target.Brain)];
        if (target.Tissues is { } tissues)
        {
            RegistrationChannel Tissue(Volume<float> moving, Volume<float> reference) =>
                new(box(moving), reference) { Metric = DiffeomorphicMetric.SquaredDifference, Weight = TissueWeight };
            channels.Add(Tissue(input.Subject.Tissues.Gm, tissues.Gm));
            channels.Add(Tissue(input.Subject.Tissues.Wm, tissues.Wm));
        }

        // A scan that came stripped may be cut closer than the target: only what both show is compared.
        var options = DiffeomorphicOptions.Of(Quality) with { ReferenceMask = target.Mask, MovingMask = box(mask).Map(static m => m > 0) };
        var found = DiffeomorphicRegistration.Run(channels, input.Start, options, parallel).ReferenceToMoving;
        var size = found.Grid.VoxelSize;
        return Quality == RegistrationQuality.Fast && Math.Max(size.X, Math.Max(size.Y, size.Z)) < 1.5
            ? WarpField.Of(found, Resample.GridOf(found.Grid, new(2, 2, 2)), parallel)
            : found;
    }

    // The brain's box: the map back, which the registration finds on all of the moving image and nobody needs here, costs as much as the
    // rest on a large field of view.
    private static Func<Volume<float>, Volume<float>> Cropping(Volume<bool> mask)
    {
        const int Margin = 4;
        var (box, shape) = (VoxelBox.Of(mask), mask.Shape);
        var (i, j, k) = (Math.Max(box.I - Margin, 0), Math.Max(box.J - Margin, 0), Math.Max(box.K - Margin, 0));
        var size = new Shape(
            Math.Min(box.I + box.CountI + Margin, shape.I) - i, Math.Min(box.J + box.CountJ + Margin, shape.J) - j,
            Math.Min(box.K + box.CountK + Margin, shape.K) - k);
        return image => image.Crop(i, j, k, size);
    }
}
