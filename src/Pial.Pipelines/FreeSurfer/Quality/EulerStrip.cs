using System.Globalization;
using System.Net;
using System.Text;
using Pial.Pipelines.Rules;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>Dots of every subject's defects, one row a site, as SVG.</summary>
internal static class EulerStrip
{
    private const int Width = 900;
    private const int Left = 150;
    private const int RowHeight = 44;
    private const int MostSites = 40;
    private const int MostDots = 1500;

    public static string Draw(IReadOnlyList<QualityVerdict> verdicts)
    {
        var known = verdicts.Where(v => !double.IsNaN(v["sqrt_defects"])).ToArray();
        if (known.Length == 0) return "<p>No subject's Euler number is known.</p>";
        var sites = known.GroupBy(v => v.Site, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostSites).ToArray();
        var most = Math.Max(10, Math.Ceiling(known.Max(v => v["sqrt_defects"]) / 5) * 5);
        double X(double value) => Left + (value / most * (Width - Left - 20));
        var height = (sites.Length * RowHeight) + 44;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Defects of every subject by site\">\n");
        for (var s = 0; s < sites.Length; s++)
        {
            var y = (s * RowHeight) + (RowHeight / 2);
            var values = sites[s].Select(v => v["sqrt_defects"]).Order().ToArray();
            var median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
            var name = sites[s].Key.Length > 0 ? sites[s].Key : "all";
            svg.Append(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" x=\"{Left - 12}\" y=\"{y + 5}\" " +
                    $"text-anchor=\"end\">{WebUtility.HtmlEncode(name.Length > 18 ? name[..17] + "…" : name)}</text>\n");
            var n = 0;
            foreach (var verdict in sites[s].OrderByDescending(v => v["sqrt_defects"]).Take(MostDots / sites.Length))
            {
                // Spread over the row's height by a fixed low-discrepancy sequence, so that equal values stay visible.
                var shift = ((n++ * 0.618034) % 1 - 0.5) * (RowHeight - 16);
                var bad = verdict.Flags.Any(
                    f => f.Rule is { Flag: QualityFlag.Exclude, Metric: "sqrt_defects" or "euler_mean" or "euler_sum" });
                svg.Append(CultureInfo.InvariantCulture,
                    $"<circle cx=\"{X(verdict["sqrt_defects"]):0.#}\" cy=\"{y + shift:0.#}\" r=\"4\" " +
                        $"fill=\"{(bad ? "var(--look)" : "none")}\" stroke=\"{(bad ? "var(--look)" : "var(--accent)")}\" " +
                        $"stroke-width=\"1.5\"><title>{WebUtility.HtmlEncode(verdict.Subject.Id)}: " +
                        $"{verdict["sqrt_defects"]:0.#}</title></circle>\n");
            }

            svg.Append(CultureInfo.InvariantCulture,
                $"<line x1=\"{X(median):0.#}\" x2=\"{X(median):0.#}\" y1=\"{y - 18}\" y2=\"{y + 18}\" stroke=\"currentColor\" " +
                    $"stroke-width=\"2\"/>\n");
        }

        var axis = sites.Length * RowHeight;
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - 20}\" y1=\"{axis}\" y2=\"{axis}\"/>\n");
        for (var tick = 0.0; tick <= most; tick += most > 25 ? 10 : 5)
            svg.Append(CultureInfo.InvariantCulture,
                $"<text class=\"tick\" x=\"{X(tick):0.#}\" y=\"{axis + 18}\" text-anchor=\"middle\">{tick:0}</text>\n");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"tick\" x=\"{Width - 20}\" y=\"{axis + 38}\" text-anchor=\"end\">√(−mean Euler number)</text>\n</svg>\n");
        return svg.ToString();
    }
}
