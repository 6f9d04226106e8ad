using static Pial.Analysis.Metrics.Measure;

namespace Pial.Analysis.Metrics;

/// <summary>Metrics of probabilities with scikit-learn's definitions; of two classes, class 1 is the positive one.</summary>
internal static class ProbabilityMetrics
{
    // scikit-learn's: the spacing of double precision at 1.
    private const double Clip = 2.220446049250313e-16;

    /// <summary>Area under the ROC curve, ties counting half; of more than two classes the mean of each against the rest.</summary>
    public static Measure Auroc(ClassPredictions p) => EachAgainstRest(p, Auroc);

    /// <summary>
    /// Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct thresholds; of more than two classes the mean of each against the rest.
    /// </summary>
    public static Measure Auprc(ClassPredictions p) => EachAgainstRest(p, AveragePrecision);

    /// <summary>Area under the ROC curve of scores.</summary>
    /// <param name="positive">Which rows are positive.</param>
    /// <param name="scores">Larger means more likely positive.</param>
    public static Measure Auroc(IReadOnlyList<bool> positive, IReadOnlyList<double> scores)
    {
        var (ordered, positives) = Ordered(positive, scores);
        if (positives == 0 || positives == ordered.Length) return None(positives == 0 ? "no row is positive" : "no row is negative");
        var (area, found, wrong) = (0.0, 0L, 0L);
        for (var n = 0; n < ordered.Length;)
        {
            var (score, hits, misses) = (ordered[n].Score, 0L, 0L);
            for (; n < ordered.Length && ordered[n].Score == score; n++)
            {
                if (ordered[n].Positive) hits++;
                else misses++;
            }

            area += misses * (found + (0.5 * hits));
            (found, wrong) = (found + hits, wrong + misses);
        }

        return new(area / ((double)found * wrong));
    }

    /// <summary>Average precision of scores.</summary>
    /// <param name="positive">Which rows are positive.</param>
    /// <param name="scores">Larger means more likely positive.</param>
    public static Measure AveragePrecision(IReadOnlyList<bool> positive, IReadOnlyList<double> scores)
    {
        var (ordered, positives) = Ordered(positive, scores);
        if (positives == 0) return None("no row is positive");
        var (sum, found) = (0.0, 0);
        for (var n = 0; n < ordered.Length;)
        {
            var (score, hits) = (ordered[n].Score, 0);
            for (; n < ordered.Length && ordered[n].Score == score; n++)
                if (ordered[n].Positive) hits++;
            found += hits;
            sum += (double)hits / positives * found / n;
        }

        return new(sum);
    }

    /// <summary>
    /// Brier's score (1950): of two classes the mean of (p − y)² as scikit-learn, of more the mean of its sum over the classes.
    /// </summary>
    public static Measure Brier(ClassPredictions p)
    {
        if (Missing(p) is { } reason) return None(reason);
        var sum = 0.0;
        for (var c = p.Classes == 2 ? 1 : 0; c < p.Classes; c++)
        {
            var probability = p.ProbabilityOf(c);
            for (var r = 0; r < p.Rows; r++)
            {
                var d = probability[r] - (p.Truth[r] == c ? 1 : 0);
                sum += d * d;
            }
        }

        return new(sum / p.Rows);
    }

    /// <summary>Mean of −log of the true class's probability, probabilities kept 2⁻⁵² away from 0 and 1.</summary>
    public static Measure LogLoss(ClassPredictions p)
    {
        if (Missing(p) is { } reason) return None(reason);
        double[][] each = [.. Enumerable.Range(0, p.Classes).Select(p.ProbabilityOf)];
        var sum = 0.0;
        for (var r = 0; r < p.Rows; r++)
            sum -= Math.Log(Math.Clamp(each[p.Truth[r]][r], Clip, 1 - Clip));
        return new(sum / p.Rows);
    }

    /// <summary>
    /// Expected calibration error (Guo et al. 2017, arXiv 1706.04599): rows in bins of equal width by the probability of the predicted
    /// class, (0, 1/n], …, (1 − 1/n, 1]; the mean over rows of how far their bin's share of right predictions is from its mean probability.
    /// </summary>
    /// <param name="p">Predictions.</param>
    /// <param name="bins">How many bins, 15 as in the paper.</param>
    public static Measure ExpectedCalibrationError(ClassPredictions p, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (Missing(p) is { } reason) return None(reason);
        double[][] each = [.. Enumerable.Range(0, p.Classes).Select(p.ProbabilityOf)];
        var (right, sure) = (new double[bins], new double[bins]);
        for (var r = 0; r < p.Rows; r++)
        {
            var confidence = each[p.Predicted[r]][r];
            var bin = Math.Clamp((int)Math.Ceiling(confidence * bins) - 1, 0, bins - 1);
            sure[bin] += confidence;
            if (p.Truth[r] == p.Predicted[r]) right[bin]++;
        }

        return new(right.Zip(sure).Sum(b => Math.Abs(b.First - b.Second)) / p.Rows);
    }

    private static Measure EachAgainstRest(ClassPredictions p, Func<IReadOnlyList<bool>, IReadOnlyList<double>, Measure> of)
    {
        if (Missing(p) is { } reason) return None(reason);
        var sum = 0.0;
        for (var c = p.Classes == 2 ? 1 : 0; c < p.Classes; c++)
        {
            var positive = new bool[p.Rows];
            for (var r = 0; r < p.Rows; r++)
                positive[r] = p.Truth[r] == c;
            var one = of(positive, p.ProbabilityOf(c));
            if (one.Undefined is { } why) return None(p.Classes == 2 ? why : $"class {c} against the rest: {why}");
            sum += one.Value;
        }

        return new(p.Classes == 2 ? sum : sum / p.Classes);
    }

    private static string? Missing(ClassPredictions p)
    {
        ArgumentNullException.ThrowIfNull(p);
        return p.Rows == 0 ? "there are no rows" : p.HasProbabilities ? null : "there are no probabilities";
    }

    private static ((double Score, bool Positive)[] Ordered, int Positives) Ordered(IReadOnlyList<bool> positive,
        IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(positive);
        ArgumentNullException.ThrowIfNull(scores);
        var (keys, flags) = (scores.Select(s => -s).ToArray(), positive.ToArray());
        Array.Sort(keys, flags);
        return ([.. keys.Zip(flags, (s, f) => (-s, f))], flags.Count(f => f));
    }
}
