using System.Globalization;
using System.Text;
using Pial.Analysis.Outliers;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Store;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Cohort;

/// <summary>The cohort's place in the reports of its scans: verdict, reasons, and each measure among the others.</summary>
internal static class ReportPlace
{
    /// <summary>What stands before and after the place in a report.</summary>
    public const string Begin = "<!-- cohort -->", End = "<!-- /cohort -->";

    private const string Section = "<section id=\"quality\"><h2>Image quality</h2>"; // reports written before there was a place
    private const int Width = 160;
    private const double Reach = 12;
    private static readonly string[] Always = [CohortMetric.Distance, CohortMetric.MapMetric, "cjv", "cnr", "snr_total", "snrd_total",
        "efc", "fber", "qi_1", "qi_2", "inu_range", "fwhm_avg", "wm2max", "cat_ncr", "cat_icr"];

    private const string Style = """
        <style>.cohort { border: 1px solid var(--line); border-radius: 12px; padding: 4px 16px 8px; margin: 10px 0 16px; } .cohort svg { display: block; width: 160px; height: 24px; } .cohort td { white-space: nowrap; } @media (max-width: 560px) { .cohort svg { width: 110px; } .cohort { padding: 2px 10px 6px; } .cohort code { font-size: 13px; } } .cohort details { border: 0; padding: 0 0 6px; }
        .cohort .badge { border-radius: 6px; padding: 1px 8px; font-weight: 600; background: var(--good-bg); color: var(--good); } .cohort .badge.check, .cohort .badge.exclude, .cohort .badge.not { background: var(--look-bg); color: var(--look); }
        .cohort .all { fill: var(--soft); opacity: .22; } .cohort .most { fill: var(--soft); opacity: .4; } .cohort .mid { stroke: var(--ink); stroke-width: 1.5; } .cohort .me { fill: var(--accent); stroke: var(--card); stroke-width: 1.5; } .cohort .me.far { fill: var(--look); }</style>
        """;

