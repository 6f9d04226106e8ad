using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>Something whose mixture every part of a split should have: a class, a site, an age band.</summary>
/// <param name="Name">What it is, for messages.</param>
/// <param name="Levels">Its level for every row; what is missing is a level of its own, <c>n/a</c>.</param>
public sealed record Strata(string Name, IReadOnlyList<string> Levels)
{
    /// <summary>By a column of words; whatever says that it is not known becomes <c>n/a</c>.</summary>
    public static Strata Of(string name, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new(name, [.. labels.Select(l => SubjectTable.IsMissing(l) ? "n/a" : l.Trim())]);
    }

    /// <summary>By numbers such as ages, in bins that hold about as many rows each; equal numbers share a bin.</summary>
    /// <param name="name">What the numbers are.</param>
    /// <param name="values">One a row; NaN becomes <c>n/a</c>.</param>
    /// <param name="bins">How many bins, at least 1; many equal numbers make fewer.</param>
    public static Strata OfNumbers(string name, IReadOnlyList<double> values, int bins = 5)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        // A cut is the first number of its bin.
        double[] cuts = [.. Enumerable.Range(1, bins - 1).Where(_ => sorted.Length > 0)
            .Select(b => sorted[(int)((long)b * sorted.Length / bins)]).Distinct().Where(c => c > sorted[0])];
        string Level(double value)
        {
            var bin = cuts.Count(c => value >= c);
            var (from, to) = (bin == 0 ? sorted[0] : cuts[bin - 1], bin == cuts.Length ? sorted[^1] : cuts[bin]);
            return string.Create(CultureInfo.InvariantCulture, $"{from:G6} to {(bin == cuts.Length ? "" : "below ")}{to:G6}");
        }

        return new(name, [.. values.Select(v => double.IsNaN(v) ? "n/a" : Level(v))]);
    }
}
