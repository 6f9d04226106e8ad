using System.Globalization;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Reports;

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

    /// <summary>A paragraph on methods that says what was done to this scan, and nothing that was not; and what it cites, in order.</summary>
    internal static (string Text, IReadOnlyList<Citation> Citations) Methods(HeadReportData data)
    {
        var cited = new List<Citation>();
        string As(Citation citation, string words)
        {
            if (!cited.Contains(citation)) cited.Add(citation);
            return words;
        }

        var sentences = new List<string>
        {
            $"{data.Contrast} images were processed with Pial {Software.Version}.",
            data.Brain.AlreadyStripped
                ? "The input was already skull-stripped; its mask is what was left of it."
                : $"The brain was extracted with the head template {EmbeddedNames.Template}, a tissue model and a minimal surface ({As(Citations.Boundary, "Chan 2006")}).",
        };
        if (data.Lesion is not null) sentences.Add($"A mask of a lesion was kept out of the estimation of field and tissues and of the registration's similarity ({As(Citations.CostMasking, "Brett 2001")}).");
        sentences.Add($"Intensity non-uniformity was corrected with N4 ({As(Citations.N4, "Tustison 2010")}).");
        sentences.Add(Segmentation(data, As));
        sentences.AddRange(Registration(data, As));
        if (Regions(data, As) is { } regions) sentences.Add(regions);
        if (data.Others.Count > 0) sentences.Add($"{Listed(data.Others.Select(o => o.Name))} {(data.Others.Count == 1 ? "was" : "were")} laid on the {data.Contrast} by a rigid transform that maximises mutual information ({As(Citations.Registration, "Mattes 2003")}) and corrected with N4.");
        if (data.Quality is not null) sentences.Add($"Image quality was measured by MRIQC's definitions ({As(Citations.Mriqc, "Esteban 2017")}).");
        As(Citations.Bids, "");
        return (string.Join(" ", sentences), cited);
    }

    private static string Segmentation(HeadReportData data, Func<Citation, string, string> cite)
    {
        var ashburner = cite(Citations.Segmentation, "Ashburner 2005");
        const string Tissues = "grey matter, white matter and CSF";
        if (data.Channels.Count > 0)
            return $"{Upper(Tissues)} were segmented in {data.Contrast} and {string.Join(" and ", data.Channels)} images together, by expectation-maximisation with spatial priors and partial volume (after {ashburner}), which also estimated the remaining field.";
        if (!double.IsNaN(data.Tissues.GreyWhite) || !ContrastName.IsT1(data.Contrast))
            return $"{Upper(Tissues)} were segmented by expectation-maximisation with spatial priors that tell the classes, a neighbourhood term and partial volume (after {ashburner}, {cite(Citations.Partial, "Tohka 2004")}).";
        var markov = $"a Markov random field and partial volume (after {ashburner}, {cite(Citations.Markov, "Zhang 2001")}, {cite(Citations.Partial, "Tohka 2004")}), which also estimated the remaining field";
        return data.Tissues.Structures is not null
            ? $"{Upper(Tissues)} were segmented together with the brain's structures by one generative model: the probabilistic atlas {EmbeddedNames.Atlas}, of SynthSeg's training maps ({cite(Citations.SynthSeg, "Billot 2023")}), carried by the warp below, mixtures of intensities learned from the scan (after {cite(Citations.Structures, "Fischl 2002")}), {markov}."
            : $"{Upper(Tissues)} were segmented by expectation-maximisation with spatial priors, {markov}.";
    }

    // Warp and normalisation are two things: a head is laid on the template to be segmented, too.
    private static IEnumerable<string> Registration(HeadReportData data, Func<Citation, string, string> cite)
    {
        var (template, options) = (data.Target.Identity.Words, data.Options);
        var affine = $"an affine map that maximises mutual information ({cite(Citations.Registration, "Mattes 2003")})";
        var normalised = options.Outputs.HasFlag(HeadOutputs.Normalize) || options.Outputs.HasFlag(HeadOutputs.Vbm);
        if (data.Warp is null)
        {
            yield return $"The brain was laid on the template {template} by {affine}, to check its place; nothing was normalised.";
            yield break;
        }

        var metric = ContrastName.IsT1(data.Contrast) ? "local correlation" : "mutual information";
        yield return $"The brain was registered to the template {template} by {affine} and, from there, a symmetric diffeomorphic warp by {metric} (after {cite(Citations.Warp, "Avants 2008")}; quality {options.Quality.ToString().ToLowerInvariant()}){(normalised ? "" : "; nothing was normalised")}.";
        foreach (var citation in Citations.Of(data.Target))
            cite(citation, "");
        if (options.Wants(HeadOutputs.Normalize))
            yield return string.Create(CultureInfo.InvariantCulture, $"Images and tissue maps were resampled into its space at {options.VoxelMm:0.##} mm.");
        if (options.Outputs.HasFlag(HeadOutputs.Vbm))
            yield return string.Create(CultureInfo.InvariantCulture, $"Grey and white matter maps were modulated ({cite(Citations.Modulation, "Good 2001")}) and smoothed with a Gaussian of {options.SmoothingFwhmMm:0.#} mm FWHM ({cite(Citations.Vbm, "Ashburner 2000")}).");
    }

    private static string? Regions(HeadReportData data, Func<Citation, string, string> cite)
    {
        if (data.Regions?.Atlas is not { } atlas) return null;
        if (atlas.Structures is null) return $"Regions are those of the atlas {atlas.Name}, carried over by the warp; cite its authors.";
        return data.Tissues.Structures is not null && atlas.Name == EmbeddedNames.Atlas
            ? null // the segmentation's own structures
            : $"Structures were labelled with the atlas {atlas.Name}, of SynthSeg's training maps ({cite(Citations.SynthSeg, "Billot 2023")}), and the scan's intensities (after {cite(Citations.Structures, "Fischl 2002")}).";
    }

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    private static string Upper(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static class EmbeddedNames
    {
        public static string Template => Templates.EmbeddedTemplate.Name;

        public static string Atlas => Atlases.EmbeddedAtlas.Name;
    }
}
