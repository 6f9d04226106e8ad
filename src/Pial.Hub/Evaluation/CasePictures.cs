using Pial.Analysis.Metrics;
using Pial.Hub.Tasks;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>A case that a report shows.</summary>
/// <param name="Place">Worst, Median or Best.</param>
/// <param name="Id">Whose.</param>
/// <param name="Score">Its primary measure.</param>
/// <param name="Image">What lies under the outlines.</param>
/// <param name="Truth">True labels.</param>
/// <param name="Predicted">The candidate's.</param>
public sealed record CasePicture(string Place, string Id, double Score, Volume<float> Image, Volume<int> Truth, Volume<int> Predicted);

/// <summary>Chooses the cases that a report shows.</summary>
internal static class CasePictures
{
    /// <summary>Worst, median and best by the primary measure; fewer when there are fewer cases. Of a denoising none.</summary>
    public static IReadOnlyList<CasePicture> Of(TaskDefinition task, IReadOnlyList<ImageCase> cases, ImageEvaluation evaluation, Outcome outcome, Metric primary)
    {
        var labels = evaluation.CandidateLabels;
        if (task.Kind != TaskKind.Segmentation || labels.Count != outcome.Rows.Ids.Count) return [];
        var scores = Enumerable.Range(0, labels.Count).Select(r => primary.Of(outcome.Predictions.Take([r])).Value).ToArray();
        int[] order = [.. Enumerable.Range(0, labels.Count).OrderBy(r => primary.Merit(scores[r])).ThenBy(r => r)];
        var byId = cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        (string Place, int Row)[] chosen = order.Length switch { 1 => [("Only", order[0])], 2 => [("Worst", order[0]), ("Best", order[1])], _ => [("Worst", order[0]), ("Median", order[order.Length / 2]), ("Best", order[^1])] };
        // Lesions of white matter are seen best on FLAIR.
        return [.. chosen.Select(c => byId[outcome.Rows.Ids[c.Row]] is var one ? new CasePicture(c.Place, one.Id, scores[c.Row], (task.Lesions is null ? null : one.Channel("FLAIR")) ?? one.Image, one.Labels!, labels[c.Row]) : throw new InvalidOperationException())];
    }
}
