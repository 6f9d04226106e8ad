using Pial.Analysis.Metrics;
using Pial.Hub.Entries;
using Pial.Hub.Tasks;
using Pial.Volumes;

namespace Pial.Hub.Evaluation;

/// <summary>A case that a report shows.</summary>
/// <param name="Place">Worst, Median or Best.</param>
/// <param name="Id">Whose.</param>
/// <param name="Score">Its primary measure.</param>
/// <param name="Image">What the candidate was given; of a segmentation what lies under the outlines.</param>
public abstract record CasePicture(string Place, string Id, double Score, Volume<float> Image);

/// <summary>A case of a segmentation.</summary>
/// <param name="Place">Worst, Median or Best.</param>
/// <param name="Id">Whose.</param>
/// <param name="Score">Its primary measure.</param>
/// <param name="Image">What lies under the outlines.</param>
/// <param name="Truth">True labels.</param>
/// <param name="Predicted">The candidate's.</param>
internal sealed record LabelPicture(string Place, string Id, double Score, Volume<float> Image, Volume<int> Truth, Volume<int> Predicted)
    : CasePicture(Place, Id, Score, Image);

/// <summary>A case of a restoration.</summary>
/// <param name="Place">Worst, Median or Best.</param>
/// <param name="Id">Whose.</param>
/// <param name="Score">Its primary measure.</param>
/// <param name="Image">What the candidate was given.</param>
/// <param name="Truth">The true image.</param>
/// <param name="Predicted">The candidate's, on the same grid.</param>
/// <param name="Mask">Where it is judged; null for everywhere.</param>
internal sealed record RestoredPicture(string Place, string Id, double Score, Volume<float> Image, Volume<float> Truth,
    Volume<float> Predicted, Volume<bool>? Mask) : CasePicture(Place, Id, Score, Image);

/// <summary>Chooses the cases that a report shows.</summary>
internal static class CasePictures
{
    /// <summary>Worst, median and best by the primary measure; fewer when there are fewer cases.</summary>
    public static IReadOnlyList<CasePicture> Of(TaskDefinition task, IReadOnlyList<ImageCase> cases, ImageEvaluation evaluation,
        Outcome outcome, Metric primary)
    {
        var predicted = evaluation.CandidateImages;
        if (predicted.Count != outcome.Rows.Ids.Count) return [];
        var scores = Enumerable.Range(0, predicted.Count).Select(r => primary.Of(outcome.Predictions.Take([r])).Value).ToArray();
        int[] order = [.. Enumerable.Range(0, predicted.Count).OrderBy(r => primary.Merit(scores[r])).ThenBy(r => r)];
        var byId = cases.ToDictionary(c => c.Id, StringComparer.Ordinal);
        (string Place, int Row)[] chosen = order.Length switch
        {
            1 => [("Only", order[0])],
            2 => [("Worst", order[0]), ("Best", order[1])],
            _ => [("Worst", order[0]), ("Median", order[order.Length / 2]), ("Best", order[^1])]
        };
        return [.. chosen.Select(c => Picture(task, byId[outcome.Rows.Ids[c.Row]], predicted[c.Row], c.Place, scores[c.Row]))];
    }

    // Lesions of white matter are seen best on FLAIR.
    private static CasePicture Picture(TaskDefinition task, ImageCase one, PredictedImage predicted, string place, double score) =>
        predicted.Labels is { } labels
        ? new LabelPicture(place, one.Id, score, (task.Lesions is null ? null : one.Channel("FLAIR")) ?? one.Image, one.Labels!, labels)
        : new RestoredPicture(place, one.Id, score, one.Image, one.Clean!, predicted.Image!, one.Mask);
}
