using System.Globalization;
using System.Text.Json;
using Pial.Formats;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Head.Reports;

public static partial class HeadReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static void Checks(HtmlText page, HeadReportData data, Verdict verdict)
    {
        page.Add($"<section id=\"checks\"><h2>Checks</h2><p class=\"lead\">What the numbers alone can tell. The limits are wide: they ")
            .Add($"catch failures, they do not grade scans.</p><div class=\"wide\"><table class=\"checks\"><thead><tr><th></th>")
            .Add($"<th>What</th><th>Found</th><th>Expected</th></tr></thead><tbody>");
        foreach (var check in verdict.Checks)
        {
            var (style, mark, word) = check.Passed switch
            {
                true => ("ok", "✓", "passed"),
                false => ("no", "!", "look closer"),
                null => ("open", "?", "not judged")
            };
            page.Add($"<tr><td class=\"{style}\" aria-label=\"{word}\">{mark}</td><th>{check.Name}</th>")
                .Add($"<td>{(check.Passed is null ? "not judged: " : "")}{check.Found}</td><td>{check.Expected}</td></tr>");
        }

        page.Add($"</tbody></table></div>");
        if (SegmentationChecks.Structures(data) is { } structures) Adults(page, structures);
        page.Add($"</section>");
    }

    private static void Adults(HtmlText page, IReadOnlyList<StructureFound> structures)
    {
        page.Add($"<h3>Structures beside those of adults</h3><div class=\"wide\"><table><thead><tr><th></th><th>Both sides together</th>")
            .Add($"<th class=\"n\">mL</th><th class=\"n\">adults</th><th class=\"n\">grey matter</th></tr></thead><tbody>");
        foreach (var s in structures)
        {
            var grey = s.Range.IsNucleus && !double.IsNaN(s.GreyShare)
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * s.GreyShare:0} %") : "";
            page.Add($"<tr><td class=\"{(s.Possible ? "ok" : "no")}\">{(s.Possible ? "✓" : "!")}</td><th>{s.Range.Name}</th>")
                .Add($"<td class=\"n\">{SegmentationChecks.Ml(s.Ml)}</td>")
                .Add($"<td class=\"n\">{SegmentationChecks.Ml(s.Low)} to {SegmentationChecks.Ml(s.High)}</td>")
                .Add($"<td class=\"n\">{grey}</td></tr>");
        }

        page.Add($"</tbody></table></div><p class=\"lead\">Adults: {StructureRange.Source}.</p>");
    }

    private static void Scan(HtmlText page, HeadReportData data)
    {
        var header = data.Header;
        var source = header.AffineSource switch
        {
            AffineSource.Sform => "the sform: a full affine",
            AffineSource.Qform => "the qform: rotation, voxel size and offset",
            AffineSource.VoxelSizesOnly => "voxel sizes only: the file says nothing about directions",
            AffineSource.MghDirections => "MGH direction cosines",
            AffineSource.MghDefault => "FreeSurfer's default directions: the file gives none",
            AffineSource.SpmMat => "SPM's .mat file",
            AffineSource.SpmOrigin => "the SPM origin field",
            _ => header.AffineSource.ToString(),
        };
        page.Add($"""
            <section id="scan"><h2>The scan</h2><div class="wide"><table><tbody>
            <tr><th>File</th><td>{data.SourceName}</td></tr>
            <tr><th>Format</th><td>{header.Format}, {header.StoredType.Name()}{(header.BigEndian ? ", big-endian" : "")}{(header.Compressed ? ", compressed" : "")}</td></tr>
            <tr><th>Grid</th><td>{data.Raw.Grid.ToString()}</td></tr>
            <tr><th>Place from</th><td>{source}</td></tr>
            <tr><th>Scaling</th><td>{(header.Slope == 1 && header.Intercept == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"stored × {header.Slope:g6} + {header.Intercept:g6}"))}</td></tr>
            """);
        foreach (var finding in data.Findings)
            page.Add($"<tr><th>{(finding.Severity == FindingSeverity.Warning ? "Decided" : "Noted")}</th><td>{finding.Text}</td></tr>");
        if (data.Findings.Count == 0) page.Add($"<tr><th>Odd</th><td>nothing</td></tr>");
        page.Add($"</tbody></table></div></section>");
    }

    private static void Work(HtmlText page, HeadReportData data)
    {
        page.Add($"<section id=\"work\"><h2>Work done</h2><p class=\"lead\">Pial {Software.Version}, {data.Threads} ")
            .Add($"{(data.Threads == 1 ? "thread" : "threads")}; results do not depend on the threads.</p><div class=\"wide\"><table>")
            .Add($"<thead><tr><th>Stage</th><th class=\"n\">seconds</th></tr></thead><tbody>");
        foreach (var stage in data.Stages)
        {
            if (stage.Reused) page.Add($"<tr><th>{stage.Name}</th><td class=\"n\">kept from an earlier run</td></tr>");
            else page.Add($"<tr><th>{stage.Name}</th><td class=\"n\">{stage.Time.TotalSeconds:0.0}</td></tr>");
        }

        page.Add($"<tr><th>together</th><td class=\"n\">{data.Stages.Sum(s => s.Time.TotalSeconds):0.0}</td></tr></tbody></table></div>")
            .Add($"<h3>Steps and parameters</h3>");
        foreach (var step in data.Chain.Where(s => s.Id != "part"))
            page.Add(
                $"<details><summary>{step.Id} · ")
                    .Add($"{step.Key.Short}</summary><pre>{JsonSerializer.Serialize(step.Parameters, Indented)}</pre></details>");
        page.Add($"</section>");
    }
}
