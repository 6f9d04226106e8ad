using Pial.Formats;
using Pial.Pipelines.Reports;
using Pial.Plots;
using Pial.Plots.Canvas;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Cohort;

/// <summary>
/// Small pictures of every scan side by side, in which gross failures of position, brain or intensity are seen at a glance.
/// </summary>
internal static class ScanThumbnails
{
    /// <summary>Scans that a page shows at most; the worst come first.</summary>
    public const int Most = 200;

    private const double PixelMm = 2.5;
    private static readonly Plane[] Planes = [Plane.Axial, Plane.Coronal, Plane.Sagittal];

    /// <summary>The section; it says which scans have no image.</summary>
    /// <param name="page">Gets it.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="folder">Where the page will be.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Write(HtmlText page, CohortAnalysis cohort, string folder, ParallelOptions parallel)
    {
        var shown = cohort.WorstFirst().Take(Most).ToArray();
        var pictures = new string?[shown.Length];
        Parallel.For(0, shown.Length, parallel, n => pictures[n] = Pictures(cohort.Scans[shown[n]]));
        if (Array.TrueForAll(pictures, p => p is null)) return;
        page.Add($"""
            <section id="scans"><h2>Scans</h2><p class="lead">Three middle cuts of each, in the template's space where there is such an image; the worst verdict first. A brain that is cut off, tilted, empty or too bright shows here.</p><div class="thumbs">
            """);
        for (var n = 0; n < shown.Length; n++)
        {
            if (pictures[n] is not { } picture) continue;
            var (scan, verdict) = (cohort.Scans[shown[n]], cohort.Verdicts[shown[n]]);
            var inside = new HtmlText().Add(
                $"{new Raw(picture)}<span>{scan.Label} <small class=\"badge {verdict.Word}\">{verdict.Word}</small></span>");
            if (GroupPageData.Link(scan, folder) is { } link)
                page.Add($"<a class=\"thumb\" href=\"{link}\">{new Raw(inside.ToString())}</a>");
            else page.Add($"<div class=\"thumb\">{new Raw(inside.ToString())}</div>");
        }

        page.Add($"</div>");
        string[] without = [.. shown.Where((_, n) => pictures[n] is null).Select(n => cohort.Scans[n].Label)];
        if (without.Length > 0) page.Add($"<p class=\"none\">Without an image: {string.Join(", ", without)}.</p>");
        if (cohort.Scans.Count > Most) page.Add($"<p class=\"none\">{cohort.Scans.Count - Most} more scans are in the table.</p>");
        page.Add($"</section>");
    }

    private static string? Pictures(CohortScan scan)
    {
        if (scan.Head is not { } path) return null;
        var image = ImageFile.Load(path, new() { MaxDegreeOfParallelism = 1 }).Image;
        var (box, window) = (WorldBox.Of(image.Grid), Window.Of(image.Span));
        var middle = box.At(0.5, 0.5, 0.5);
        return string.Concat(Planes.Select(plane =>
        {
            var cut = Cut.Of(image, plane, plane switch { Plane.Sagittal => middle.X, Plane.Coronal => middle.Y, _ => middle.Z },
                box, PixelMm);
            var png = Png.Grey(cut.Width, cut.Height, Array.ConvertAll(cut.Values, window.Shade));
            return $"<img alt=\"{plane} cut of {scan.Label}\" loading=\"lazy\" " +
                $"src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";
        }));
    }
}
