using System.Globalization;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Permutations;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Vbm;

internal sealed partial class VbmReport
{
    private void Design(HtmlText page)
    {
        var centred = string.Join(", ",
            plan.Design.Means.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} ({m.Value:g5})")));
        var levels = string.Join("; ",
            plan.Design.Factors.Select(
                f => $"{f.Column}: {string.Join(", ", f.Levels.Select((l, n) => $"{l} {f.Counts[n]}"))}, reference {f.Reference}"));
        page.Add($"""
            <section id="design"><h2>Design</h2><p class="lead">One row a subject, one column a regressor, each from its least value (dark) to its largest (bright). Below, the weights of the contrasts.</p>
            <img class="figure design" alt="Design matrix" src="data:image/png;base64,{new Raw(Convert.ToBase64String(DesignPicture))}">
            <p>{(centred.Length > 0 ? $"Centred on their means: {centred}. " : "")}{(levels.Length > 0 ? $"Categories: {levels}." : "")}</p></section>
            """);
    }

    private void Methods(HtmlText page)
    {
        page.Add($"<section id=\"methods\"><h2>Methods</h2><p class=\"lead\">Written to be pasted.</p>");
        page.Add($"<p>{Model()}</p>");
        if (options.Permutations > 0) page.Add($"<p>{Permuted()}</p>");
        page.Add(
            $"<p>A false discovery rate was controlled by Benjamini and Hochberg's procedure over all voxels of the mask. Places are in ")
                .Add($"mm of {space ?? "the maps' space"}. Made with Pial {Software.Version}.</p></section>");
        page.Add($"<section id=\"cite\"><h2>Cite</h2><ol class=\"refs\">");
        foreach (var paper in Papers())
            page.Add($"<li>{paper.Text} <a href=\"https://doi.org/{paper.Doi}\">{paper.Doi}</a></li>");
        page.Add($"</ol></section>");
    }

    private string Model()
    {
        var kind = options.Map.ToUpperInvariant() switch
        {
            "GM" => "modulated, smoothed grey matter maps",
            "WM" => "modulated, smoothed white matter maps",
            _ => $"the maps *{options.Map}"
        };
        var mask = options.Threshold is { } t
            ? string.Create(CultureInfo.InvariantCulture, $" where the mean over subjects exceeds {t:0.###}") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"A general linear model was fitted by ordinary least squares to {kind} of {plan.Participants.Count} subjects at each of " +
                $"{maps.Places.Length} voxels{mask}{(options.Mask is null ? "" : " within a mask")}: ")
            + $"{plan.Formula}, with the columns {string.Join(", ", plan.Design.Names)} ({plan.Design.ResidualDof} residual degrees of " +
            "freedom). Numbers were centred, categories dummy coded.";
    }

    private string Permuted()
    {
        var how = options.Rearrangement switch
        {
            Rearrangement.Flip => "sign flips",
            Rearrangement.Both => "permutations with sign flips",
            _ => "permutations"
        };
        var counts = string.Join(", ", findings.Select(f => $"{f.Permutations}{(f.Exhaustive ? " (all)" : "")}")
            .Distinct(StringComparer.Ordinal));
        var text =
            $"Familywise error was controlled by {counts} {how} of the residuals of the model without the tested effect (Freedman and " +
                "Lane's method), the unpermuted data among them"
            + (options.Blocks is null ? "" : $", within the blocks of {options.Blocks}")
            + string.Create(CultureInfo.InvariantCulture,
                $" (seed {options.Seed}), {(options.Sides == Sides.Two ? "two-sided" : "one-sided")} for t, by the distribution of the " +
                    $"largest statistic over all voxels");
        if (options.Tfce)
            text += $", after threshold-free cluster enhancement (H = 2, E = 0.5, {(int)options.Connectivity} neighbours, exact integral)";
        if (options.ClusterThreshold is { } t)
            text += string.Create(CultureInfo.InvariantCulture, $", and by that of extent and mass of clusters formed at {t:0.###}");
        else if (options.ClusterP is { } p) text += string.Create(CultureInfo.InvariantCulture,
            $", and by that of extent and mass of clusters formed at uncorrected p = {p:0.#####}");
        return text + (findings.Count > 1 ? $". Each of the {findings.Count} contrasts was corrected by itself." : ".");
    }

    private IEnumerable<Citation> Papers()
    {
        yield return Citations.Vbm;
        if (options.Map.ToUpperInvariant() is "GM" or "WM") yield return Citations.Modulation;
        if (options.Permutations > 0) yield return Citations.FreedmanLane;
        if (options.Permutations > 0 && options.Tfce) yield return Citations.Tfce;
        yield return Citations.Fdr;
        foreach (var paper in Citations.OfSpace(space ?? ""))
            yield return paper;
    }

    private void Subjects(HtmlText page)
    {
        page.Add($"<section id=\"subjects\"><h2>Subjects</h2><details><summary>{plan.Participants.Count} maps</summary>")
            .Add($"<div class=\"wide\"><table><thead><tr><th>Subject</th><th>Map</th></tr></thead><tbody>");
        foreach (var participant in plan.Participants)
            page.Add($"<tr><th>{participant.Id}</th><td>{Path.GetFileName(participant.MapPath)}</td></tr>");
        page.Add($"</tbody></table></div></details></section>");
    }
}
