using Pial.Hub.Tasks;
using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>
/// The measures of one predicted label map: means over the structures that are in truth or prediction. A structure in one of the two alone counts as wrong, overlaps 0 and distances the image's
/// diagonal; one in neither says nothing; and where a case has none at all, predicting none is right: overlaps 1, distances 0.
/// </summary>
internal static class StructureMeasures
{
    /// <summary>In the order of <see cref="MeasureCatalog.Segmentation"/>, and how many structures were missed.</summary>
    public static (double[] Values, int Missed) Of(TaskDefinition task, Volume<int> predicted, Volume<int> truth, ParallelOptions? parallel)
    {
        var (rows, missed) = (new List<double[]>(), 0);
        foreach (var (_, number) in task.Labels)
        {
            var (p, t) = (predicted.Map(v => v == number), truth.Map(v => v == number));
            var s = StructureComparison.Compare(p, t, parallel: parallel);
            if (s.Case == StructureCase.Absent) continue;
            if (s.Case == StructureCase.Missed) missed++;
            double[] row = [s.Dice, s.Iou, s.Hd95Mm, s.AssdMm, s.SurfaceDice, s.VolumeSimilarity, OrWrong(s.Sensitivity), OrWrong(s.Precision)];
            rows.Add(task.Lesions is { } rules ? [.. row, .. Counted(p, t, rules)] : row);
        }

        if (rows.Count == 0) return ([.. MeasureCatalog.Of(task).Select(m => m.HigherIsBetter == true ? 1.0 : 0)], 0);
        return ([.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Average(r => r[c]))], missed);
    }

    // Parts that are all too small to count are as none.
    private static double[] Counted(Volume<bool> predicted, Volume<bool> truth, LesionRules rules)
    {
        var l = LesionComparison.Compare(predicted, truth, rules.OverlapVoxels, rules.MinimumMm3);
        return l.True + l.Predicted == 0 ? [1, 1, 1] : [l.F1, OrWrong(l.Sensitivity), OrWrong(l.Precision)];
    }

    // Undefined where one of the two is empty: then nothing is right.
    private static double OrWrong(double share) => double.IsNaN(share) ? 0 : share;
}
