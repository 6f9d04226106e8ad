using Pial.Kernels.Surfaces;
using Pial.Operations.Cortex.Spheres;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Surfaces;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Plots;
using Pial.Plots.Surfaces;
using Pial.Volumes;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    private const double RenderingDpi = 100;

    internal static string Cortex(HeadReportData data, CorticalSurfaces surfaces)
    {
        var page = new HtmlText();
        page.Add($"<section id=\"cortex\"><h2>Cortex</h2>");
        if (surfaces.Sides.Count == 0)
        {
            foreach (var warning in surfaces.Warnings) page.Add($"<p class=\"note\">{Sentence(warning)}</p>");
            return page.Add($"</section>").ToString();
        }

        var box = WorldBox.Of(data.Brain.Mask, 6);
        var window = Window.Of(data.Preproc, data.Brain.Mask);
        var rendered = Convert.ToBase64String(SurfacePictures.Thickness(surfaces.Sides).ToPng(RenderingDpi));
        var mosaic = new Mosaic("x", box, Around(surfaces), 6, PixelMm(data.Preproc.Grid));
        page.Add($"""
            <p class="lead">The yellow line should follow the border of white and grey matter into every gyrus,
            the red one the border of grey matter and CSF into every sulcus; red never inside of yellow.</p>
            """);
        foreach (var warning in surfaces.AllWarnings()) page.Add($"<p class=\"note\">{Sentence(warning)}</p>");
        page.Add($"""
            <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{new Raw(mosaic.Define(data.Preproc, window))}</defs></svg>
            <ul class="legend"><li><i class="stroke" style="border-color:#ffe000"></i>white surface</li>
            <li><i class="stroke" style="border-color:#ff2020"></i>pial surface</li>
            <li><label class="toggle"><input class="overlay" type="checkbox" checked>show the outlines</label></li></ul>
            {new Raw(mosaic.RowsOf([""], [
                .. surfaces.Sides.SelectMany(static s => new[] { ("white-surface", Path(s.White)), ("pial-surface", Path(s.Pial)) })]))}
            <h3>Thickness on the pial surface, mm: left above, right below; lateral, medial, dorsal, ventral</h3>
            <img class="figure" alt="Both hemispheres from four sides, coloured by thickness" src="data:image/png;base64,{new Raw(rendered)}">
            <h3>Numbers</h3>
            """);
        Numbers(page, surfaces.Summaries());
        if (data.Of<CorticalParcels>() is { } parcels) Regions(page, surfaces, parcels);
        else page.Add($"<p class=\"note\">Regions of the cortex were not found: this build of Pial has no sphere to carry them from.</p>");
        return page.Add($"</section>").ToString();
    }

    private static void Regions(HtmlText page, CorticalSurfaces surfaces, CorticalParcels parcels)
    {
        var names = string.Concat(surfaces.Sides.Select(static s => s.Side == Hemisphere.Left ? "left" : "right")
            .Select(static s => $"<th class=\"n\">{s}, mm</th><th class=\"n\">mm²</th><th class=\"n\">mm³</th>"));
        page.Add($"<details><summary>Thickness, area and volume of the Desikan–Killiany regions</summary>")
            .Add($"<div class=\"wide\"><table><thead><tr><th></th>{new Raw(names)}</tr></thead><tbody>");
        var sides = surfaces.Sides.Zip(parcels.Sides)
            .Select(static p => ParcelMeasures.Of(p.First, p.Second.Labels[0], PopulationSphere.Of(p.First.Side).Atlases[0])).ToArray();
        var atlas = PopulationSphere.Of(surfaces.Sides[0].Side).Atlases[0];
        for (var n = 0; n < sides[0].Count; n++)
        {
            var row = n;
            var cells = string.Concat(sides.Select(s => s[row].Vertices == 0
                ? "<td class=\"n\">n/a</td><td class=\"n\">0</td><td class=\"n\">0</td>"
                : FormattableString.Invariant($"<td class=\"n\">{s[row].ThicknessMm:0.00}</td><td class=\"n\">{s[row].AreaMm2:0}</td>") +
                FormattableString.Invariant($"<td class=\"n\">{s[row].VolumeMm3:0}</td>")));
            page.Add($"<tr><th>{atlas.Table.Find(sides[0][n].Id)!.Name}</th>{new Raw(cells)}</tr>");
        }

        page.Add($"</tbody></table></div></details>");
    }

    private static void Numbers(HtmlText page, IReadOnlyList<SurfaceSummary> sides)
    {
        var names = string.Concat(sides.Select(static s => $"<th class=\"n\">{(s.Side == Hemisphere.Left ? "left" : "right")}</th>"));
        page.Add($"<div class=\"wide\"><table><thead><tr><th></th>{new Raw(names)}</tr></thead><tbody>");
        Row("Mean thickness, mm", static s => $"{s.ThicknessMm:0.00}");
        Row("Mean thickness by projection, mm", static s => $"{s.ProjectedThicknessMm:0.00}");
        Row("Gyrification index", static s => $"{s.GyrificationIndex:0.00}");
        Row("Area of the white surface, cm²", static s => $"{s.WhiteAreaMm2 / 100:0}");
        Row("Area of the pial surface, cm²", static s => $"{s.PialAreaMm2 / 100:0}");
        Row("Volume of the cortex, mL", static s => $"{s.VolumeMm3 / 1000:0.0}");
        Row("Vertices", static s => $"{s.Vertices}");
        Row("Euler number", static s => $"{s.EulerNumber}");
        Row("Handles before the correction", static s => $"{s.Handles}");
        Row("Triangles that still cross others", static s => $"{s.Crossings}");
        page.Add($"</tbody></table></div>");

        void Row(string name, Func<SurfaceSummary, FormattableString> value)
        {
            var cells = string.Concat(sides.Select(s => $"<td class=\"n\">{FormattableString.Invariant(value(s))}</td>"));
            page.Add($"<tr><th>{name}</th>{new Raw(cells)}</tr>");
        }
    }

    private static Func<CutFrame, string> Path(TriangleMesh mesh) => frame => MeshCut.ToSvgPath(mesh, frame);

    private static WorldBox Around(CorticalSurfaces surfaces)
    {
        var (low, high) = (new double[3], new double[3]);
        Array.Fill(low, double.MaxValue);
        Array.Fill(high, double.MinValue);
        foreach (var side in surfaces.Sides)
            for (var n = 0; n < side.Pial.Positions.Length; n++)
                (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], side.Pial.Positions[n]), Math.Max(high[n % 3], side.Pial.Positions[n]));
        return new(new(low[0], low[1], low[2]), new(high[0], high[1], high[2]));
    }

    private static string Sentence(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}.";
}
