using System.Collections.Immutable;
using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>Baselines of image tasks.</summary>
public static class ImageBaselines
{
    private static ImmutableArray<(string Id, Func<TaskDefinition, IImageEntry?> Of)> added = [];

    /// <summary>Those that suit a task; the last is judged when no model is named.</summary>
    public static IReadOnlyList<IImageEntry> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return [.. added.Select(a => a.Of(task)).OfType<IImageEntry>(), .. Built(task)];
    }

    /// <summary>
    /// Those of a task's board: the ones it names beside the first, which does nothing; all that suit where it names none, or says all.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="all">All that suit it.</param>
    /// <exception cref="InputException">The task names one that there is not.</exception>
    internal static IReadOnlyList<IImageEntry> Named(TaskDefinition task, IReadOnlyList<IImageEntry> all)
    {
        if (task.Baselines is not { } wanted || wanted is ["all"]) return all;
        var odd = wanted.FirstOrDefault(id => all.All(e => e.Id != id));
        var first = Built(task)[0].Id;
        return odd is null ? [.. all.Where(e => e.Id == first || wanted.Contains(e.Id))]
            : throw new InputException($"there is no baseline '{odd}' for such images.{NearestName.Hint(odd, [.. all.Select(e => e.Id)])}");
    }

    /// <summary>
    /// Adds a baseline for this process, or replaces that of the same name: it is on the board of the tasks it suits, and a candidate by
    /// its name.
    /// </summary>
    /// <param name="id">Its name, the entry's own.</param>
    /// <param name="of">Makes it for a task; null where it does not suit.</param>
    public static void Add(string id, Func<TaskDefinition, IImageEntry?> of) =>
        ImmutableInterlocked.Update(ref added, all => [.. all.Where(a => a.Id != id), (id, of)]);

    /// <summary>A method that goes case by case and learns from nobody.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="what">What it is, in a sentence.</param>
    /// <param name="predict">Predicts one case.</param>
    public static IImageEntry CaseByCase(string id, string what, Func<ImageCase, ImageFold, ParallelOptions?, PredictedImage> predict) =>
        new Each(id, what, predict);

    private static IReadOnlyList<IImageEntry> Built(TaskDefinition task) =>
        task.Kind.IsRestoration() ? RestorationBaselines.Of(task.Kind) : StructureBaselines.Of(task);

    /// <summary>A method that goes case by case.</summary>
    internal sealed class Each(string id, string what, Func<ImageCase, ImageFold, ParallelOptions?, PredictedImage> predict) : IImageEntry
    {
        public string Id => id;

        public string What => what;

        public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null) =>
            new([.. fold.Test.Select(c => predict(c, fold, parallel))],
                new FittedOn(fold.Train.Select(c => c.Id), "the task's images", $"training cases of fold {fold.Name}"));
    }
}
