using System.Globalization;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Templates;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Vbm;

/// <summary>The page of a group analysis, gathered contrast by contrast so that the maps need not stay in memory.</summary>
internal sealed partial class VbmReport
{
    private readonly VbmPlan plan;
    private readonly MapSet maps;
    private readonly VbmOptions options;
    private readonly string? space;
    private readonly Lazy<GlassOutline> outline;
    private readonly Lazy<Volume<float>> background;
    private const double PictureDpi = 130;
    private readonly HtmlText body = new();
    private readonly List<VbmFinding> findings = [];

    public VbmReport(VbmPlan plan, MapSet maps, VbmOptions options, string? space)
    {
        (this.plan, this.maps, this.options, this.space) = (plan, maps, options, space);
        var standard = space == EmbeddedTemplate.Space;
        outline = new(() => standard ? StandardSpace.Outline() : GlassOutline.Of(maps.Mask));
        background = new(() => standard ? StandardSpace.Background() : maps.Mean.Within(maps.Mask));
        DesignPicture = DesignPlot.Draw(
            [.. plan.Design.Names.Select((name, c) => (name, plan.Design.Column(c)))],
            [.. plan.Models.SelectMany(m => m.Contrast.Rows.Select(row => (m.Contrast.Name, (IReadOnlyList<double>)row)))]).ToPng(150);
    }

    /// <summary>Maps that do not look like the others.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The design matrix, PNG.</summary>
    public byte[] DesignPicture { get; }

    /// <summary>Adds the section of a contrast.</summary>
    /// <returns>Its pictures and their names.</returns>
    public IReadOnlyList<(string Name, byte[] Png)> Add(ContrastResult result, VbmFinding finding, IReadOnlyList<Peak> significant,
        IReadOnlyList<Peak> exploratory)
    {
        findings.Add(finding);
        var any = finding.SignificantVoxels > 0;
        var statistic = maps.ToVolume(result.Fit.Statistic, 0);
        var level = result.Fit.Statistic.Select((_, v) => any ? result.PrimaryP[v] <= options.Alpha : result.P[v] <= 0.001).ToArray();
        var shown = Shown(level);
        var look = new StatPlotOptions
        {
            Threshold = MapThreshold.Any,
            Shown = shown,
            Name = result.Letter,
            PlotAbs = false,
            WidthInches = 8,
            Dpi = PictureDpi,
        };
        var glass = GlassBrain.Draw(statistic, outline.Value, look).ToPng(PictureDpi);
        var mosaic = StatPlot.Draw(statistic, background.Value, look with { Mode = DisplayMode.Axial, Cuts = 21 }).ToPng(PictureDpi);
        var what = any ? FormattableString.Invariant($"p ≤ {options.Alpha:0.###}, {result.Inference}")
            : "uncorrected p ≤ 0.001: nothing is significant after correction, so read this as exploration only";
        body.Add($"""
            <section id="{finding.Name}"><h2>{finding.Expression}</h2>
            <p class="lead">{Sentence(finding)}</p>
            <h3>Through the brain</h3><p>Coloured: {what}. {Direction(result)}</p>
            <img class="figure" alt="Glass brain of {finding.Expression}" src="data:image/png;base64,{new Raw(Convert.ToBase64String(glass))}">
            <h3>Cuts</h3><p>On {(space == EmbeddedTemplate.Space ? "the template" : "the mean of the maps")}; the subject's left is on the left.</p>
            <img class="figure" alt="Axial cuts of {finding.Expression}" src="data:image/png;base64,{new Raw(Convert.ToBase64String(mosaic))}">
            <h3>Clusters</h3>{new Raw(Table(significant, result))}
            """);
        if (result.Nulls is { } nulls)
            body.Add($"<h3>What chance alone gives</h3>{new Raw(NullPicture.Draw(nulls, result, options.Alpha))}");
        body.Add(
            $"<details><summary>Uncorrected p ≤ 0.001, clusters of at least 10 voxels (exploration, not a ")
                .Add($"finding)</summary>{new Raw(Table(exploratory, result))}</details></section>");
        return [("glassbrain.png", glass), ("mosaic.png", mosaic)];
    }

