using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Evaluation;

/// <summary>What a reader of an image task's results must know of its cases.</summary>
internal static class ImageNotes
{
    private const int Few = 10;

    public static IReadOnlyList<string> Of(TaskDefinition task, IReadOnlyList<ImageCase> cases)
    {
        var notes = new List<string>();
        var people = cases.Select(c => SubjectKey.Of(c.Id)).Distinct(StringComparer.Ordinal).Count();
        if (people < Few) notes.Add($"{people} people are too few for intervals to be trusted: those given are too narrow.");
        var empty = cases.Count(c => c.Labels is { } labels && !labels.Span.ContainsAnyExcept(0));
        if (empty > 0)
            notes.Add(
                $"{empty} of {cases.Count} cases have none of the structures: predicting none there counts as right (overlaps 1, " +
                    "distances 0), anything else as wrong (overlaps 0, distances the image's diagonal).");
        return notes;
    }
}
