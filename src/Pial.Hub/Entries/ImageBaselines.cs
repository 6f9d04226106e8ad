using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Operations.Denoising;
using Pial.Operations.Smoothing;

namespace Pial.Hub.Entries;

/// <summary>Baselines of image tasks.</summary>
public static class ImageBaselines
{
    /// <summary>Those that suit a task.</summary>
    public static IReadOnlyList<IImageEntry> Of(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Kind == TaskKind.Denoising
            ?
            [
                new Each("identity", "the image as it is", (c, _, _) => new(c.Image, null)),
                new Each("gaussian", "Gaussian smoothing, FWHM one voxel", (c, _, p) => new(GaussianSmoothing.Apply(c.Image, c.Image.Grid.VoxelSize.X, p), null)),
                new Each("non-local-means", "guided non-local means for Rician noise (pial denoise)", (c, _, p) => new(NonLocalMeans.Denoise(c.Image, null, null, p).Denoised, null)),
            ]
            : StructureBaselines.Of(task);
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
