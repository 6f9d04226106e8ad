using MathNet.Numerics.Distributions;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>
/// Intervals of what a way of training reaches, from scores of several splits: they hold what other training subjects would have changed,
/// which drawing tested subjects again does not. The scores share subjects, so their
/// variance is too small; it is corrected by the share that is tested (Nadeau and Bengio 2003, doi 10.1023/A:1024068626366; for repeated
/// folds Bouckaert and Frank 2004, doi 10.1007/978-3-540-24775-3_3).
/// </summary>
public static class RepeatedSplits
{
    /// <summary>Fewest splits that say something about a variance.</summary>
    public const int Fewest = 5;

    /// <summary>The mean of scores and its interval, Student's t with one degree of freedom less than there are splits.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="scores">One a split.</param>
    /// <param name="testOverTrain">Tested subjects over subjects trained on.</param>
    /// <param name="subjects">How many subjects there are, for the record.</param>
    /// <param name="level">Share of such intervals that should hold the truth.</param>
    /// <returns>Ends that are NaN with fewer than five scores, or where one is not defined.</returns>
    public static Interval Of(string metric, IReadOnlyList<double> scores, double testOverTrain, int subjects, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testOverTrain);
        var undefined = scores.Count(s => !double.IsFinite(s));
        var mean = scores.Count == 0 ? double.NaN : scores.Average();
        if (undefined > 0 || scores.Count < Fewest) return new(metric, new(mean), double.NaN, double.NaN, double.NaN, subjects, undefined);
        var variance = scores.Sum(s => (s - mean) * (s - mean)) / (scores.Count - 1);
        var error = Math.Sqrt(((1.0 / scores.Count) + testOverTrain) * variance);
        var far = StudentT.InvCDF(0, 1, scores.Count - 1, (1 + level) / 2) * error;
        return new(metric, new(mean), mean - far, mean + far, error, subjects, 0);
    }
}
