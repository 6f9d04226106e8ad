using System.Collections.Immutable;
using Pial.Hub.Tasks;
using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>A predicted structure and the true one, of which at least one is not empty.</summary>
/// <param name="Predicted">What an entry gave.</param>
/// <param name="Truth">The truth, on the same grid.</param>
/// <param name="Rules">How lesions are counted, where the structures are lesions; else null.</param>
/// <param name="Parallel">Threads and cancellation.</param>
public sealed record StructurePair(Volume<bool> Predicted, Volume<bool> Truth, LesionRules? Rules = null, ParallelOptions? Parallel = null)
{
    private StructureScores? scores;
    private LesionScores? lesions;

    /// <summary>Pial's scores, calculated once.</summary>
    public StructureScores Scores => scores ??= StructureComparison.Run(Predicted, Truth, parallel: Parallel);

    /// <summary>Lesions counted, once.</summary>
    /// <exception cref="InvalidOperationException">There are no rules for counting.</exception>
    public LesionScores Lesions =>
        lesions ??= Rules is { } rules ? LesionComparison.Run(Predicted, Truth, rules.OverlapVoxels, rules.MinimumMm3)
        : throw new InvalidOperationException("Lesions are counted where a task says how.");
}

/// <summary>A measure of predicted structures, averaged over the structures of a case and over cases.</summary>
/// <param name="Name">Its name in tasks, tables and on boards.</param>
/// <param name="HigherIsBetter">Its direction.</param>
/// <param name="Of">Takes it of one structure; finite.</param>
/// <param name="OfLesions">Whether it is taken where a task's structures are lesions, and nowhere else.</param>
public sealed record StructureMeasure(string Name, bool HigherIsBetter, Func<StructurePair, double> Of, bool OfLesions = false)
{
    private static ImmutableArray<StructureMeasure> all =
    [
        new("Dice", true, p => p.Scores.Dice),
        new("IoU", true, p => p.Scores.Iou),
        new("HD95", false, p => p.Scores.Hd95Mm),
        new("ASSD", false, p => p.Scores.AssdMm),
        new("NSD", true, p => p.Scores.SurfaceDice),
        new("Volume Similarity", true, p => p.Scores.VolumeSimilarity),
        new("Sensitivity", true, p => OrWrong(p.Scores.Sensitivity)),
        new("Precision", true, p => OrWrong(p.Scores.Precision)),
        new("Lesion F1", true, p => IsNone(p.Lesions) ? 1 : p.Lesions.F1, true),
        new("Lesion Recall", true, p => IsNone(p.Lesions) ? 1 : OrWrong(p.Lesions.Sensitivity), true),
        new("Lesion Precision", true, p => IsNone(p.Lesions) ? 1 : OrWrong(p.Lesions.Precision), true),
    ];

    /// <summary>All there are.</summary>
    public static IReadOnlyList<StructureMeasure> All => all;

    /// <summary>Adds one for this process, or replaces that of the same name; tasks can then name it.</summary>
    public static void Add(StructureMeasure measure) =>
        ImmutableInterlocked.Update(ref all, list => [.. list.Where(m => m.Name != measure.Name), measure]);

    // Parts that are all too small to count are as none.
    private static bool IsNone(LesionScores l) => l.True + l.Predicted == 0;

    // Undefined where one of the two is empty: then nothing is right.
    private static double OrWrong(double share) => double.IsNaN(share) ? 0 : share;
}

/// <summary>
/// The measures of one predicted label map: means over the structures that are in truth or prediction. A structure in one of the two alone
/// counts as wrong, overlaps 0 and distances the image's diagonal; one in neither says nothing; and where a case has none at all,
/// predicting none is right: overlaps 1, distances 0.
/// </summary>
internal static class StructureMeasures
{
    /// <summary>In the order of <see cref="MeasureCatalog.Of(TaskDefinition)"/>, and how many structures were missed.</summary>
    public static (double[] Values, int Missed) Of(TaskDefinition task, Volume<int> predicted, Volume<int> truth, ParallelOptions? parallel)
    {
        StructureMeasure[] measures = [.. StructureMeasure.All.Where(m => !m.OfLesions || task.Lesions is not null)];
        var (rows, missed) = (new List<double[]>(), 0);
        foreach (var (_, number) in task.Labels)
        {
            var pair = new StructurePair(predicted.Map(v => v == number), truth.Map(v => v == number), task.Lesions, parallel);
            if (pair.Scores.Case == StructureCase.Absent) continue;
            if (pair.Scores.Case == StructureCase.Missed) missed++;
            rows.Add([.. measures.Select(m => m.Of(pair))]);
        }

        if (rows.Count == 0) return ([.. measures.Select(m => m.HigherIsBetter ? 1.0 : 0)], 0);
        return ([.. measures.Select((_, c) => rows.Average(r => r[c]))], missed);
    }
}
