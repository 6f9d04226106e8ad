using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>What pictures of statistics have in common.</summary>
internal static class StatMap
{
    /// <summary>The map with NaN where there is nothing: zeros, what is not finite, what is not to be shown.</summary>
    public static Volume<float> Present(Volume<float> map, Volume<bool>? shown)
    {
        if (shown is not null && shown.Shape != map.Shape)
            throw new ArgumentException($"What is shown is on {shown.Grid}, the map on {map.Grid}.", nameof(shown));
        return Volume.Create(map.Grid, (map, shown), static (Span<float> to, (Volume<float> Map, Volume<bool>? Shown) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Map.Span[n] is var v && v != 0 && float.IsFinite(v) && (s.Shown is null || s.Shown.Span[n]) ? v : float.NaN;
        });
    }

    /// <summary>Least and largest magnitude and the signs of what reaches a threshold.</summary>
    public static StatRange Range(Volume<float> map, double threshold)
    {
        var (negative, positive, least, largest) = (false, false, double.PositiveInfinity, 0.0);
        foreach (var v in map.Span)
        {
            var magnitude = Math.Abs(v);
            if (!(magnitude >= threshold) || v == 0 || !float.IsFinite(v)) continue;
            (negative, positive) = (negative || v < 0, positive || v > 0);
            (least, largest) = (Math.Min(least, magnitude), Math.Max(largest, magnitude));
        }

        return new(negative, positive, least, largest);
    }

    /// <summary>Colours from −vmax to vmax (or between the limits given); the bar shows the signs there are.</summary>
    public static ColourScale Scale(StatRange range, double threshold, StatPlotOptions options, ColourMap map, double alpha)
    {
        var high = options.High ?? (range.Any ? range.Largest : 1);
        var low = options.Low ?? -Math.Abs(high);
        if (!(low < high)) throw new ArgumentException(FormattableString.Invariant($"vmin ({low:g4}) must be below vmax ({high:g4})."),
            nameof(options));
        var both = options.Symmetric ?? (range.Negative && range.Positive);
        return new(map, low, high, threshold)
        {
            BarLow = options.Low is not null || both || !range.Positive ? low : 0,
            BarHigh = options.High is not null || both || !range.Negative ? high : 0,
            // a map of one value hides nothing
            Hidden = range.Any && range.Least < 0.8 * high ? Math.Max(threshold, range.Least) : threshold,
            Name = options.Name,
            Alpha = alpha,
        };
    }

    /// <summary>What is said of an empty map.</summary>
    public static string Nothing(double threshold) => threshold > 1e-5
        ? FormattableString.Invariant($"Nothing reaches the threshold of {threshold:0.###}.")
        : "Nothing to show: the map is 0 everywhere.";
}

/// <summary>What of a map is shown.</summary>
/// <param name="Negative">Whether something is below 0.</param>
/// <param name="Positive">Whether something is above 0.</param>
/// <param name="Least">Least magnitude.</param>
/// <param name="Largest">Largest magnitude.</param>
internal readonly record struct StatRange(bool Negative, bool Positive, double Least, double Largest)
{
    /// <summary>Whether there is anything.</summary>
    public bool Any => Negative || Positive;
}
