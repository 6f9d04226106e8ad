using System.Globalization;
using Pial.Operations.Quality;
using Pial.Pipelines.Cohort;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Reports;
using Pial.Plots;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    // What tells most, first; the rest unfolds.
    private static readonly string[] Headlines =
        ["cat_iqr_percent", "cjv", "cnr", "snrd_total", "snr_total", "efc", "fber", "qi_1", "qi_2", "inu_range", "fwhm_avg", "wm2max"];

    internal static string QualityOf(HeadReportData data)
    {
        if (data.Quality is not { Count: > 0 } metrics || data.Surroundings is not { } masks) return "";
        var page = new HtmlText();
        var letter = metrics.FirstOrDefault(m => m.Name == "cat_iqr_percent")?.Value is { } percent
            ? string.Create(CultureInfo.InvariantCulture,
                $"Rated <b>{QualityJson.Letter(percent)}</b> ({percent:0} %) for noise and resolution. ") : "";
        page.Add($"""
            <section id="quality"><h2>Image quality</h2>
            <p class="lead">{new Raw(letter)}Limits move with scanner and sequence: compare with other scans of the same site.</p>
            {new Raw(ReportPlace.Begin + ReportPlace.End)}
            """);
        if (data.State is { } state) page.Add($"<p>{HeadText.Sentence(state)}</p>");
        if (data.Sides is { } sides) page.Add($"<p>{SideText.Sentence(sides)}</p>");
        if (metrics.Any(m => m is { Name: "snrd_total", Value: not null })) Air(page, data, masks);
        page.Add($"<div class=\"wide\"><table class=\"measures\"><thead><tr><th>Measure</th><th class=\"n\">Value</th><th>Better</th>")
            .Add($"<th>Published range</th><th>What it is</th></tr></thead><tbody>");
        foreach (var name in Headlines)
            if (metrics.FirstOrDefault(m => m.Name == name) is { } metric) Row(page, metric);
        page.Add($"</tbody></table></div><details><summary>All {metrics.Count} measures</summary><div class=\"wide\">")
            .Add($"<table class=\"measures\"><thead><tr><th>Measure</th><th class=\"n\">Value</th><th>Better</th>")
            .Add($"<th>Published range</th><th>What it is</th></tr></thead><tbody>");
        foreach (var metric in metrics.Where(m => !Headlines.Contains(m.Name)))
            Row(page, metric);
        return page.Add($"</tbody></table></div></details></section>").ToString();
    }

    private static void Air(HtmlText page, HeadReportData data, HeadMasks masks)
    {
        var noise = IntensitySummary.Of(data.Raw, masks.Air)!;
        var box = WorldBox.Of(masks.Head, 45);
        var mosaic = new Mosaic("q", box, WorldBox.Of(data.Brain.Mask, 0), 1, PixelMm(data.Raw.Grid) * 1.5);
        var window = new Window(0, Math.Max(noise.P95 * 4, 1e-6));
        page.Add($"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">")
            .Add($"<defs>{new Raw(mosaic.Define(data.Raw, window))}</defs></svg>");
        page.Add($"""
            <h3>The air, brightened</h3>
            <p>Noise should be an even grain. Stripes, arcs and shadows of the head are motion, ghosts or wrap. The line is where noise is measured.</p>
            <ul class="legend"><li><i class="stroke" style="border-color:var(--outline)"></i>air above the neck</li><li><label class="toggle"><input class="overlay" type="checkbox" checked>show the outline</label></li></ul>
            <div class="cuts three">{new Raw(mosaic.Each([""], ("brain", mosaic.Of(masks.Air), 0.5)))}</div>
            <h3>Measures</h3>
            """);
    }

    private static void Row(HtmlText page, QualityMetric metric)
    {
        var d = QualityDefinition.Of(metric.Name);
        var value = metric.Value is { } v
            ? $"{v.ToString("G4", CultureInfo.InvariantCulture)}{(d.Unit is "1" or "image units" ? "" : " " + d.Unit)}" : "n/a";
        var better = d.Better switch { Better.Higher => "higher", Better.Lower => "lower", _ => "" };
        var range = QualityRange.Of(metric.Name);
        page.Add($"<tr><th title=\"{d.Label}: {d.Meaning} ({d.Source})\"><code>{metric.Name}</code></th><td class=\"n\">{value}</td>")
            .Add($"<td>{better}</td><td title=\"{range?.Source}\">{range?.Text}</td>")
            .Add($"<td title=\"{d.Meaning}\">{metric.Reason ?? d.Meaning}</td></tr>");
    }
}
