using Pial.Analysis.Metrics;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>The measures by the names that records use; what comes back carries the record's own spelling.</summary>
internal static class MeasureCatalog
{
    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        ["f1score"] = "f1_macro",
        ["f1"] = "f1_macro",
        ["auc"] = "auroc",
        ["rocauc"] = "auroc",
        ["averageprecision"] = "auprc",
        ["pearsoncorrelation"] = "r",
        ["pearson"] = "r",
        ["rsquared"] = "r2",
        ["brierscore"] = "brier",
        ["agebiasslope"] = "bias_slope",
        ["spearmancorrelation"] = "spearman",
        ["recall"] = "sensitivity",
        ["lesionwisef1"] = "Lesion F1",
        ["lesionf1score"] = "Lesion F1",
        ["lesionsensitivity"] = "Lesion Recall",
        ["lesionwiserecall"] = "Lesion Recall",
        ["lesionwiseprecision"] = "Lesion Precision",
    };

    /// <summary>Of labels against labels, averaged over structures; a structure that was missed counts as missed.</summary>
    public static IReadOnlyList<Metric> Segmentation =>
        [.. StructureMeasure.All.Select(m => CasePredictions.Mean(m.Name, m.HigherIsBetter))];

    /// <summary>Of an image against the clean one, inside the mask.</summary>
    public static IReadOnlyList<Metric> Denoising => [.. ImageMeasure.All.Select(m => CasePredictions.Mean(m.Name, m.HigherIsBetter))];

    /// <summary>The measures of a kind of task.</summary>
    public static IReadOnlyList<Metric> Of(TaskKind kind) => kind switch
    {
        TaskKind.Classification => MetricCatalog.ForClasses,
        TaskKind.Regression => MetricCatalog.ForNumbers,
        TaskKind.Segmentation => Segmentation,
        _ => Denoising,
    };

    /// <summary>The measures of a task: those of lesions where its structures are lesions.</summary>
    public static IReadOnlyList<Metric> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var all = Of(task.Kind);
        return task.Kind == TaskKind.Segmentation && task.Lesions is null ? [.. all.Where(m => !IsOfLesions(m))] : all;
    }

    /// <summary>A measure of a task by name, as <see cref="Find(TaskKind, string, int)"/>.</summary>
    /// <exception cref="InputException">There is none of that name for the task.</exception>
    public static Metric Find(TaskDefinition task, string name, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(task);
        var found = Find(task.Kind, name, classes);
        return task.Kind != TaskKind.Segmentation || task.Lesions is not null
            || !Segmentation.Any(m => IsOfLesions(m) && (Plain(m.Name) == Plain(name) || m.Id == Ids.GetValueOrDefault(Plain(name))))
            ? found
            : throw new InputException(
                $"the measure '{name}' is of lesions; say in the task that its structures are: lesions: {{minimum_mm3: 3}}.");
    }

    /// <summary>A measure by name, whatever its letters' case and its hyphens.</summary>
    /// <param name="kind">The kind of task.</param>
    /// <param name="name">As a record has it: <c>Balanced Accuracy</c>, <c>F1-Score</c>.</param>
    /// <param name="classes">How many classes there are: F1 is of the positive class where there are two, else the mean.</param>
    /// <exception cref="InputException">There is none of that name for the kind of task.</exception>
    public static Metric Find(TaskKind kind, string name, int classes = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (all, plain) = (Of(kind), Plain(name));
        var id = plain is "f1score" or "f1" && classes == 2 ? "f1" : Ids.GetValueOrDefault(plain);
        var found = all.FirstOrDefault(m => m.Id == id) ?? all.FirstOrDefault(m => Plain(m.Id) == plain || Plain(m.Name) == plain)
            ?? throw new InputException(
                $"there is no measure '{name}' for {kind.Word()}.{NearestName.Hint(name, [.. all.Select(m => m.Id)])}");
        return RepeatedPredictions.Averaged(found with { Id = name, Name = name });
    }

    /// <summary>Whether a kind of task has a measure of a name.</summary>
    public static bool IsOf(TaskKind kind, string name) => Known(kind, name) is not null;

    /// <summary>Which end of a measure is good; null for one of a name that is not known, or that has no good end.</summary>
    public static bool? Direction(string name) =>
        Enum.GetValues<TaskKind>().Select(kind => Known(kind, name)).FirstOrDefault(m => m is not null)?.HigherIsBetter;

    private static Metric? Known(TaskKind kind, string name)
    {
        var (all, plain) = (Of(kind), Plain(name));
        var id = Ids.GetValueOrDefault(plain);
        return all.FirstOrDefault(m => m.Id == id) ?? all.FirstOrDefault(m => Plain(m.Id) == plain || Plain(m.Name) == plain);
    }

    private static bool IsOfLesions(Metric metric) => StructureMeasure.All.Any(m => m.OfLesions && m.Name == metric.Id);

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
}
