namespace Pial.Analysis.Outliers;

/// <summary>What a value was compared with.</summary>
public enum SiteBasis
{
    /// <summary>Nothing: the value, or too many of the others, are not known.</summary>
    None,

    /// <summary>The median of its site; the spread is the site's, shrunk towards that of all sites.</summary>
    Site,

    /// <summary>Median and spread of all scans, since its site is not known or has too few.</summary>
    Pooled,
}

/// <summary>Settings of <see cref="SiteDeviations"/>.</summary>
public sealed record SiteOptions
{
    /// <summary>Scans with a value that a site needs to be its own measure; smaller ones are compared with all scans.</summary>
    public int SmallestSite { get; init; } = 5;

    /// <summary>
    /// Scans' worth of belief that a site spreads as all sites do: its variance counts with its number of scans, that of all sites with
    /// this.
    /// </summary>
    public double PooledWeight { get; init; } = 10;

    /// <summary>Scans with a value below which nothing is compared.</summary>
    public int Fewest { get; init; } = 5;

    /// <summary>
    /// The least that counts as a deviation, in the values' unit: differences far below what matters, or below what a measure is reported
    /// to, make nobody an outlier however alike the others are.
    /// </summary>
    public double LeastSpread { get; init; }
}

/// <summary>How far one value lies from its site's.</summary>
/// <param name="Z">Deviations from the centre, signed; NaN when nothing could be compared.</param>
/// <param name="Centre">The median it was compared with.</param>
/// <param name="Spread">One deviation, in the metric's unit.</param>
/// <param name="Basis">Whose figures these are.</param>
/// <param name="Count">How many values they rest on.</param>
public readonly record struct Deviation(double Z, double Centre, double Spread, SiteBasis Basis, int Count);

/// <summary>Robust deviations of a metric within sites: (value − median) / spread, the spread from the median absolute deviation.</summary>
/// <remarks>
/// A site's own median absolute deviation is unsure when it has few scans, so its variance is shrunk: s² = (n · site² + w · pooled²) / (n +
/// w), the pooled one from the deviations of all scans from their own sites' medians. What is a spread below a millionth of the centre is
/// rounding, and counts as none.
/// </remarks>
public static class SiteDeviations
{
    /// <summary>Compares every value with its site.</summary>
    /// <param name="values">One a scan; NaN where it is not known.</param>
    /// <param name="sites">Site of each scan; empty where it is not known.</param>
    /// <param name="options">Settings.</param>
    /// <exception cref="ArgumentException">Values and sites differ in number.</exception>
    public static Deviation[] Of(IReadOnlyList<double> values, IReadOnlyList<string> sites, SiteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(sites);
        if (values.Count != sites.Count) throw new ArgumentException($"{values.Count} values for {sites.Count} sites.", nameof(sites));
        options ??= new();
        double[] known = [.. values.Where(double.IsFinite)];
        var result = new Deviation[values.Count];
        Array.Fill(result, new(double.NaN, double.NaN, double.NaN, SiteBasis.None, known.Length));
        if (known.Length < options.Fewest) return result;

        var places = Enumerable.Range(0, values.Count).Where(n => double.IsFinite(values[n]))
            .GroupBy(n => sites[n], StringComparer.Ordinal).ToArray();
        var centres = places.Where(p => p.Key.Length > 0 && p.Count() >= options.SmallestSite).ToDictionary(p => p.Key,
            p => RobustScale.Median(p.Select(n => values[n])), StringComparer.Ordinal);
        var all = RobustScale.Median(known);
        var within = RobustScale.Spread(places.SelectMany(p => p.Select(n => values[n] - centres.GetValueOrDefault(p.Key, all))), 0);
        foreach (var site in places)
        {
            var own = centres.TryGetValue(site.Key, out var centre);
            if (!own) centre = all;
            var spread = own ? Shrunk(site.Select(n => values[n]), centre, within, options.PooledWeight) : RobustScale.Spread(known, all);
            spread = spread <= 1e-6 * Math.Abs(centre) ? 0 : Math.Max(spread, options.LeastSpread);
            foreach (var n in site)
            {
                var z = spread > 0 ? (values[n] - centre) / spread
                    : Math.Abs(values[n] - centre) <= 1e-6 * Math.Abs(centre) ? 0 : double.NaN;
                result[n] = new(z, centre, spread, own ? SiteBasis.Site : SiteBasis.Pooled, own ? site.Count() : known.Length);
            }
        }

        return result;
    }

    /// <summary>How bad a deviation is: positive on the bad side, negative on the good one.</summary>
    public static double Badness(double z, Worse worse) => worse switch
    {
        Worse.High => z,
        Worse.Low => -z,
        _ => Math.Abs(z),
    };

    private static double Shrunk(IEnumerable<double> values, double centre, double within, double weight)
    {
        double[] site = [.. values];
        var own = RobustScale.Spread(site, centre);
        return Math.Sqrt(((site.Length * own * own) + (weight * within * within)) / (site.Length + weight));
    }
}
