using System.Globalization;
using Pial.Operations.Resampling;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>A head in the template's space.</summary>
/// <param name="Preproc">The bias-corrected head.</param>
/// <param name="Mask">The brain mask.</param>
/// <param name="Brain">The bias-corrected brain.</param>
/// <param name="Tissues">GM, WM and CSF.</param>
public sealed record HeadNormalised(
    Artifact<Volume<float>> Preproc, Artifact<Volume<bool>> Mask, Artifact<Volume<float>> Brain,
        IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Tissues);

/// <summary>Images and tissue maps in the template's space.</summary>
public sealed class NormalizeStage : HeadStage<HeadNormalised>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "normalize";

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override bool IsLarge => true;

    /// <summary>An image, and where its values belong in the template's space.</summary>
    internal static IInput<(T Image, Grid Template, PointMap TemplateToImage)> Carried<T>(HeadGraph head, IInput<T> image) =>
        Input.Of(image, head.Target, head.Of<HeadRegistration>().Warp)
            .Select(static (own, target, warp) => (own, target.T1w.Grid, (PointMap)warp.ReferenceToMoving));

    /// <inheritdoc />
    public override HeadNormalised Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (run, size) = (head.Runner, head.Options.VoxelMm);
        Artifact<Volume<float>> Normalised(string what, IInput<Volume<float>> image, Interpolation how) =>
            run.Apply($"normalising {what}", new NormalisationStep(size, how), null, Carried(head, image));
        var preproc = Normalised("the head", head.Of<HeadPreproc>().Preproc, Interpolation.Cubic);
        var mask = run.Apply("normalising the mask", new MaskNormalisationStep(size), null, Carried(head, head.Of<HeadBrain>().Mask));
        var brain = run.Apply("masking in the template's space", new MaskingStep(), null, Input.Of(preproc, mask));
        return new(preproc, mask, brain,
            [.. head.Of<HeadTissues>().Maps.Select(t => (t.Label, Normalised(t.Label, t.Map, Interpolation.Linear)))]);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (head, writer, made) = (work.Head, work.Writer, work.Head.Of<HeadNormalised>());
        var (space, contrast) = (head.Space, head.Contrast);
        HeadFiles.Whole(work, HeadDerivatives.Preproc.Name(space, contrast), made.Preproc,
            "The bias-corrected head in the template's space.", space, ("SpatialReference", space), HeadFiles.Template(head));
        writer.Mask(HeadDerivatives.BrainMask.Name(space), made.Mask, "The brain mask in the template's space.", space,
            ("SpatialReference", space), HeadFiles.Template(head), ("Type", "Brain"));
        writer.Image(
            HeadDerivatives.Brain.Name(space, contrast), made.Brain, "The bias-corrected brain in the template's space.", space,
            ("SpatialReference", space), HeadFiles.Template(head), ("SkullStripped", true));
        made.Preproc.Release();
        foreach (var (label, map) in made.Tissues)
        {
            writer.Image(
                HeadDerivatives.Tissue.Name(space, label), map, $"Share of {label} in the template's space.", space,
                    ("SpatialReference", space), HeadFiles.Template(head), ("Units", HeadDerivatives.Tissue.Unit));
            map.Release();
        }
    }

    /// <inheritdoc />
    public override HeadReportData Show(HeadWork work, HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(data);
        return RegistrationStage.IsAsked(work.Options) ? data with { Normalised = work.Head.Of<HeadNormalised>().Brain.Value } : data;
    }

    /// <inheritdoc />
    public override IEnumerable<ReportSection> Sections(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Normalised is { } normalised ? [new(30, "space", "Standard space", HeadReport.Standard(data, normalised))] : [];
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Warp is null || !data.Options.Wants(Name)
            ? []
            : [string.Create(CultureInfo.InvariantCulture,
                $"Images and tissue maps were resampled into its space at {data.Options.VoxelMm:0.##} mm.")];
    }
}
