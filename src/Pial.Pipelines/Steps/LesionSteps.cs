using System.Globalization;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Steps;

/// <summary>
/// Puts a lesion into the brain mask, which may have left out what is as dark as CSF at its edge or unlike any brain, and refuses a lesion
/// that cannot be one of this brain.
/// </summary>
public sealed record LesionBrainStep : IStep<(BrainExtractionResult Brain, Volume<bool> Lesion), BrainExtractionResult>
{
    // The largest strokes take a third of a brain.
    private const double MostOfBrain = 0.5;
    private const double LeastInside = 0.5;

    /// <inheritdoc />
    public string Id => "lesion-brain@1";

    /// <inheritdoc />
    /// <exception cref="InputException">The lesion covers most of the brain, or most of it lies outside.</exception>
    public BrainExtractionResult Run((BrainExtractionResult Brain, Volume<bool> Lesion) input, ParallelOptions parallel)
    {
        var (mask, lesion) = (input.Brain.Mask, input.Lesion);
        var (brain, all, inside) = (0L, 0L, 0L);
        for (var n = 0; n < mask.Shape.Count; n++)
        {
            if (mask.Span[n]) brain++;
            if (!lesion.Span[n]) continue;
            all++;
            if (mask.Span[n]) inside++;
        }

        if (inside > MostOfBrain * brain)
            throw new InputException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The lesion mask covers {100.0 * inside / brain:0} % of the brain; with more than {100 * MostOfBrain:0} % nothing " +
                        $"is left to tell the tissues by. Is it a mask of the brain?"));
        if (inside < LeastInside * all)
            throw new InputException(FormattableString.Invariant(
                $"{100.0 * (all - inside) / all:0} % of the lesion mask lies outside of the brain. Does it belong to this scan?"));
        return input.Brain with { Mask = LesionFreeStep.Combine(mask, lesion, static (m, l) => m || l) };
    }
}

/// <summary>The brain without its lesion: where the field and the tissues are estimated.</summary>
public sealed record LesionFreeStep : IStep<(BrainExtractionResult Brain, Volume<bool> Lesion), BrainExtractionResult>
{
    /// <inheritdoc />
    public string Id => "lesion-free@1";

    /// <inheritdoc />
    public BrainExtractionResult Run((BrainExtractionResult Brain, Volume<bool> Lesion) input, ParallelOptions parallel) =>
        input.Brain with { Mask = Combine(input.Brain.Mask, input.Lesion, static (m, l) => m && !l) };

    internal static Volume<bool> Combine(Volume<bool> mask, Volume<bool> lesion, Func<bool, bool, bool> with) =>
        Volume.Create(mask.Grid, (mask, lesion, with),
            static (Span<bool> to, (Volume<bool> Mask, Volume<bool> Lesion, Func<bool, bool, bool> With) s) =>
    {
        for (var n = 0; n < to.Length; n++)
            to[n] = s.With(s.Mask.Span[n], s.Lesion.Span[n]);
    });
}

/// <summary>Finds the affine map by all but the lesion: cost-function masking (Brett et al. 2001, doi 10.1006/nimg.2001.0845).</summary>
public sealed record LesionAffineStep
    : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine? Initial, Volume<bool> Lesion), AffineResult>
{
    /// <inheritdoc />
    public string Id => "lesion-affine@1";

    /// <summary>Parameters of the registration.</summary>
    public AffineOptions Options { get; init; } = new();

    /// <inheritdoc />
    public AffineResult Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine? Initial, Volume<bool> Lesion) input,
        ParallelOptions parallel) =>
        new AffineStep { Options = Options with { MovingMask = input.Lesion.Map(static l => !l) } }.Run(
            (input.Brain, input.TemplateBrain, input.Initial), parallel);
}

/// <summary>Finds the warp by all but the lesion, across which it is carried on smoothly.</summary>
/// <param name="VoxelMm">Voxel size of the output over the template's field of view.</param>
/// <param name="Quality">How much work to spend.</param>
public sealed record LesionWarpStep(double VoxelMm, RegistrationQuality Quality)
    : IStep<(Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine, Volume<bool> Lesion), DiffeomorphicResult>
{
    /// <inheritdoc />
    public string Id => "lesion-warp@1";

    /// <summary>How the likeness of scan and template is measured.</summary>
    public DiffeomorphicMetric Metric { get; init; } = DiffeomorphicMetric.LocalCorrelation;

    /// <inheritdoc />
    public DiffeomorphicResult Run((Volume<float> Brain, Volume<float> TemplateBrain, Affine Affine, Volume<bool> Lesion) input,
        ParallelOptions parallel) =>
        new WarpStep(VoxelMm, Quality) { Metric = Metric }.Run((input.Brain, input.TemplateBrain, input.Affine),
            input.Lesion.Map(static l => !l), parallel);
}

/// <summary>Adds the lesion to tissues that were found without it.</summary>
public sealed record LesionTissueStep : IStep<(Tissues Tissues, Volume<bool> Lesion), Tissues>
{
    /// <inheritdoc />
    public string Id => "lesion-tissues@1";

    /// <inheritdoc />
    public Tissues Run((Tissues Tissues, Volume<bool> Lesion) input, ParallelOptions parallel)
    {
        var (f, outside) = (input.Tissues.Fractions, ~input.Lesion);
        return input.Tissues with
        {
            Fractions = new(f.Gm.Within(outside), f.Wm.Within(outside), f.Csf.Within(outside)),
            Labels = input.Tissues.Labels.Within(outside, LabelTable.LesionId),
            Structures = input.Tissues.Structures?.Within(outside),
        };
    }
}
