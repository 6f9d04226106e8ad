using Pial.Operations.BrainExtraction;
using Pial.Operations.Resampling;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>Tissue maps and what came with them, as the store keeps it.</summary>
/// <param name="Fractions">Partial-volume fractions; sum 1 inside the mask.</param>
/// <param name="Labels">Most probable tissue: 1 GM, 2 WM, 3 CSF.</param>
/// <param name="Residual">What the segmentation found left of the field.</param>
/// <param name="Converged">Whether the maps had stopped changing.</param>
public sealed record Tissues(TissueMaps Fractions, Volume<int> Labels, Volume<float> Residual, bool Converged)
{
    /// <summary>
    /// How many standard deviations grey and white matter lie apart, where priors had to tell the tissues; not a number where the
    /// intensities told them.
    /// </summary>
    public double GreyWhite { get; init; } = double.NaN;

    /// <summary>
    /// Structures that agree with the tissues in every voxel (FreeSurfer's numbers); null where the tissues were found without them.
    /// </summary>
    public Volume<int>? Structures { get; init; }

    // What each operation found, and no field where none was looked for.
    internal static Tissues Of(TissueResult found) => new(found.Fractions, found.Labels, found.BiasField, found.Converged);

    internal static Tissues Of(ChannelResult found) =>
        new(found.Fractions, found.Labels, Volume.Filled(found.Labels.Grid, 1f), found.Converged)
        {
            GreyWhite = found.GreyWhite,
            Structures = found.Structures,
        };

    /// <summary>How it is kept.</summary>
    public static ArtifactCodec<Tissues> Codec { get; } = new(
        (w, t) =>
        {
            w.Write(t.Fractions);
            w.Write(t.Labels);
            w.Write(t.Residual);
            w.Write(t.Converged);
            w.Write(t.GreyWhite);
            w.Write(t.Structures is not null);
            if (t.Structures is { } structures) w.Write(structures);
        },
        r => new(r.ReadTissueMaps(), r.ReadVolume<int>(), r.ReadVolume<float>(), r.ReadBoolean())
        {
            GreyWhite = r.ReadDouble(),
            Structures = r.ReadBoolean() ? r.ReadVolume<int>() : null,
        });
}

/// <summary>What tissue segmentation needs.</summary>
/// <param name="Image">The raw head.</param>
/// <param name="Field">Its receive field.</param>
/// <param name="Brain">Mask, and how the head template lies over the scan.</param>
/// <param name="Template">Whose priors guide it.</param>
public sealed record TissueInput(Volume<float> Image, Volume<float> Field, BrainExtractionResult Brain, HeadTemplate Template);

/// <summary>
/// Segments grey matter, white matter and CSF with the head template's priors carried into the scan. Where the intensities hardly tell grey
/// from white (contrast agent, worn-out T1 weighting) the mixture puts nearly all of the brain in one class; then the priors tell the
/// classes, as in other contrasts.
/// </summary>
public sealed record TissueStep : IStep<TissueInput, Tissues>
{
    /// <inheritdoc />
    public string Id => "tissue-segmentation@4";

    /// <summary>Parameters of the operation.</summary>
    public TissueOptions Options { get; init; } = new();

    /// <summary>Whether the template's tissue priors guide the segmentation.</summary>
    public bool Priors { get; init; } = true;

    /// <inheritdoc />
    public Tissues Run(TissueInput input, ParallelOptions parallel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var corrected = new FieldDivisionStep().Run((input.Image, input.Field), parallel);
        var priors = Priors ? Carried(input, parallel) : null;
        var found = TissueSegmentation.Run(corrected, input.Brain.Mask, priors, Options, parallel);
        if (priors is not null && !found.Parted) return new ChannelTissueStep().Run(corrected, input.Brain.Mask, priors, parallel);
        return Tissues.Of(found);
    }

    /// <summary>Scan RAS+ mm → head template RAS+ mm, as brain extraction found it.</summary>
    internal static PointMap ImageToTemplate(BrainExtractionResult brain)
    {
        PointMap affine = brain.TemplateToImage.Inverse();
        return brain.TemplateWarp is { } warp ? affine.Then(warp) : affine;
    }

    internal static TissueMaps Carried(TissueInput input, ParallelOptions parallel)
    {
        var imageToTemplate = ImageToTemplate(input.Brain);
        Volume<float> Carry(Volume<float> map) => Resample.ToGrid(map, input.Image.Grid, imageToTemplate, Interpolation.Linear,
            null, parallel);
        var tissues = input.Template.Tissues;
        return new(Carry(tissues.Gm), Carry(tissues.Wm), Carry(tissues.Csf));
    }
}
