using System.Globalization;
using Pial.Pipelines.Reports;
using Pial.Plots;
using Pial.Volumes;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    private const int MostColours = 127; // a picture's palette has 256, two for each

    // Cortex and white matter of the hemispheres would cover what is to be seen; the tissues section shows them.
    private static readonly int[] NotDrawn = [2, 3, 24, 41, 42];

    // Cuts are spread over the rest: the deep nuclei, not the hindbrain below them.
    private static readonly int[] Below = [7, 8, 15, 16, 46, 47];

    internal static string RegionsOf(HeadReportData data, RegionReportData regions)
    {
        var page = new HtmlText();
        var atlas = regions.Atlas;
        var structures = atlas.Structures is not null;
        var drawn = atlas.Table.Labels.Where(l => !structures || !NotDrawn.Contains(l.Id)).Take(MostColours).ToArray();
        var numbers = drawn.Select((l, n) => (l.Id, n + 1)).ToDictionary();
        var shown = regions.Labels.Map(id => numbers.GetValueOrDefault(id));
        var cut = structures ? regions.Labels.Map(static id => id != 0 && !NotDrawn.Contains(id) && !Below.Contains(id))
            : shown.Map(static v => v > 0);
        var deep = WorldBox.Of(cut.Span.Contains(true) ? cut : data.Brain.Mask, 0);
        var mosaic = new Mosaic("g", WorldBox.Of(data.Brain.Mask, 6), deep, 6, PixelMm(data.Preproc.Grid));
        page.Add($"""
            <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{new Raw(mosaic.Define(data.Preproc, Window.Of(data.Preproc, data.Brain.Mask)))}{new Raw(mosaic.DefineOutlined("r", shown, [.. drawn.Select(l => l.Color)]))}</defs></svg>
            <section id="regions"><h2>Regions</h2>
            <p class="lead">The atlas <b>{atlas.Name}</b> in the scan{new Raw(structures ? ", its probabilities weighed against the scan's own intensities: colours should end where the structures do. Cortex, cerebral white matter and outer CSF are left out of the picture." : ", carried over by the warp: its borders are the atlas's, not the scan's.")}</p>
            """);
        foreach (var note in atlas.Notes)
            page.Add($"<p class=\"note\">About the atlas: {note}.</p>");
        page.Add($"""
            <ul class="legend"><li><label class="toggle"><input class="overlay" type="checkbox" checked>show the regions</label></li></ul>
            {new Raw(mosaic.Rows(["", "r"]))}<h3>Volumes, mm³</h3>
            """);
        var sides = Sides(regions);
        var many = regions.Volumes.Count > 60;
        if (many) page.Add($"<details><summary>{regions.Volumes.Count} regions</summary>");
        if (sides.Count > 0) SideTable(page, regions, sides);
        SingleTable(page, regions, sides);
        if (many) page.Add($"</details>");
        return page.Add($"</section>").ToString();
    }

    // Regions whose names differ in the side alone, in the order of the left ones.
    private static List<(string Name, Label Left, Label Right)> Sides(RegionReportData regions)
    {
        var right = regions.Atlas.Table.Labels.Where(l => l.Hemisphere == Hemisphere.Right).GroupBy(l => Bare(l.Name))
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return [.. regions.Atlas.Table.Labels
            .Where(l => l.Hemisphere == Hemisphere.Left && Bare(l.Name).Length > 0 && right.ContainsKey(Bare(l.Name)))
            .Select(l => (Bare(l.Name), l, right[Bare(l.Name)]))];
    }

    private static string Bare(string name)
    {
        var words = name.Split(['-', '_', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.ToLowerInvariant() is not ("left" or "right" or "lh" or "rh" or "l" or "r"));
        return string.Join(' ', words);
    }

    private static void SideTable(HtmlText page, RegionReportData regions, List<(string Name, Label Left, Label Right)> sides)
    {
        var volumes = regions.Volumes.ToDictionary(static v => v.Id, static v => v.VolumeMm3);
        page.Add($"<div class=\"wide\"><table><thead><tr><th></th><th>Region</th><th class=\"n\">left</th><th class=\"n\">right</th>")
            .Add($"<th class=\"n\">left − right, % of their mean</th></tr></thead><tbody>");
        foreach (var (name, l, r) in sides)
        {
            var (left, right) = (volumes[l.Id], volumes[r.Id]);
            var difference = left + right > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{200 * (left - right) / (left + right):+0;−0;0}") : "n/a";
            page.Add($"<tr><td>{Swatch(l)}</td><th>{name}</th><td class=\"n\">{left:0}</td><td class=\"n\">{right:0}</td>")
                .Add($"<td class=\"n\">{difference}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    private static void SingleTable(HtmlText page, RegionReportData regions, List<(string Name, Label Left, Label Right)> sides)
    {
        var paired = sides.SelectMany(static s => new[] { s.Left.Id, s.Right.Id }).ToHashSet();
        var rest = regions.Volumes.Where(v => !paired.Contains(v.Id)).ToArray();
        if (rest.Length == 0) return;
        page.Add($"<div class=\"wide\"><table><thead><tr><th></th><th>Region</th><th class=\"n\">volume</th></tr></thead><tbody>");
        foreach (var v in rest)
        {
            var label = regions.Atlas.Table.Find(v.Id)!;
            page.Add($"<tr><td>{Swatch(label)}</td><th>{label.Name}</th><td class=\"n\">{v.VolumeMm3:0}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
    }

    private static Raw Swatch(Label label) =>
        new(string.Create(CultureInfo.InvariantCulture, $"<i class=\"swatch\" style=\"background:#{label.Color:x6}\"></i>"));
}
