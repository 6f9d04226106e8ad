using System.Globalization;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Reports;
using Pial.Plots;
using Pial.Volumes;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

/// <summary>The page a person opens first: one self-contained HTML file about one head.</summary>
public static partial class HeadReport
{
    private static readonly int[] TissueColours = [0xE69F00, 0x009E73, 0x0072B2];

    /// <summary>What can be told from the numbers alone.</summary>
    public static Verdict Judge(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new([.. data.Options.Stages.SelectMany(s => s.Checks(data)).OrderBy(static c => c.Place).Select(static c => c.Check)]);
    }

    /// <summary>Draws the page.</summary>
    public static string Write(HeadReportData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var verdict = Judge(data);
        var page = new HtmlText();
        page.Add($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">{HtmlPage.Policy(HtmlPage.Script())}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Pial {Software.Version}">
            <title>{data.Label} · structural MRI report</title>
            <style>{new Raw(HtmlPage.Style())}</style></head><body>
            """);
        Top(page, data, verdict);
        ReportSection[] sections = [.. data.Options.Stages.SelectMany(s => s.Sections(data)).OrderBy(static s => s.Place)];
        page.Add($"""
            <nav><div>{new Raw(string.Concat(sections.Select(static s => $"<a href=\"#{s.Id}\">{HtmlText.Encoded(s.Title)}</a>")))}
            <a href="#checks">Checks</a><a href="#scan">Scan</a><a href="#work">Work done</a><a href="#cite">Cite</a></div></nav><main>
            """);
        foreach (var section in sections)
            page.AddRaw(section.Html);
        Checks(page, data, verdict);
        Scan(page, data);
        Work(page, data);
        Cite(page, data);
        page.Add(
            $"</main><footer>Made by Pial {Software.Version}. This page is complete in itself: it loads nothing, and can be kept, ")
                .Add($"printed and sent.</footer><script>{new Raw(HtmlPage.Script())}</script></body></html>");
        return page.ToString();
    }

    private static void Top(HtmlText page, HeadReportData data, Verdict verdict)
    {
        var v = data.Volumes;
        page.Add($"""
            <header class="top"><p class="eyebrow">Structural MRI report</p><h1>{data.Label}</h1>
            <p class="source">{data.SourceName} · {data.Raw.Grid.ToString()}</p>
            <div class="verdict {(verdict.LooksGood ? "good" : verdict.Failed.Count > 0 ? "look" : "open")}"><span aria-hidden="true">{(verdict.LooksGood ? "✓" : verdict.Failed.Count > 0 ? "!" : "?")}</span><span>{verdict.Line}</span></div>
            """);
        if (data.Brain.AlreadyStripped)
            page.Add(
                $"<p class=\"note\">The input was already skull-stripped (exact zeros around the brain), so it was not stripped again: ")
                    .Add($"the mask is what was left of it.</p>");
        page.Add($"""
            <ul class="numbers">
            <li><b>{v.Gm:0} <small>mL</small></b><span>Grey matter</span></li><li><b>{v.Wm:0} <small>mL</small></b><span>White matter</span></li>
            <li><b>{v.Csf:0} <small>mL</small></b><span>Cerebrospinal fluid</span></li>{new Raw(v.Lesion is { } ml ? $"<li><b>{SegmentationChecks.Ml(ml)} <small>mL</small></b><span>Lesion</span></li>" : "")}<li><b>{v.Tiv:0} <small>mL</small></b><span>Intracranial volume</span></li></ul>
            <div class="share" role="img" aria-label="Shares of grey matter, white matter and CSF">
            <i style="background:var(--gm);flex:{v.Gm:0.##}"></i><i style="background:var(--wm);flex:{v.Wm:0.##}"></i><i style="background:var(--csf);flex:{v.Csf:0.##}"></i>{new Raw(v.Lesion is { } share ? string.Create(CultureInfo.InvariantCulture, $"<i style=\"background:var(--lesion);flex:{share:0.##}\"></i>") : "")}</div>
            </header>
            """);
    }

    internal static string Native(HeadReportData data)
    {
        var page = new HtmlText();
        var inner = WorldBox.Of(data.Brain.Mask, 0);
        var mosaic = new Mosaic("n", WorldBox.Of(data.Brain.Mask, 14), inner, 6, PixelMm(data.Preproc.Grid));
        page.Add($"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">")
            .Add($"<defs>{new Raw(mosaic.Define(data.Preproc, Window.Of(data.Preproc, data.Brain.Mask)))}")
            .Add($"{new Raw(mosaic.DefineLabels("t", data.Tissues.Labels.Map(static t => t <= 3 ? t : 0), TissueColours, 120))}</defs>")
            .Add($"</svg>");
        page.Add($"""
            <section id="mask"><h2>Brain mask</h2>
            <p class="lead">The line should follow the inside of the skull: all of the brain, its sulci and the cerebellum within, no eye, muscle or skull.</p>
            <p class="hint">Click a picture, or press Enter on it, to see it large; ← and → go on, + and − zoom, O shows and hides what is drawn over the pictures.</p>
            <ul class="legend"><li><i class="stroke" style="border-color:var(--outline)"></i>mask</li>{new Raw(LesionLegend(data))}<li><label class="toggle"><input class="overlay" type="checkbox" checked>show the outline</label></li></ul>
            {new Raw(mosaic.Rows([""], [("brain", mosaic.Of(data.Brain.Mask), 0.5), .. LesionOutline(mosaic, data)]))}</section>
            <section id="tissues"><h2>Tissues</h2>
            <p class="lead">Orange should cover the cortex and the deep nuclei, green the white matter, blue the ventricles and sulci.{(data.Channels.Count == 0 ? "" : $" Found in {data.Contrast} and {string.Join(" and ", data.Channels)} together.")}</p>
            <ul class="legend"><li><i style="background:#e69f00"></i>grey matter</li><li><i style="background:#009e73"></i>white matter</li><li><i style="background:#0072b2"></i>CSF</li>{new Raw(LesionLegend(data))}
            <li><label class="toggle"><input class="overlay" type="checkbox" checked>show the tissues</label></li></ul>
            {new Raw(mosaic.Rows(["", "t"], [.. LesionOutline(mosaic, data)]))}
            <h3>Intensities by tissue, after bias correction</h3>
            {new Raw(TissueHistogram.Draw(data.Preproc, data.Tissues.Labels))}
            <ul class="legend"><li><i style="background:var(--csf)"></i>CSF</li><li><i style="background:var(--gm)"></i>grey matter</li><li><i style="background:var(--wm)"></i>white matter</li>
            <li>Three separate hills are good; their overlap is what noise and partial volume leave.</li></ul>
            <h3>Volumes</h3>{new Raw(VolumesTable(data))}</section>
            """);
        return page.ToString();
    }

    private static string LesionLegend(HeadReportData data) =>
        data.Lesion is null ? "" : "<li><i class=\"stroke\" style=\"border-color:var(--lesion)\"></i>lesion, as its mask has it</li>";

    private static IEnumerable<(string Class, Func<Plane, double, Cut> Cut, double Level)> LesionOutline(Mosaic mosaic,
        HeadReportData data) =>
        data.Lesion is { } lesion ? [("lesion", mosaic.Of(lesion), 0.5)] : [];

    internal static string Standard(HeadReportData data, Volume<float> normalised)
    {
        var page = new HtmlText();
        var target = data.Target;
        var brain = target.Brain();
        var mask = target.BrainMask ?? brain.Map(v => v > 0);
        var mosaic = new Mosaic("s", WorldBox.Of(mask, 10), WorldBox.Of(mask, 0), 6, PixelMm(normalised.Grid));
        page.Add($"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">")
            .Add($"<defs>{new Raw(mosaic.Define(normalised, Window.Of(normalised.Span) with { Low = 0 }))}</defs></svg>");
        page.Add($"""
            <section id="space"><h2>Standard space</h2>
            <p class="lead">The brain in the space <b>{target.Space}</b>, with the outlines of the template over it: {target.Identity.Words}. The warp matches shapes, not every fold: the red line should
            hug the brain, and the yellow one, the edge of the template's white matter, should follow the scan's.</p>
            <ul class="legend"><li><i class="stroke" style="border-color:var(--outline)"></i>template's brain</li><li><i class="stroke" style="border-color:#ffd34d"></i>template's white matter</li>
            <li><label class="toggle"><input class="overlay" type="checkbox" checked>show the outlines</label></li></ul>
            {new Raw(mosaic.Rows([""], ("brain", mosaic.Of(mask), 0.5), ("tissue-edge", mosaic.Of(brain), WhiteEdge(brain, mask))))}</section>
            """);
        return page.ToString();
    }

    internal static string Bias(HeadReportData data)
    {
        var page = new HtmlText();
        var mask = data.Brain.Mask;
        var mosaic = new Mosaic("b", WorldBox.Of(mask, 14), WorldBox.Of(mask, 0), 1, PixelMm(data.Preproc.Grid));
        var (low, high) = FieldRange(data.Field, mask);
        var reach = Math.Max(0.02, Math.Max(high - 1, 1 - low));
        var window = Window.Of(data.Preproc, mask);
        page.Add($"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">")
            .Add($"<defs>{new Raw(mosaic.Define(data.Preproc, window))}</defs></svg>");
        var raw = new Mosaic("r", WorldBox.Of(mask, 14), WorldBox.Of(mask, 0), 1, PixelMm(data.Preproc.Grid));
        page.Add($"<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">")
            .Add($"<defs>{new Raw(raw.Define(data.Raw, Window.Of(data.Raw, mask)))}")
            .Add($"{new Raw(mosaic.DefineColoured("f", data.Field, new(1 - reach, 1 + reach), FieldColours(), mask))}</defs></svg>");
        page.Add($"""
            <section id="bias"><h2>Bias field</h2>
            <p class="lead">The slow shading of the receive coil, found and divided out. Inside the brain it ran from {low:0.00} to {high:0.00} (1st to 99th percentile; 1 is no change).
            It should be smooth and show no anatomy.</p>
            <ul class="legend"><li>{1 - reach:0.00}<span class="scale" style="background:linear-gradient(90deg,#2166ac,#f7f7f7,#b2182b)"></span>{1 + reach:0.00}</li></ul>
            <h3>As scanned</h3><div class="cuts three">{new Raw(raw.Each([""]))}</div>
            <h3>Field</h3><div class="cuts three">{new Raw(mosaic.Each(["f"]))}</div>
            <h3>Corrected</h3><div class="cuts three">{new Raw(mosaic.Each([""]))}</div></section>
            """);
        return page.ToString();
    }

    private static double PixelMm(Grid grid)
    {
        var size = grid.VoxelSize;
        return Math.Clamp(Math.Min(size.X, Math.Min(size.Y, size.Z)), 0.5, 2); // a pixel a voxel: enlarged pictures hold all there is
    }

    private static byte[] FieldColours()
    {
        var palette = new byte[768];
        for (var n = 0; n < 256; n++)
        {
            var t = (n / 255.0 * 2) - 1;
            var end = t < 0 ? 0x2166AC : 0xB2182B;
            for (var c = 0; c < 3; c++)
            {
                var to = (end >> (16 - (8 * c))) & 0xFF;
                palette[(n * 3) + c] = (byte)Math.Round(247 + ((to - 247) * Math.Abs(t)));
            }
        }

        return palette;
    }

    private static (double Low, double High) FieldRange(Volume<float> field, Volume<bool> mask)
    {
        var values = new List<float>();
        for (var n = 0; n < field.Shape.Count; n += 7)
            if (mask.Span[n]) values.Add(field.Span[n]);
        if (values.Count == 0) return (1, 1);
        values.Sort();
        return (values[values.Count / 100], values[values.Count - 1 - (values.Count / 100)]);
    }

    // Between the two brightest of the template's tissues: Otsu's threshold of what Otsu's threshold calls bright.
    private static double WhiteEdge(Volume<float> brain, Volume<bool> mask)
    {
        var first = Operations.Masks.Otsu.Threshold(brain, mask);
        return Operations.Masks.Otsu.Threshold(brain, brain.Map(v => v > first));
    }

    private static string VolumesTable(HeadReportData data)
    {
        var v = data.Volumes;
        var table = new HtmlText();
        table.Add(
            $"<div class=\"wide\"><table><thead><tr><th>Tissue</th><th class=\"n\">mL</th><th class=\"n\">share</th></tr></thead><tbody>");
        foreach (var (name, ml) in ((string, double)[])[("Grey matter", v.Gm), ("White matter", v.Wm), ("Cerebrospinal fluid", v.Csf),
            .. v.Lesion is { } lesion ? [("Lesion", lesion)] : ((string, double)[])[], ("Intracranial volume (the mask)", v.Tiv)])
            table.Add(
                $"<tr><th>{name}</th><td class=\"n\">{ml:0.0}</td><td class=\"n\">{100 * ml / Math.Max(v.Tiv, 1e-9):0.0} %</td></tr>");
        return table.Add($"</tbody></table></div>").ToString();
    }
}
