using System.Globalization;
using System.Text;
using Pial.Plots.Charts;
using Pial.Volumes;

namespace Pial.Pipelines.Reports;

/// <summary>Histogram of intensities by tissue, as an inline SVG.</summary>
internal static class TissueHistogram
{
    private const int Bins = 120;
    private const int Width = 860;
    private const int Height = 260;
    private const int Left = 16;
    private const int Bottom = 34;

    public static string Draw(Volume<float> image, Volume<int> labels)
    {
        var top = Top(image, labels);
        var counts = new double[3][];
        for (var t = 0; t < 3; t++)
            counts[t] = new double[Bins];
        for (var n = 0; n < image.Shape.Count; n++)
        {
            var label = labels.Span[n];
            var v = image.Span[n];
            if (label is < 1 or > 3 || !(v >= 0 && v < top)) continue;
            counts[label - 1][(int)(v / top * Bins)] += image.Grid.VoxelVolume / 1000;
        }

        var highest = Math.Max(counts.Max(c => c.Max()), 1e-9);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"chart\" role=\"img\" aria-label=\"Histogram of bias-corrected intensities in grey matter, white matter and " +
                $"CSF\" viewBox=\"0 0 {Width} {Height}\">");
        foreach (var (tissue, name) in (ReadOnlySpan<(int, string)>)[(2, "csf"), (0, "gm"), (1, "wm")])
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"h {name}\" d=\"{Area(counts[tissue], highest)}\"/>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Left}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\"/>");
        var ticks = Ticks.Of(0, top, 8);
        for (var n = 0; n < ticks.Values.Count; n++)
        {
            var x = X(ticks.Values[n] / top * Bins);
            svg.Append(CultureInfo.InvariantCulture,
                $"<line class=\"axis\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\"/>")
                .Append(CultureInfo.InvariantCulture,
                    $"<text class=\"tick\" x=\"{x:0.#}\" y=\"{Height - 12}\" text-anchor=\"middle\">{ticks.Values[n]:g5}</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Area(double[] counts, double highest)
    {
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{X(0):0.#} {Height - Bottom}"));
        for (var b = 0; b < Bins; b++)
            path.Append(CultureInfo.InvariantCulture,
                $"L{X(b + 0.5):0.#} {Height - Bottom - (counts[b] / highest * (Height - Bottom - 12)):0.#}");
        return path.Append(CultureInfo.InvariantCulture, $"L{X(Bins):0.#} {Height - Bottom}Z").ToString();
    }

    private static double X(double bin) => Left + (bin / Bins * (Width - (2 * Left)));

    // White matter's brightest percent ends the axis a little later: vessels would stretch it.
    private static double Top(Volume<float> image, Volume<int> labels)
    {
        var values = new List<float>();
        for (var n = 0; n < image.Shape.Count; n += 5)
            if (labels.Span[n] == 2) values.Add(image.Span[n]);
        if (values.Count == 0) return 1;
        values.Sort();
        return Math.Max(1e-6, values[(int)(0.99 * (values.Count - 1))] * 1.12);
    }
}
