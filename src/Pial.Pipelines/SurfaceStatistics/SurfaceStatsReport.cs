using System.Globalization;
using Pial.Analysis.Statistics;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Vbm;
using Pial.Plots.Surfaces;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>The page of a group analysis of surfaces.</summary>
internal sealed class SurfaceStatsReport(
    IReadOnlyList<VbmParticipant> participants, GroupModel model, SurfaceMapSet maps, SurfaceStatsOptions options)
{
    private const double Dpi = 110;
    private readonly HtmlText body = new();
    private readonly List<SurfaceFinding> findings = [];

    /// <summary>Adds a contrast.</summary>
    /// <returns>Its picture.</returns>
    public byte[] Add(ContrastResult result, SurfaceFinding finding, IReadOnlyList<SurfaceCluster> significant,
        IReadOnlyList<SurfaceCluster> exploratory)
    {
        findings.Add(finding);
        var any = finding.SignificantVertices > 0;
        var shown = new float[result.P.Length];
        for (var v = 0; v < shown.Length; v++)
            shown[v] = (any ? result.PrimaryP[v] <= options.Model.Alpha : result.P[v] <= 0.001) ? result.Fit.Statistic[v] : float.NaN;
        var picture = Picture(result, shown);
        var what = any ? FormattableString.Invariant($"p ≤ {options.Model.Alpha:0.###}, {result.Inference}")
            : "uncorrected p ≤ 0.001: nothing is significant after correction, so read this as exploration only";
        body.Add($"<section id=\"{finding.Name}\"><h2>{finding.Expression}</h2><p class=\"lead\">{Sentence(finding)}</p>")
            .Add($"<p>Coloured: {what}. {Direction(result)} The upper row is the left hemisphere.</p>")
            .Add($"<img class=\"figure\" alt=\"Surfaces of {finding.Expression}\" ")
            .Add($"src=\"data:image/png;base64,{new Raw(Convert.ToBase64String(picture))}\">")
            .Add($"<h3>Clusters</h3>{new Raw(Table(significant, result))}");
        if (result.Nulls is { } nulls)
            body.Add($"<h3>What chance alone gives</h3>{new Raw(NullPicture.Draw(nulls, result, options.Model.Alpha))}");
        body.Add($"<details><summary>Uncorrected p ≤ 0.001, clusters of at least 25 mm² (exploration, not a finding)</summary>")
            .Add($"{new Raw(Table(exploratory, result))}</details></section>");
        return picture;
    }

    /// <summary>The whole page.</summary>
    public string Write()
    {
        var (page, hits) = (new HtmlText(), findings.Count(static f => f.SignificantVertices > 0));
        var area = Enumerable.Range(0, maps.Vertices.Length).Sum(n => (double)maps.Lattice.SizeOf(n));
        page.Add($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">{HtmlPage.Policy()}")
            .Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Add($"<meta name=\"generator\" content=\"Pial {Software.Version}\">")
            .Add($"<title>{options.Measure} · {model.Formula.ToString()}</title>")
            .Add($"<style>{new Raw(HtmlPage.Style())}</style></head><body>")
            .Add($"<header class=\"top\"><p class=\"eyebrow\">Surface statistics</p>")
            .Add($"<h1>{options.Measure} ~ {model.Formula.ToString()}</h1><p class=\"source\">{participants.Count} subjects · ")
            .Add($"{maps.Vertices.Length} vertices of fsaverage6 · smoothed by {options.FwhmMm:0.#} mm</p>")
            .Add($"<div class=\"verdict {(hits > 0 ? "good" : "look")}\"><span aria-hidden=\"true\">{(hits > 0 ? "✓" : "–")}</span>")
            .Add($"<span>{Verdict(hits)}</span></div><ul class=\"numbers\"><li><b>{participants.Count}</b><span>subjects</span></li>")
            .Add($"<li><b>{model.Design.ResidualDof}</b><span>residual degrees of freedom</span></li>")
            .Add($"<li><b>{findings.Max(static f => f.Permutations)}</b><span>permutations</span></li>")
            .Add($"<li><b>{area / 100:0} <small>cm²</small></b><span>tested</span></li></ul></header><main>{new Raw(body.ToString())}");
        Methods(page);
        page.Add($"<section id=\"subjects\"><h2>Subjects</h2><details><summary>{participants.Count} people</summary><ul>");
        foreach (var participant in participants)
            page.Add($"<li>{participant.Id}: {Path.GetFileName(participant.MapPath)}</li>");
        return page.Add($"</ul></details></section></main><footer>Made by Pial {Software.Version}. This page is complete in itself: ")
            .Add($"it loads nothing, and can be kept, printed and sent.</footer></body></html>").ToString();
    }

    private byte[] Picture(ContrastResult result, float[] shown)
    {
        var sizes = shown.Where(float.IsFinite).Select(static t => Math.Abs((double)t)).Order().ToArray();
        var most = sizes.Length == 0 ? 4 : sizes[(int)(0.98 * (sizes.Length - 1))];
        return SurfacePlot.Draw(
            [.. maps.Sides.Select((side, n) =>
                new SurfacePart(side.Target.Side, side.Mesh, maps.On(n, shown, float.NaN), side.Target.Depth))],
            new()
            {
                Views = [SurfaceView.Lateral, SurfaceView.Medial, SurfaceView.Dorsal, SurfaceView.Ventral],
                Low = result.Fit.Model.Contrast.IsF ? 0 : -most,
                High = most,
                ColourMap = result.Fit.Model.Contrast.IsF ? "hot" : "cold_hot",
                Name = result.Letter,
                Dpi = Dpi,
            }).ToPng(Dpi);
    }

    private void Methods(HtmlText page)
    {
        var tests = options.Model;
        var permuted = tests.Permutations == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" Familywise error was controlled by {findings.Max(static f => f.Permutations)} permutations of the residuals of the model " +
                $"without the tested effect (Freedman and Lane's method; seed {tests.Seed}), by the largest statistic ")
            + "over both hemispheres"
            + (tests.Tfce ? " after threshold-free cluster enhancement on the mesh (H = 2, E = 1, extent in mm²)." : ".");
        page.Add($"<section id=\"methods\"><h2>Methods</h2><p class=\"lead\">Written to be pasted.</p>")
            .Add($"<p>Maps of {options.Measure} were carried to the 40,962 vertices of fsaverage6 by Pial's spherical registration and ")
            .Add($"smoothed along the surface by a Gaussian of {options.FwhmMm:0.#} mm full width at half maximum. A general linear model ")
            .Add($"({model.Formula.ToString()}; columns {string.Join(", ", model.Design.Names)}; {model.Design.ResidualDof} residual ")
            .Add($"degrees of freedom) was fitted at each of {maps.Vertices.Length} vertices of the cortex.{permuted} ")
            .Add($"Made with Pial {Software.Version}.</p></section><section id=\"cite\"><h2>Cite</h2><ol class=\"refs\">");
        foreach (var paper in Papers())
            page.Add($"<li>{paper.Text} <a href=\"https://doi.org/{paper.Doi}\">{paper.Doi}</a></li>");
        page.Add($"</ol></section>");
    }

    private IEnumerable<Citation> Papers()
    {
        yield return Citations.Thickness;
        yield return Citations.SphericalDemons;
        if (options.Model.Permutations > 0) yield return Citations.FreedmanLane;
        if (options.Model.Permutations > 0 && options.Model.Tfce) yield return Citations.Tfce;
        yield return Citations.Fdr;
        yield return Citations.DesikanKilliany;
    }

    private string Verdict(int hits) => hits == 0
        ? FormattableString.Invariant(
            $"No vertex passes p ≤ {options.Model.Alpha:0.###} after correction, in any of the contrasts ({findings.Count}).")
        : string.Join(" ", findings.Where(static f => f.SignificantVertices > 0).Select(static f => string.Create(
            CultureInfo.InvariantCulture,
            $"{f.Expression}: {f.AreaMm2 / 100:0.#} cm² in {f.Clusters} {(f.Clusters == 1 ? "cluster" : "clusters")}.")));

    private string Sentence(SurfaceFinding f) => string.Create(
        CultureInfo.InvariantCulture,
        $"{f.Statistic} with {f.Dof} degrees of freedom, {f.Permutations} permutations. Largest |{f.Statistic}| ")
        + string.Create(CultureInfo.InvariantCulture, $"{f.LargestStatistic:0.00}; least p {f.LeastP:0.####} ({f.Inference}). ")
        + FormattableString.Invariant($"{f.SignificantVertices} vertices at p ≤ {options.Model.Alpha:0.###}.");

    private static string Direction(ContrastResult result) => result.Fit.Model.Contrast.IsF
        ? "F has no direction."
        : result.OneSided ? "Only positive effects were tested." : "Warm: more with the contrast. Cold: less.";

    private static string Table(IReadOnlyList<SurfaceCluster> clusters, ContrastResult result)
    {
        if (clusters.Count == 0) return "<p>None.</p>";
        var html = new HtmlText();
        html.Add($"<div class=\"wide\"><table><thead><tr><th>Cluster</th><th>Side</th><th class=\"n\">x</th><th class=\"n\">y</th>")
            .Add($"<th class=\"n\">z</th><th class=\"n\">{result.Letter}</th><th class=\"n\">p corrected</th>")
            .Add($"<th class=\"n\">p uncorrected</th><th class=\"n\">mm²</th><th>Regions</th></tr></thead><tbody>");
        foreach (var (n, c) in clusters.Take(60).Index())
        {
            html.Add($"<tr><th>{n + 1}</th><td>{(c.Hemi == "L" ? "left" : "right")}</td><td class=\"n\">{c.At.X:0}</td>")
                .Add($"<td class=\"n\">{c.At.Y:0}</td><td class=\"n\">{c.At.Z:0}</td>")
                .Add($"<td class=\"n\">{result.Fit.Statistic[c.Tested]:0.00}</td><td class=\"n\">{result.PrimaryP[c.Tested]:0.0000}</td>")
                .Add($"<td class=\"n\">{result.P[c.Tested]:0.0e+0}</td><td class=\"n\">{c.AreaMm2:0}</td><td>{c.Regions}</td></tr>");
        }

        html.Add($"</tbody></table></div>");
        return (clusters.Count > 60 ? html.Add($"<p>{clusters.Count - 60} more in the table file.</p>") : html).ToString();
    }
}
