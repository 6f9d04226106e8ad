using Pial.Analysis.Tables;

namespace Pial.Analysis.Metrics;

/// <summary>What classifiers share.</summary>
public static class Classes
{
    /// <summary>The class of the largest probability of each row; of equal ones the first.</summary>
    public static int[] Predicted(FeatureMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var predicted = new int[probabilities.Rows];
        for (var r = 0; r < predicted.Length; r++)
        {
            var row = probabilities.Row(r);
            for (var c = 1; c < row.Length; c++)
                if (row[c] > row[predicted[r]]) predicted[r] = c;
        }

        return predicted;
    }

    /// <summary>
    /// Labels as numbers: the distinct labels in ordinal order (numbers by value when all are), and the place of each row's among them.
    /// </summary>
    /// <param name="labels">A label a row.</param>
    public static (IReadOnlyList<string> Names, int[] Of) Number(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var names = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var numbers = names.Select(n => double.TryParse(n, System.Globalization.CultureInfo.InvariantCulture, out var v) ? v : double.NaN)
            .ToList();
        if (!numbers.Exists(double.IsNaN)) names = [.. names.Zip(numbers).OrderBy(p => p.Second).Select(p => p.First)];
        var places = names.Select((n, k) => (n, k)).ToDictionary(p => p.n, p => p.k, StringComparer.Ordinal);
        return (names, [.. labels.Select(l => places[l])]);
    }

    internal static int[] Counts(IReadOnlyList<int> y, int classes)
    {
        var counts = new int[classes];
        foreach (var c in y)
            counts[c]++;
        return counts;
    }
}
