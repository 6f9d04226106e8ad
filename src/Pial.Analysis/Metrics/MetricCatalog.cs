using System.Collections.Immutable;
using static Pial.Analysis.Metrics.ClassMetrics;
using static Pial.Analysis.Metrics.NumberMetrics;
using static Pial.Analysis.Metrics.ProbabilityMetrics;

namespace Pial.Analysis.Metrics;

/// <summary>A metric by name.</summary>
/// <param name="Id">Its name in results: <c>balanced_accuracy</c>.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="HigherIsBetter">Its direction; null where a value near 0 is best.</param>
/// <param name="Of">Computes it.</param>
public sealed record Metric(string Id, string Name, bool? HigherIsBetter, Func<Predictions, Measure> Of)
{
    /// <summary>A number that is larger the better the value is.</summary>
    public double Merit(double value) => HigherIsBetter switch { true => value, false => -value, _ => -Math.Abs(value) };
}

/// <summary>The metrics by name.</summary>
public static class MetricCatalog
{
    private static ImmutableArray<Metric> forClasses =
    [
        Class("balanced_accuracy", "Balanced accuracy", true, BalancedAccuracy),
        Class("auroc", "AUROC", true, Auroc),
        Class("auprc", "AUPRC (average precision)", true, Auprc),
        Class("accuracy", "Accuracy", true, Accuracy),
        Class("f1", "F1 of class 1", true, p => p.Classes == 2 ? F1(p, 1) : Measure.None("there are more than two classes")),
        Class("f1_macro", "F1, mean of the classes", true, F1Macro),
        Class("mcc", "Matthews correlation", true, Mcc),
        Class("sensitivity", "Sensitivity", true, p => p.Classes == 2 ? Recall(p, 1) : Measure.None("there are more than two classes")),
        Class("specificity", "Specificity", true, p => p.Classes == 2 ? Recall(p, 0) : Measure.None("there are more than two classes")),
        Class("precision", "Precision", true, p => p.Classes == 2 ? Precision(p, 1) : Measure.None("there are more than two classes")),
        Class("ece", "Expected calibration error", false, p => ExpectedCalibrationError(p)),
        Class("brier", "Brier score", false, Brier),
        Class("log_loss", "Log loss", false, LogLoss),
    ];

    private static ImmutableArray<Metric> forNumbers =
    [
        Number("mae", "Mean absolute error", false, p => MeanAbsoluteError(p)),
        Number("rmse", "Root mean squared error", false, RootMeanSquaredError),
        Number("r2", "R²", true, R2),
        Number("r", "Pearson correlation", true, Correlation),
        Number("spearman", "Rank correlation", true, RankCorrelation),
        Number("weighted_mae", "MAE as a share of the range", false, WeightedMae),
        Number("median_ae", "Median absolute error", false, MedianAbsoluteError),
        Number("bias_slope", "Slope of the error on the truth", null, BiasSlope),
    ];

    /// <summary>Of predicted classes.</summary>
    public static IReadOnlyList<Metric> ForClasses => forClasses;

    /// <summary>Of predicted numbers.</summary>
    public static IReadOnlyList<Metric> ForNumbers => forNumbers;

    /// <summary>Adds a metric of classes for this process, or replaces that of the same name; benchmarks can then name it.</summary>
    /// <param name="id">Its name in results and records.</param>
    /// <param name="name">Its name for people.</param>
    /// <param name="higherIsBetter">Its direction; null where a value near 0 is best.</param>
    /// <param name="of">Computes it.</param>
    public static void AddForClasses(string id, string name, bool? higherIsBetter, Func<ClassPredictions, Measure> of) =>
        ImmutableInterlocked.Update(ref forClasses, all => [.. all.Where(m => m.Id != id), Class(id, name, higherIsBetter, of)]);

    /// <summary>Adds a metric of numbers, as <see cref="AddForClasses"/>.</summary>
    public static void AddForNumbers(string id, string name, bool? higherIsBetter, Func<NumberPredictions, Measure> of) =>
        ImmutableInterlocked.Update(ref forNumbers, all => [.. all.Where(m => m.Id != id), Number(id, name, higherIsBetter, of)]);

    /// <summary>A metric by name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public static Metric Get(string id) => ForClasses.Concat(ForNumbers).FirstOrDefault(m => m.Id == id)
        ?? throw new ArgumentException(
            $"There is no metric '{id}'; there are {string.Join(", ", ForClasses.Concat(ForNumbers).Select(m => m.Id))}.", nameof(id));

    private static Metric Class(string id, string name, bool? higher, Func<ClassPredictions, Measure> of) =>
        new(id, name, higher,
            p => p is ClassPredictions own ? of(own) : Measure.None("it is a metric of classes, the predictions are numbers"));

    private static Metric Number(string id, string name, bool? higher, Func<NumberPredictions, Measure> of) =>
        new(id, name, higher,
            p => p is NumberPredictions own ? of(own) : Measure.None("it is a metric of numbers, the predictions are classes"));
}