    /// <summary>Fills the place in every report; each appears whole or stays as it was.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="page">The cohort's page, for the link back.</param>
    /// <returns>Reports filled, and scans whose report has no section on quality.</returns>
    public static (int Filled, IReadOnlyList<string> Without) FillAll(CohortAnalysis cohort, string page)
    {
        var without = new List<string>();
        var filled = 0;
        for (var n = 0; n < cohort.Scans.Count; n++)
        {
            var report = cohort.Scans[n].Report;
            if (!File.Exists(report)) continue;
            var back = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(report))!, Path.GetFullPath(page)).Replace('\\', '/');
            if (Fill(File.ReadAllText(report), Block(cohort, n, back)) is { } text)
            {
                OutputFile.WriteText(report, text);
                Checksums.Renew(report);
                filled++;
            }
            else
            {
                without.Add(cohort.Scans[n].Label);
            }
        }

        return (filled, without);
    }

    /// <summary>A report with the place filled anew; null when it has no section on quality.</summary>
    public static string? Fill(string report, string block)
    {
        var (begin, end) = (report.IndexOf(Begin, StringComparison.Ordinal), report.IndexOf(End, StringComparison.Ordinal));
        if (begin >= 0 && end > begin) return new StringBuilder(report.Length + block.Length).Append(report.AsSpan(0, begin + Begin.Length))
            .Append(block).Append(report.AsSpan(end)).ToString();
        var section = report.IndexOf(Section, StringComparison.Ordinal);
        return section < 0 ? null : report.Insert(section + Section.Length, $"{Begin}{block}{End}");
    }

    private static string Block(CohortAnalysis cohort, int scan, string back)
    {
        var (verdict, site) = (cohort.Verdicts[scan], cohort.Sites.Of[scan]);
        var html = new HtmlText();
        html.Add($"""
            <div class="cohort">{new Raw(Style)}<h3>Place in the cohort</h3>
            <p><span class="badge {verdict.Word}">{verdict.Word}</span> among {cohort.Scans.Count} scans{(site.Length > 0 ? $", {cohort.Sites.Of.Count(s => s == site)} of them of {site}" : "")}. <a href="{back}">The cohort's page</a></p>
            """);
        if (verdict.Word == CohortVerdict.NotJudgedWord)
            html.Add($"<p>No rule could be applied to {string.Join(", ", verdict.Unjudged)}.</p>");
        if (verdict.Broken.Count > 0) html.Add($"<p>{verdict.Reasons[0]}</p>");
        if (verdict.Reasons.Count > 1)
            html.Add(
                $"<details><summary>Further reasons: ")
                    .Add($"{verdict.Reasons.Count - 1}</summary>")
                    .Add($"{new Raw(string.Concat(verdict.Reasons.Skip(1).Select(r => new HtmlText().Add($"<p>{r}</p>").ToString())))}")
                    .Add($"</details>");
        html.Add($"<div class=\"wide\"><table><thead><tr><th>Measure</th><th>Among the others</th><th class=\"n\">Value</th>")
            .Add($"<th class=\"n\">Deviations</th><th>In words</th></tr></thead><tbody>");
        foreach (var column in cohort.Columns.Where(
            c => double.IsFinite(c.Deviations[scan].Z) && (Array.IndexOf(Always, c.Metric.Name) >= 0 || c.Badness(scan) > 3)))
            Row(html, cohort, column, scan);
        html.Add(
            $"</tbody></table></div><p class=\"lead\">Light band: 5th to 95th percentile of the scans it is compared with; dark: the ")
                .Add($"middle half; line: median.</p></div>");
        return html.ToString();
    }

    private static void Row(HtmlText html, CohortAnalysis cohort, CohortColumn column, int scan)
    {
        var (d, metric) = (column.Deviations[scan], column.Metric);
        double[] others = [.. Enumerable.Range(0, cohort.Scans.Count)
            .Where(n => d.Basis == SiteBasis.Pooled || cohort.Sites.Of[n] == cohort.Sites.Of[scan]).Select(n => column.Deviations[n].Z)
            .Where(double.IsFinite).Order()];
        var words = "";
        if (metric.Worse is { } worse && others.Length > 1)
        {
            var better = others.Count(z => SiteDeviations.Badness(z, worse) < column.Badness(scan));
            words = string.Create(CultureInfo.InvariantCulture, $"worse than {better} of {others.Length - 1}");
        }

        var value = metric.Name == CohortMetric.Distance ? "" : column.Values[scan].ToString("G4", CultureInfo.InvariantCulture);
        html.Add($"<tr><th title=\"{metric.Definition.Label}: {metric.Definition.Meaning} ({metric.Definition.Source})\">")
            .Add($"<code>{metric.Name}</code></th><td>{new Raw(Bar(others, d.Z, column.Badness(scan) > 3))}</td>")
            .Add($"<td class=\"n\">{value}</td><td class=\"n\">{d.Z:+0.0;−0.0;0.0}</td><td>{words}</td></tr>");
    }

    // A strip of deviations, far ones drawn closer.
    private static string Bar(double[] others, double z, bool far)
    {
        double X(double v) => (Width / 2) + (Math.Asinh(Math.Clamp(v, -Reach, Reach) / 2) / Math.Asinh(Reach / 2) * ((Width / 2) - 8));
        double At(double share) => others[(int)Math.Round(share * (others.Length - 1))];
        var (p05, p25, p75, p95) = (X(At(0.05)), X(At(0.25)), X(At(0.75)), X(At(0.95)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} 24\" role=\"img\" aria-label=\"{z:0.0;−0.0;0.0} deviations\"><rect class=\"all\" " +
                $"x=\"{p05:0.0}\" y=\"7\" width=\"{Math.Max(p95 - p05, 1):0.0}\" height=\"10\" rx=\"3\"/><rect class=\"most\" " +
                $"x=\"{p25:0.0}\" y=\"7\" width=\"{Math.Max(p75 - p25, 1):0.0}\" height=\"10\"/><line class=\"mid\" x1=\"{X(0):0.0}\" " +
                $"x2=\"{X(0):0.0}\" y1=\"4\" y2=\"20\"/><circle class=\"me{(far ? " far" : "")}\" cx=\"{X(z):0.0}\" cy=\"12\" " +
                $"r=\"6\"/></svg>");
    }
}
