using static Pial.Analysis.Metrics.Measure;

namespace Pial.Analysis.Metrics;

/// <summary>Metrics of predicted numbers with scikit-learn's and SciPy's definitions, and those of brain age.</summary>
public static class NumberMetrics
{
    private const string NoRows = "there are no rows";
    private const string SameTruth = "the truth is the same in all rows";

    /// <summary>Mean absolute error, in the target's unit.</summary>
    /// <param name="p">Predictions.</param>
    /// <param name="weights">A weight a row; null for 1.</param>
    public static Measure MeanAbsoluteError(NumberPredictions p, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(p);
        var (sum, total) = (0.0, 0.0);
        for (var r = 0; r < p.Rows; r++)
        {
            var weight = weights?[r] ?? 1;
            sum += weight * Math.Abs(p.Predicted[r] - p.Truth[r]);
            total += weight;
        }

        return total > 0 ? new(sum / total) : None(NoRows);
    }

    /// <summary>
    /// Mean absolute error as a share of the range of the truth: the weighted MAE of brain-age studies, which makes cohorts of different
    /// age ranges comparable (de Lange et al. 2022, doi 10.1002/hbm.25837).
    /// </summary>
    public static Measure WeightedMae(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Rows == 0) return None(NoRows);
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var t in p.Truth)
            (low, high) = (Math.Min(low, t), Math.Max(high, t));
        return high > low ? new(MeanAbsoluteError(p).Value / (high - low)) : None(SameTruth);
    }

    /// <summary>Median of the absolute errors.</summary>
    public static Measure MedianAbsoluteError(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Rows == 0) return None(NoRows);
        var errors = new double[p.Rows];
        for (var r = 0; r < errors.Length; r++)
            errors[r] = Math.Abs(p.Predicted[r] - p.Truth[r]);
        Array.Sort(errors);
        return new((errors[(errors.Length - 1) / 2] + errors[errors.Length / 2]) / 2);
    }

    /// <summary>Root of the mean squared error.</summary>
    public static Measure RootMeanSquaredError(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return p.Rows == 0 ? None(NoRows) : new(Math.Sqrt(Squares(p) / p.Rows));
    }

    /// <summary>Share of the truth's variance explained, 1 − Σ(y − p)² / Σ(y − ȳ)²; below 0 where the mean would do better.</summary>
    public static Measure R2(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Rows == 0) return None(NoRows);
        var (mean, all) = (Mean(p.Truth), 0.0);
        foreach (var t in p.Truth)
            all += (t - mean) * (t - mean);
        return all > 0 ? new(1 - (Squares(p) / all)) : None(SameTruth);
    }

    /// <summary>Pearson's correlation of truth and prediction.</summary>
    public static Measure Correlation(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return Correlation(p.Truth, p.Predicted);
    }

    /// <summary>Spearman's correlation of truth and prediction: Pearson's of the ranks, equal values sharing their mean rank.</summary>
    public static Measure RankCorrelation(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return Correlation(Ranks.Of(p.Truth), Ranks.Of(p.Predicted));
    }

    /// <summary>
    /// Slope of the error (prediction − truth) on the truth: 0 without bias, −1 when everybody gets the mean (age bias: the young too old,
    /// the old too young).
    /// </summary>
    public static Measure BiasSlope(NumberPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        if (p.Rows == 0) return None(NoRows);
        var (mean, error, xy, xx) = (Mean(p.Truth), Mean(p.Predicted) - Mean(p.Truth), 0.0, 0.0);
        for (var r = 0; r < p.Rows; r++)
        {
            var d = p.Truth[r] - mean;
            xy += d * (p.Predicted[r] - p.Truth[r] - error);
            xx += d * d;
        }

        return xx > 0 ? new(xy / xx) : None(SameTruth);
    }

    private static Measure Correlation(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length == 0) return None(NoRows);
        var (ma, mb, ab, aa, bb) = (Mean(a), Mean(b), 0.0, 0.0, 0.0);
        for (var r = 0; r < a.Length; r++)
        {
            var (x, y) = (a[r] - ma, b[r] - mb);
            (ab, aa, bb) = (ab + (x * y), aa + (x * x), bb + (y * y));
        }

        // A spread within rounding of the mean is none.
        if (!(aa > 1e-26 * a.Length * ma * ma) || aa == 0) return None(SameTruth);
        return !(bb > 1e-26 * b.Length * mb * mb) || bb == 0 ? None("the prediction is the same in all rows")
            : new(Math.Clamp(ab / Math.Sqrt(aa * bb), -1, 1));
    }

    private static double Squares(NumberPredictions p)
    {
        var sum = 0.0;
        for (var r = 0; r < p.Rows; r++)
        {
            var d = p.Predicted[r] - p.Truth[r];
            sum += d * d;
        }

        return sum;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var v in values)
            sum += v;
        return sum / values.Length;
    }
}
