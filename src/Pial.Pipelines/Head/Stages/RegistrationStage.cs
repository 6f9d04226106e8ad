using System.Globalization;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>How a head lies over the template.</summary>
/// <param name="Affine">Template → scan, straight.</param>
/// <param name="Warp">Template → scan and back, bent.</param>
internal sealed record HeadRegistration(Artifact<AffineResult> Affine, Artifact<DiffeomorphicResult> Warp);

/// <summary>Registration to the template; its maps are written for whatever is written in the template's space.</summary>
internal sealed class RegistrationStage : HeadStage<HeadRegistration>
{
    /// <summary>Whether something in the template's space was asked for.</summary>
    internal static bool IsAsked(HeadRunOptions options) => options.Wants(NormalizeStage.Name) || options.Wants(VbmStage.Name);

    /// <inheritdoc />
    public override HeadRegistration Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (run, target, options, extraction) = (head.Runner, head.Target, head.Options, head.Of<HeadExtraction>());

        // The atlas is carried by the warp, so a head that is segmented by it is laid on the template as N4 left it.
        var brain = head.Model is null ? head.Of<HeadPreproc>().Brain : head.Of<HeadField>().Alone;
        var template = target.Select(static t => t.Brain());
        var metric = head.IsT1 ? DiffeomorphicMetric.LocalCorrelation : DiffeomorphicMetric.MutualInformation;
        var start = head.Lesion is null ? extraction.Extracted : extraction.First;
        var initial = head.Space == head.HeadTemplate.Value.Space
            ? start.Select(static b => (Affine?)b.TemplateToImage) : Input.None<Affine?>(null);
        if (head.Lesion is { } lesion)
        {
            var unhurt = run.Apply(
                $"affine to {head.Space}, lesion left out", new LesionAffineStep(), StepCodecs.Affine,
                Input.Of(brain, template, lesion, initial).Select(static (scan, to, without, from) => (scan, to, from, without)));
            return new(unhurt, run.Apply(
                $"warp to {head.Space}, lesion left out", new LesionWarpStep(options.VoxelMm, options.Quality) { Metric = metric },
                StepCodecs.Warp,
                Input.Of(brain, template, unhurt.Select(static a => a.ReferenceToMoving), lesion)));
        }

        var affine = run.Apply($"affine to {head.Space}", new AffineStep(), StepCodecs.Affine, Input.Of(brain, template, initial));
        var warp = head.Model is { } model && !head.IsT1
            ? run.Apply($"warp to {head.Space}", new PaintedWarpStep(options.VoxelMm, options.Quality), StepCodecs.Warp,
                Input.Of(brain, extraction.FirstMask, target, affine, model))
            : run.Apply(
                $"warp to {head.Space}", new WarpStep(options.VoxelMm, options.Quality) { Metric = metric }, StepCodecs.Warp,
                Input.Of(brain, template, affine.Select(static a => a.ReferenceToMoving)));
        return new(affine, warp);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!IsAsked(work.Options)) return;
        var (head, made, writer) = (work.Head, work.Head.Of<HeadRegistration>(), work.Writer);
        var (contrast, space) = (head.Contrast, head.Space);
        writer.Transform(
            HeadDerivatives.Affine.Name(contrast, space), made.Affine, () => made.Affine.Value.ReferenceToMoving,
            "The affine the warp begins with: ITK affine that resamples the scan into the template's space (it takes template points to " +
                "scan points).", HeadFiles.Template(head));
        writer.Transform(
            HeadDerivatives.Affine.Name(space, contrast), made.Affine, () => made.Affine.Value.ReferenceToMoving.Inverse(),
            "ITK affine that resamples the template's space into the scan (it takes scan points to template points).",
                HeadFiles.Template(head));
        head.Of<HeadField>().Even.Release(); // tissues and registration have them behind them: 128 MiB of a head of 256³
        head.Of<HeadField>().Alone.Release();
        if (work.Options.Lean) return;
        writer.Transform(
            HeadDerivatives.Warp.Name(contrast, space), made.Warp, () => made.Warp.Value.ReferenceToMoving,
            "The whole map, affine included, as an ITK displacement field: resamples the scan into the template's space.",
                HeadFiles.Template(head));
        writer.Transform(
            HeadDerivatives.Warp.Name(space, contrast), made.Warp, () => made.Warp.Value.MovingToReference,
            "The inverse of the whole map as an ITK displacement field: resamples the template's space into the scan.",
                HeadFiles.Template(head));
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        var carried = IsAsked(work.Options) || work.Head.Of<HeadRegions>().Labels is not null || data.Tissues.Structures is not null;
        return carried ? data with { Warp = work.Head.Of<HeadRegistration>().Warp.Value } : data;
    }

    /// <inheritdoc />
    public override IEnumerable<(int Place, Check Check)> Checks(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        var overlap = data.Affine.Overlap;
        yield return (50, new(overlap > 0.9, "Place in the template",
            Text($"{100 * overlap:0} % of the template's brain falls inside the image"), "more than 90 %"));
        if (data.Warp is { } warp)
            yield return (80, new(warp.SmallestJacobian > 0, "Warp",
                Text($"the smallest Jacobian determinant of the warp is {warp.SmallestJacobian:0.000}"), "above 0: nothing folds"));
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        var template = data.Target.Identity.Words;
        var affine = $"an affine map that maximises mutual information ({cite(Citations.Registration, "Mattes 2003")})";
        if (data.Warp is null)
        {
            yield return $"The brain was laid on the template {template} by {affine}, to check its place; nothing was normalised.";
            yield break;
        }

        // Warp and normalisation are two things: a head is laid on the template to be segmented, too.
        var outputs = data.Options.Outputs;
        var normalised = outputs.Contains(NormalizeStage.Name) || outputs.Contains(VbmStage.Name);
        var metric = ContrastName.IsT1(data.Contrast) ? "local correlation" : "mutual information";
        yield return $"The brain was registered to the template {template} by {affine} and, from there, a symmetric diffeomorphic warp " +
            $"by {metric} (after {cite(Citations.Warp, "Avants 2008")}; "
            + $"quality {data.Options.Quality.ToString().ToLowerInvariant()}){(normalised ? "" : "; nothing was normalised")}.";
        foreach (var citation in Citations.Of(data.Target))
            cite(citation, "");
    }
}
