using System.Text.RegularExpressions;

namespace Pial.Plots.Charts;

/// <summary>
/// Left and right in the names of regions: <c>Left-Thalamus</c>, <c>lh_insula_volume</c>, <c>L_V1</c>, <c>Thalamus_right</c>,
/// <c>Thalamus (R)</c>.
/// </summary>
public static partial class Hemispheres
{
    /// <summary>The name without its side, and the side: 'L', 'R', or null.</summary>
    public static (string Region, char? Side) Split(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var match in new[] { Before().Match(name), Behind().Match(name) })
            if (match.Success) return (match.Groups["region"].Value, char.ToUpperInvariant(match.Groups["side"].Value[0]));
        return (name, null);
    }

    /// <summary>Left and right of each region as two series, and what has no side as a third; null when no name has a partner.</summary>
    /// <param name="names">Names as they are.</param>
    /// <param name="values">Values of each.</param>
    public static (IReadOnlyList<string> Names, IReadOnlyList<BarSeries> Series)? Pair(IReadOnlyList<string> names,
        IReadOnlyList<IReadOnlyList<double>> values)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        var split = names.Select(Split).ToArray();
        if (!split.Where(s => s.Side is not null).GroupBy(s => s.Region, StringComparer.Ordinal).Any(g => g.Count() == 2)) return null;
        string[] regions = [.. split.Select(s => s.Region).Distinct(StringComparer.Ordinal)];
        if (split.Distinct().Count() < split.Length) return null; // two names for the same side of a region
        var series = new List<BarSeries>();
        foreach (var (side, title) in new[] { ('L', "Left"), ('R', "Right"), ((char?)null, "Unpaired") })
        {
            if (!split.Any(s => s.Side == side)) continue;
            series.Add(new(title, [.. regions.Select(r => Array.IndexOf(split, (r, side)) is >= 0 and var at ? values[at] : [])]));
        }

        return (regions, series);
    }

    [GeneratedRegex("^(?<side>left|right|lh|rh|l|r)[-_. ]+(?<region>.+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Before();

    [GeneratedRegex("^(?<region>.+?)[-_. ]+[(]?(?<side>left|right|lh|rh|l|r)[)]?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Behind();
}
