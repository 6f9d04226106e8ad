using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>What every fit and prediction checks.</summary>
internal static class ModelInput
{
    public static double[] Targets(FeatureMatrix x, IReadOnlyList<double> y, bool finiteFeatures = true)
    {
        Rows(x, y?.Count ?? throw new ArgumentNullException(nameof(y)), finiteFeatures);
        for (var r = 0; r < y.Count; r++)
            if (!double.IsFinite(y[r]))
                throw new ArgumentException($"The target of {Name(x, r)} is {y[r]}; leave out rows whose target is not known.", nameof(y));
        return [.. y];
    }

    public static int[] Classes(FeatureMatrix x, IReadOnlyList<int> y, int classes, bool finiteFeatures = true)
    {
        Rows(x, y?.Count ?? throw new ArgumentNullException(nameof(y)), finiteFeatures);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        for (var r = 0; r < y.Count; r++)
            if (y[r] < 0 || y[r] >= classes)
                throw new ArgumentException($"The class of {Name(x, r)} is {y[r]}, expected 0 to {classes - 1}.", nameof(y));
        return [.. y];
    }

    public static void Columns(FeatureMatrix x, int expected)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Columns != expected) throw new ArgumentException($"{x.Columns} columns; the model was fitted on {expected}.", nameof(x));
    }

    private static void Rows(FeatureMatrix x, int targets, bool finiteFeatures)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rows == 0) throw new ArgumentException("There are no rows to learn from.", nameof(x));
        if (targets != x.Rows) throw new ArgumentException($"{targets} targets for {x.Rows} rows.", nameof(x));
        if (!finiteFeatures) return;
        var values = x.Values;
        for (var n = 0; n < values.Length; n++)
        {
            if (!double.IsFinite(values[n]))
                throw new ArgumentException(
                    $"{x.Names?[n % x.Columns] ?? $"Column {n % x.Columns}"} of {Name(x, n / x.Columns)} is {values[n]}; prepare the " +
                        "features first.", nameof(x));
        }
    }

    private static string Name(FeatureMatrix x, int row) => x.Ids?[row] ?? $"row {row}";
}
