using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Confounds;

/// <summary>A column that says what is to be predicted: the target under another name, in other units, or so close to it that nothing of
/// the brain is needed.</summary>
/// <param name="Column">Its name.</param>
/// <param name="IsCopy">Whether it is the target in all but name, rather than suspiciously near.</param>
/// <param name="Why">In words, with the number.</param>
public sealed record TargetCopy(string Column, bool IsCopy, string Why)
{
    private const int Fewest = 10;
    private const int FewestOfClasses = 20;

    /// <summary>Looks at a column beside a target of numbers: correlation of the values (copies in other units) and of their ranks
    /// (squares, logarithms, years of birth), 0.999 for a copy and 0.98 for a suspicion.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="values">Its numbers; NaN for what is not known.</param>
    /// <param name="target">The target.</param>
    /// <returns>Null for an ordinary column, or fewer than ten rows in which both are known.</returns>
    public static TargetCopy? OfNumbers(string column, IReadOnlyList<double> values, IReadOnlyList<double> target)
    {
        var (x, y) = Known(values, target);
        if (x.Length < Fewest) return null;
        var (line, rank) = (Math.Abs(Correlation(x, y)), Math.Abs(Correlation(Ranks(x), Ranks(y))));
        if (Math.Max(line, rank) < 0.98) return null;
        var copy = Math.Max(line, rank) >= 0.999;
        var what = line >= rank || line >= 0.999 ? $"correlates with it to {Digits(line)}"
            : $"rises or falls with it alone (rank correlation {Digits(rank)})";
        return new(column, copy, what);
    }

    /// <summary>Looks at a column beside classes: one value a class is a copy, values that part the classes without an overlap a
    /// suspicion.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="values">Its numbers; NaN for what is not known.</param>
    /// <param name="target">Number of the class of every row.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>Null for an ordinary column, or fewer than twenty rows in which both are known.</returns>
    public static TargetCopy? OfClasses(string column, IReadOnlyList<double> values, IReadOnlyList<double> target, int classes)
    {
        var (x, y) = Known(values, target);
        if (x.Length < FewestOfClasses || y.Distinct().Count() < 2) return null;
        var levels = x.Zip(y).GroupBy(p => p.First).ToList();
        if (levels.Count <= classes && levels.TrueForAll(l => l.Select(p => p.Second).Distinct().Count() == 1)) return new(column, true,
            "has one value for each class");
        var runs = 0;
        var ordered = levels.OrderBy(l => l.Key).ToList();
        for (var n = 0; n < ordered.Count; n++)
        {
            double[] here = [.. ordered[n].Select(p => p.Second).Distinct()];
            if (here.Length > 1) return null;
            if (n == 0 || ordered[n - 1].First().Second != here[0]) runs++;
        }

        return runs == y.Distinct().Count() ? new(column, false, "parts the classes without a single overlap") : null;
    }

    /// <summary>Looks at every column of numbers of a table beside one of its columns, which is taken for numbers when it has more than
    /// ten of them and for classes otherwise.</summary>
    public static IReadOnlyList<TargetCopy> Among(ColumnTable table, string target)
    {
        ArgumentNullException.ThrowIfNull(table);
        var words = table[target];
        var numbers = Numbers(words);
        var found = new List<TargetCopy?>();
        string[] levels = [.. words.Where(w => !SubjectTable.IsMissing(w)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var column in table.Columns.Where(c => c != target))
            if (Numbers(table[column]) is { } values)
                found.Add(numbers is not null && levels.Length > 10 ? OfNumbers(column, values, numbers)
                    : OfClasses(column, values, [.. words.Select(w => Array.IndexOf(levels, w) is >= 0 and var at ? at : double.NaN)],
                    levels.Length));
        return [.. found.OfType<TargetCopy>()];
    }

    // Null for a column of words.
    private static double[]? Numbers(IReadOnlyList<string> words)
    {
        double[] numbers = [.. words.Select(w => SubjectTable.IsMissing(w) ? double.NaN
            : double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.PositiveInfinity)];
        return numbers.Any(double.IsInfinity) ? null : numbers;
    }

    private static (double[] X, double[] Y) Known(IReadOnlyList<double> values, IReadOnlyList<double> target)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(target);
        int[] rows = [.. Enumerable.Range(0, values.Count).Where(r => double.IsFinite(values[r]) && double.IsFinite(target[r]))];
        return ([.. rows.Select(r => values[r])], [.. rows.Select(r => target[r])]);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (mx, my) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var n = 0; n < x.Length; n++)
        {
            xy += (x[n] - mx) * (y[n] - my);
            xx += (x[n] - mx) * (x[n] - mx);
            yy += (y[n] - my) * (y[n] - my);
        }

        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    // Ties share the mean of their places.
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(n => values[n])];
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end + 1 < order.Length && values[order[end + 1]] == values[order[start]]) end++;
            for (var n = start; n <= end; n++) ranks[order[n]] = (start + end) / 2.0;
            start = end + 1;
        }

        return ranks;
    }

    private static string Digits(double r) => r > 0.99999 ? "1.000"
        : (Math.Floor(r * 10000) / 10000).ToString("0.0000", CultureInfo.InvariantCulture);
}
