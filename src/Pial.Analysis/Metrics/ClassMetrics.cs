using static Pial.Analysis.Metrics.Measure;

namespace Pial.Analysis.Metrics;

/// <summary>
/// Metrics of predicted classes with scikit-learn's definitions; where that gives 0 and a warning, the value here is NaN with the reason.
/// </summary>
public static class ClassMetrics
{
    private const string NoRows = "there are no rows";

    /// <summary>Rows × columns of counts: true class × predicted class.</summary>
    public static int[,] Confusion(ClassPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        var counts = new int[p.Classes, p.Classes];
        for (var r = 0; r < p.Rows; r++)
            counts[p.Truth[r], p.Predicted[r]]++;
        return counts;
    }

    /// <summary>Share of rows whose class was predicted.</summary>
    public static Measure Accuracy(ClassPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Rows == 0) return None(NoRows);
        var right = 0;
        for (var r = 0; r < p.Rows; r++)
            if (p.Truth[r] == p.Predicted[r]) right++;
        return new((double)right / p.Rows);
    }

    /// <summary>Mean over the classes that occur of the share of each that was found.</summary>
    public static Measure BalancedAccuracy(ClassPredictions p)
    {
        var (counts, sum, present) = (Confusion(p), 0.0, 0);
        for (var c = 0; c < p.Classes; c++)
        {
            var rows = RowSum(counts, c);
            if (rows == 0) continue;
            sum += (double)counts[c, c] / rows;
            present++;
        }

        return present == 0 ? None(NoRows) : present == 1 ? None("only one class occurs") : new(sum / present);
    }

    /// <summary>Share of the rows of a class that were found: sensitivity of class 1, specificity of class 0.</summary>
    public static Measure Recall(ClassPredictions p, int @class)
    {
        var counts = Confusion(p);
        var rows = RowSum(counts, @class);
        return rows == 0 ? None($"no row is of class {@class}") : new((double)counts[@class, @class] / rows);
    }

    /// <summary>Share of the rows predicted as a class that are of it.</summary>
    public static Measure Precision(ClassPredictions p, int @class)
    {
        var counts = Confusion(p);
        var rows = ColumnSum(counts, @class);
        return rows == 0 ? None($"class {@class} is never predicted") : new((double)counts[@class, @class] / rows);
    }

    /// <summary>Harmonic mean of precision and recall of a class: 2 TP / (2 TP + FP + FN).</summary>
    public static Measure F1(ClassPredictions p, int @class)
    {
        var counts = Confusion(p);
        var all = RowSum(counts, @class) + ColumnSum(counts, @class);
        return all == 0 ? None($"class {@class} neither occurs nor is predicted") : new(2.0 * counts[@class, @class] / all);
    }

    /// <summary>Mean of <see cref="F1"/> over the classes that occur or are predicted.</summary>
    public static Measure F1Macro(ClassPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        double[] each = [.. Enumerable.Range(0, p.Classes).Select(c => F1(p, c).Value).Where(double.IsFinite)];
        return each.Length == 0 ? None(NoRows) : new(each.Average());
    }

    /// <summary>
    /// Matthews's correlation of truth and prediction (1975, doi 10.1016/0005-2795(75)90109-9), for several classes as Gorodkin (2004, doi
    /// 10.1016/j.compbiolchem.2004.09.006).
    /// </summary>
    public static Measure Mcc(ClassPredictions p)
    {
        var counts = Confusion(p);
        var (right, product, truth, predicted, all) = (0.0, 0.0, 0.0, 0.0, (double)p.Rows);
        for (var c = 0; c < p.Classes; c++)
        {
            double t = RowSum(counts, c), q = ColumnSum(counts, c);
            (right, product, truth, predicted) = (right + counts[c, c], product + (t * q), truth + (t * t), predicted + (q * q));
        }

        var (a, b) = ((all * all) - predicted, (all * all) - truth);
        return p.Rows == 0 ? None(NoRows) : b == 0 ? None("only one class occurs")
            : a == 0 ? None("only one class is predicted") : new(((right * all) - product) / Math.Sqrt(a * b));
    }

    private static int RowSum(int[,] counts, int row)
    {
        var sum = 0;
        for (var c = 0; c < counts.GetLength(1); c++)
            sum += counts[row, c];
        return sum;
    }

    private static int ColumnSum(int[,] counts, int column)
    {
        var sum = 0;
        for (var r = 0; r < counts.GetLength(0); r++)
            sum += counts[r, column];
        return sum;
    }
}
