using System.Globalization;
using Pial.Analysis.Statistics.Permutations;
using Pial.Pipelines.Reports;
using Raw = Pial.Pipelines.Reports.HtmlText.Raw;

namespace Pial.Pipelines.Vbm;

/// <summary>Histogram of the largest statistic of each permutation, with the level and what was observed.</summary>
internal static class NullPicture
{
    private const int Width = 1000, Height = 180, Bins = 60;

    public static string Draw(NullDistribution nulls, ContrastResult result, double alpha)
    {
        var enhanced = nulls.Enhanced is not null;
        var values = nulls.Enhanced ?? [.. nulls.Statistic.Select(t => (double)t)];
        var sorted = values.Order().ToArray();
        var level = sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling((1 - alpha) * sorted.Length))];
        var most = sorted[^1] * 1.02;
        if (most <= 0) return "<p>The statistic is 0 everywhere.</p>";
        var counts = new int[Bins];
        foreach (var v in values)
            counts[Math.Min(Bins - 1, (int)(v / most * Bins))]++;
        var bars = string.Concat(counts.Select((c, n) => string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{n * (Width / (double)Bins) + 1:0.#}\" y=\"{Height - (c * (Height - 30.0) / counts.Max()):0.#}\" " +
                $"width=\"{(Width / (double)Bins) - 2:0.#}\" height=\"{c * (Height - 30.0) / counts.Max():0.#}\" fill=\"currentColor\" " +
                $"opacity=\".35\"/>")));
        string Line(double at, string colour, string text) => string.Create(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{at / most * Width:0.#}\" x2=\"{at / most * Width:0.#}\" y1=\"18\" y2=\"{Height}\" stroke=\"{colour}\" " +
                $"stroke-width=\"2\"/><text x=\"{Math.Clamp(at / most * Width, 60, Width - 60):0.#}\" y=\"13\" text-anchor=\"middle\" " +
                $"class=\"tick\" style=\"fill:{colour}\">{text}</text>");
        var name = enhanced ? "TFCE" : result.Letter;
        return new HtmlText().Add($"""
            <svg class="chart" viewBox="0 0 {Width} {Height + 4}" role="img" aria-label="Null distribution of the largest {name}">{new Raw(bars)}{new Raw(Line(level, "#8a8a8a", "level"))}{new Raw(Line(values[0], "#b2182b", "observed"))}</svg>
            <p class="lead">Largest {name} of each of {values.Length} permutations, the data as they are among them. Observed: {values[0]:0.###}; level for p ≤ {alpha:0.###}: {level:0.###}; largest by chance: {values.Skip(1).DefaultIfEmpty().Max():0.###}. Largest {result.Letter} by chance: {nulls.Statistic.Skip(1).DefaultIfEmpty().Max():0.00}.</p>
            """).ToString();
    }
}
