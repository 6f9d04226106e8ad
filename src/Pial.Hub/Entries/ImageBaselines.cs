using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>Baselines of image tasks.</summary>
public static class ImageBaselines
{
    /// <summary>Those that suit a task.</summary>
    public static IReadOnlyList<IImageEntry> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Kind.IsRestoration() ? RestorationBaselines.Of(task.Kind) : StructureBaselines.Of(task);
    }

    /// <summary>A method that goes case by case.</summary>
    internal sealed class Each(string id, string what, Func<ImageCase, ImageFold, ParallelOptions?, PredictedImage> predict) : IImageEntry
    {
        public string Id => id;

        public string What => what;

        public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null) =>
            new([.. fold.Test.Select(c => predict(c, fold, parallel))], new FittedOn(fold.Train.Select(c => c.Id), "the task's images", $"training cases of fold {fold.Name}"));
    }
}