    /// <summary>The whole page.</summary>
    public string Write()
    {
        var page = new HtmlText();
        var hits = findings.Count(f => f.SignificantVoxels > 0);
        page.Add($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy()}<meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Pial {Software.Version}"><title>VBM · {plan.Formula.ToString()}</title>
            <style>{new Raw(HtmlPage.Style())}</style></head><body>
            <header class="top"><p class="eyebrow">Voxel-based morphometry</p><h1>{Map()} ~ {plan.Formula.ToString()}</h1>
            <p class="source">{plan.Participants.Count} subjects · {maps.Places.Length} voxels · {maps.Mask.Grid.ToString()}</p>
            <div class="verdict {(hits > 0 && Warnings.Count == 0 ? "good" : "look")}"><span aria-hidden="true">{(hits > 0 && Warnings.Count == 0 ? "✓" : "–")}</span><span>{(Warnings.Count == 0 ? "" : "Some maps do not look like the others, see below. ")}{Verdict(hits)}</span></div>
            <ul class="numbers"><li><b>{plan.Participants.Count}</b><span>subjects</span></li><li><b>{plan.Design.ResidualDof}</b><span>residual degrees of freedom</span></li>
            <li><b>{findings.Max(f => f.Permutations)}</b><span>permutations</span></li><li><b>{maps.Places.Length * maps.Mask.Grid.VoxelVolume / 1000:0} <small>mL</small></b><span>tested</span></li></ul></header>
            <nav><div>{new Raw(string.Concat(findings.Select(f => new HtmlText().Add($"<a href=\"#{f.Name}\">{f.Expression}</a>").ToString())))}<a href="#design">Design</a><a href="#methods">Methods</a><a href="#subjects">Subjects</a><a href="#cite">Cite</a></div></nav><main>
            {new Raw(WarningSection())}{new Raw(body.ToString())}
            """);
        Design(page);
        Methods(page);
        Subjects(page);
        page.Add(
            $"</main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept, ")
                .Add($"printed and sent.</footer></body></html>");
        return page.ToString();
    }

    private string WarningSection() => Warnings.Count == 0 ? "" : new HtmlText().Add($"""
        <section id="look"><h2>Look at these maps first</h2><p class="lead">They were analysed as they are. What is wrong with them is in every number below; mend them, or leave them out.</p>
        <ul>{new Raw(string.Concat(Warnings.Select(w => new HtmlText().Add($"<li>{w}</li>").ToString())))}</ul></section>
        """).ToString();

    private string Map() => options.Map.Length <= 3 ? options.Map : "map";

    private string Verdict(int hits) => hits == 0
        ? FormattableString.Invariant(
            $"No voxel passes p ≤ {options.Alpha:0.###} after correction, in any of the contrasts ({findings.Count}).")
        : string.Join(" ", findings.Where(f => f.SignificantVoxels > 0)
            .Select(f => $"{f.Expression}: {f.SignificantVoxels} voxels in {f.Clusters} {(f.Clusters == 1 ? "cluster" : "clusters")}."));

    private string Sentence(VbmFinding f)
    {
        var critical = f.CriticalStatistic is not null
            ? FormattableString.Invariant($" (single voxels are significant from {f.CriticalStatistic:0.00})") : "";
        var permuted = f.Permutations == 0 ? "no permutations" : $"{f.Permutations} permutations{(f.Exhaustive ? " (all there are)" : "")}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{f.Statistic} with {f.Dof} degrees of freedom, {permuted}. Largest |{f.Statistic}| {f.LargestStatistic:0.00}{critical}; " +
                $"least p {f.LeastP:0.####} ({f.Inference}). ")
            + FormattableString.Invariant($"{f.SignificantVoxels} voxels at p ≤ {options.Alpha:0.###}.");
    }

    private static string Direction(ContrastResult result) => result.Fit.Model.Contrast.IsF
        ? "F has no direction."
        : result.OneSided ? "Only positive effects were tested." : "Warm: more with the contrast. Cold: less.";

    private Volume<bool> Shown(bool[] voxels)
    {
        var filled = new bool[maps.Mask.Shape.Count];
        for (var v = 0; v < voxels.Length; v++)
            filled[maps.Places[v]] = voxels[v];
        return Volume.Create(maps.Mask.Grid, (ReadOnlySpan<bool>)filled);
    }

    private string Table(IReadOnlyList<Peak> peaks, ContrastResult result)
    {
        if (peaks.Count == 0) return "<p>None.</p>";
        var named = peaks.Any(p => p.Region is not null);
        var html = new HtmlText();
        html.Add($"<div class=\"wide\"><table><thead><tr><th>Cluster</th><th class=\"n\">x</th><th class=\"n\">y</th>")
            .Add($"<th class=\"n\">z</th><th class=\"n\">{result.Letter}</th><th class=\"n\">p corrected</th>")
            .Add($"<th class=\"n\">p uncorrected</th><th class=\"n\">mm³</th>")
            .Add($"{new Raw(named ? "<th>Region</th>" : "")}</tr></thead><tbody>");
        foreach (var peak in peaks.Take(60))
        {
            var v = peak.Voxel;
            html.Add($"<tr><th>{PeakTable.Letter(peak)}</th><td class=\"n\">{peak.At.X:0.#}</td><td class=\"n\">{peak.At.Y:0.#}</td>")
                .Add($"<td class=\"n\">{peak.At.Z:0.#}</td><td class=\"n\">{result.Fit.Statistic[v]:0.00}</td>")
                .Add($"<td class=\"n\">{result.PrimaryP[v]:0.0000}</td><td class=\"n\">{result.P[v]:0.0e+0}</td>")
                .Add($"<td class=\"n\">")
                .Add($"{(peak.Sub > 0 ? "" : (peak.Size * maps.Mask.Grid.VoxelVolume).ToString("0", CultureInfo.InvariantCulture))}</td>")
                .Add($"{new Raw(named ? new HtmlText().Add($"<td>{peak.Region}</td>").ToString() : "")}</tr>");
        }

        html.Add($"</tbody></table></div>");
        if (peaks.Count > 60) html.Add($"<p>{peaks.Count - 60} more in the table file.</p>");
        return html.ToString();
    }
}
