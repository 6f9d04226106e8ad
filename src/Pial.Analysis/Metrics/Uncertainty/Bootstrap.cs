using MathNet.Numerics.Distributions;
using Pial.Kernels;

namespace Pial.Analysis.Metrics.Uncertainty;

/// <summary>How the ends of an interval are found.</summary>
public enum IntervalMethod
{
    /// <summary>Percentiles of the replicates.</summary>
    Percentile,

    /// <summary>
    /// Percentiles shifted for bias and skewness (BCa; Efron 1987, doi 10.1080/01621459.1987.10478410), the latter from leaving out one
    /// subject at a time.
    /// </summary>
    BiasCorrectedAccelerated,
}

/// <summary>How replicates are drawn.</summary>
public sealed record BootstrapOptions
{
    /// <summary>How many.</summary>
    public int Replicates { get; init; } = 2000;

    /// <summary>Share of replicates inside the interval.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>How the ends are found.</summary>
    public IntervalMethod Method { get; init; } = IntervalMethod.Percentile;

    /// <summary>
    /// Whether the ends lie as far out as Student's t with one degree of freedom less than there are subjects, and an unbiased variance,
    /// ask for (Hesterberg 2015, doi 10.1080/00031305.2015.1089789). Percentiles of few
    /// subjects are too narrow without: 0.91 for 0.95 with 24. Default false.
    /// </summary>
    public bool Expanded { get; init; }

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>A metric's value with its interval.</summary>
/// <param name="Metric">Which.</param>
/// <param name="Value">The value on all rows.</param>
/// <param name="Low">Lower end; NaN where there is no value, or fewer than half of the replicates have one.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandardError">Standard deviation of the replicates.</param>
/// <param name="Subjects">How many subjects were drawn from.</param>
/// <param name="Undefined">Replicates in which the metric is not defined; they are left out.</param>
public sealed record Interval(string Metric, Measure Value, double Low, double High, double StandardError, int Subjects, int Undefined);

/// <summary>
/// Confidence intervals from replicates drawn with replacement (Efron 1979, doi 10.1214/aos/1176344552), subject by subject: all rows of a
/// drawn subject come with it.
/// </summary>
public static class Bootstrap
{
    /// <summary>Intervals of metrics.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="metrics">The metrics.</param>
    /// <param name="subjects">Whose each row is; null when each row is its own.</param>
    /// <param name="options">How replicates are drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<Interval> Of(
        Predictions predictions, IReadOnlyList<Metric> metrics, IReadOnlyList<string>? subjects = null, BootstrapOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(metrics);
        var how = options ?? new();
        var draws = new SubjectDraws(predictions.Rows, subjects, how.Seed);
        var replicates = new double[metrics.Count][];
        for (var m = 0; m < metrics.Count; m++)
            replicates[m] = new double[how.Replicates];
        Slices.For(predictions.Rows == 0 ? 0 : how.Replicates, parallel, b =>
        {
            var taken = predictions.Take(draws.Rows(b));
            for (var m = 0; m < metrics.Count; m++)
                replicates[m][b] = metrics[m].Of(taken).Value;
        });
        var left = how.Method == IntervalMethod.BiasCorrectedAccelerated
            ? Jackknife(predictions, metrics, draws, Math.Min(how.Replicates, MostLeftOut), parallel) : null;
        return [.. metrics.Select((metric, m) => Ends(metric, metric.Of(predictions), replicates[m], left?[m], how, draws.Subjects))];
    }

    // Leaving out some of very many tells the skewness as well, and must not cost more than the draws do.
    private const int MostLeftOut = 1000;

    private static double[][] Jackknife(
        Predictions predictions, IReadOnlyList<Metric> metrics, SubjectDraws draws, int most, ParallelOptions? parallel)
    {
        var count = Math.Min(draws.Subjects, most);
        var values = metrics.Select(_ => new double[count]).ToArray();
        Slices.For(count, parallel, s =>
        {
            var rest = predictions.Take(draws.Without((int)((long)s * draws.Subjects / count)));
            for (var m = 0; m < metrics.Count; m++)
                values[m][s] = metrics[m].Of(rest).Value;
        });
        return values;
    }

    private static Interval Ends(Metric metric, Measure value, double[] replicates, double[]? left, BootstrapOptions how, int subjects)
    {
        double[] known = [.. replicates.Where(double.IsFinite).Order()];
        var missing = replicates.Length - known.Length;
        if (!double.IsFinite(value.Value) || known.Length < 2 || known.Length < replicates.Length / 2.0)
            return new(metric.Id, value, double.NaN, double.NaN, double.NaN, subjects, missing);
        var mean = known.Average();
        var error = Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1));
        var (low, high) = ((1 - how.Level) / 2, (1 + how.Level) / 2);
        if (how.Expanded && subjects > 1)
        {
            var far = StudentT.InvCDF(0, 1, subjects - 1, high) * Math.Sqrt(subjects / (subjects - 1.0));
            (low, high) = (Normal.CDF(0, 1, -far), Normal.CDF(0, 1, far));
        }

        if (left is not null) (low, high) = Shifted(value.Value, known, left, subjects, low, high);
        return new(metric.Id, value, Quantile(known, low), Quantile(known, high), error, subjects, missing);
    }

    private static (double Low, double High) Shifted(double value, double[] known, double[] left, int subjects, double low, double high)
    {
        var below = (known.Count(v => v < value) + (0.5 * known.Count(v => v == value))) / known.Length;
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5 / known.Length, 1 - (0.5 / known.Length)));
        double[] finite = [.. left.Where(double.IsFinite)];
        var mean = finite.Length > 0 ? finite.Average() : 0;
        var (cubes, squares) = (finite.Sum(v => Math.Pow(mean - v, 3)), finite.Sum(v => (mean - v) * (mean - v)));
        var acceleration = squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
        if (left.Length < subjects) acceleration *= Math.Sqrt(left.Length / (double)subjects);
        return (At(low), At(high));

        double At(double level)
        {
            var z = bias + Normal.InvCDF(0, 1, level);
            return Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z))));
        }
    }

    // Linear between order statistics, as NumPy's default.
    internal static double Quantile(double[] sorted, double level)
    {
        var place = level * (sorted.Length - 1);
        var below = Math.Clamp((int)Math.Floor(place), 0, sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
