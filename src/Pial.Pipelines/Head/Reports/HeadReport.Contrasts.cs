using Pial.Pipelines.Reports;
using Pial.Plots;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    // Every contrast on the head's grid under the head's outline: where the line leaves the brain, the scans do not lie on each other.
    internal static string OtherContrasts(HeadReportData data)
    {
        var page = new HtmlText();
        page.Add($"""
            <section id="contrasts"><h2>Other contrasts</h2>
            <p class="lead">Each scan where it was laid on the {data.Contrast} image, with the brain outline of that image: the line should follow the inside of the skull here as well.</p>
            """);
        foreach (var problem in data.Problems)
            page.Add($"<p class=\"note\">Not used: {problem}</p>");
        var n = 0;
        foreach (var other in data.Others)
        {
            var mosaic = new Mosaic($"c{n++}", WorldBox.Of(data.Brain.Mask, 14), WorldBox.Of(data.Brain.Mask, 0), 4,
                PixelMm(data.Preproc.Grid));
            page.Add($"""
                <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{new Raw(mosaic.Define(other.OnHead, Window.Of(other.OnHead, data.Brain.Mask)))}</defs></svg>
                <h3>{other.Name}</h3><p class="lead">{other.SourceName}: likeness within the brain {other.Place.Similarity:0.00}, {100 * other.Place.Coverage:0} % of the brain shown.</p>
                {new Raw(mosaic.Rows([""], ("brain", mosaic.Of(data.Brain.Mask), 0.5)))}
                """);
        }

        return page.Add($"</section>").ToString();
    }
}
