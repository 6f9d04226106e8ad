using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    private static void Cite(HtmlText page, HeadReportData data)
    {
        var (text, citations) = Methods(data);
        page.Add($"<section id=\"cite\"><h2>How to cite</h2><p>{text}</p><ol class=\"refs\">");
        foreach (var citation in citations)
            page.Add($"<li>{citation.Text} <a href=\"https://doi.org/{new Raw(citation.Doi)}\">doi:{citation.Doi}</a></li>");
        page.Add($"</ol></section>");
    }

    /// <summary>
    /// A paragraph on methods that says what was done to this scan, and nothing that was not; and what it cites, in order.
    /// </summary>
    internal static (string Text, IReadOnlyList<Citation> Citations) Methods(HeadReportData data)
    {
        var cited = new List<Citation>();
        string As(Citation citation, string words)
        {
            if (!cited.Contains(citation)) cited.Add(citation);
            return words;
        }

        string[] sentences = [$"{data.Contrast} images were processed with Pial {Software.Version}.",
            .. data.Options.Stages.SelectMany(s => s.Methods(data, As))];
        As(Citations.Bids, "");
        return (string.Join(" ", sentences), cited);
    }
}
