using System.Globalization;
using System.Text.Json.Nodes;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Head.Reports;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Stages;

/// <summary>Maps for voxel-based morphometry.</summary>
/// <param name="Modulated">GM and WM, modulated.</param>
/// <param name="Smoothed">The same, smoothed.</param>
public sealed record HeadVbm(IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Modulated,
    IReadOnlyList<(string Label, Artifact<Volume<float>> Map)> Smoothed);

/// <summary>Modulated and smoothed tissue maps in the template's space.</summary>
public sealed class VbmStage : HeadStage<HeadVbm>
{
    /// <summary>The stage's word.</summary>
    public const string Name = "vbm";

    /// <inheritdoc />
    public override string Word => Name;

    /// <inheritdoc />
    public override HeadVbm Lay(HeadGraph head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var (run, options) = (head.Runner, head.Options);
        (string Label, Artifact<Volume<float>> Map)[] modulated =
        [
            .. head.Of<HeadTissues>().Maps.Take(2)
            .Select(t => (t.Label,
            run.Apply($"modulating {t.Label}", new ModulationStep(options.VoxelMm), null, NormalizeStage.Carried(head, t.Map)))),
        ];
        return new(modulated,
            [.. modulated.Select(t =>
            (t.Label, run.Apply($"smoothing {t.Label}", new SmoothingStep(options.SmoothingFwhmMm), null, t.Map)))]);
    }

    /// <inheritdoc />
    public override void Write(HeadWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var (head, space, made, fwhm) = (work.Head, work.Head.Space, work.Head.Of<HeadVbm>(), work.Options.SmoothingFwhmMm);
        void Image(string name, Artifact<Volume<float>> map, string words, params (string, JsonNode?)[] fields) => work.Writer.Image(
            name, map, words, space,
                [("SpatialReference", space), HeadFiles.Template(head), .. fields, ("Units", HeadDerivatives.Vbm.Unit)]);
        foreach (var ((label, modulated), (_, smoothed)) in made.Modulated.Zip(made.Smoothed))
        {
            if (!work.Options.Lean)
            {
                Image(
                    HeadDerivatives.Modulated.Name(space, label), modulated,
                    $"Share of {label} modulated: what of it lies in each voxel's part of the scan, so that totals are those of the scan.");
            }

            Image(
                HeadDerivatives.Vbm.Name(space, label), smoothed,
                    string.Create(CultureInfo.InvariantCulture, $"Modulated {label}, smoothed with a Gaussian of {fwhm:0.##} mm FWHM."),
                    ("FWHM", fwhm));
            modulated.Release();
            smoothed.Release();
        }
    }

    /// <inheritdoc />
    public override IEnumerable<string> Methods(HeadReportData data, Func<Citation, string, string> cite)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cite);
        if (data.Warp is null || !data.Options.Outputs.Contains(Name)) yield break;
        var (good, ashburner) = (cite(Citations.Modulation, "Good 2001"), cite(Citations.Vbm, "Ashburner 2000"));
        yield return string.Create(
            CultureInfo.InvariantCulture,
                $"Grey and white matter maps were modulated ({good}) and smoothed with a Gaussian of {data.Options.SmoothingFwhmMm:0.#} " +
                $"mm FWHM ({ashburner}).");
    }
}
