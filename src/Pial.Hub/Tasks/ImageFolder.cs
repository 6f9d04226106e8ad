using Pial.Formats;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Hub.Tasks;

/// <summary>Images of a task in a folder: every file with the task's ending of images, and its references beside it.</summary>
public static class ImageFolder
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">The folder; images may lie at any depth, a reference beside its image.</param>
    /// <param name="task">The endings.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">No images, one without a reference, or one on another grid.</exception>
    public static IReadOnlyList<ImageCase> Load(string folder, TaskDefinition task, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var (images, references, mask) = task.Files;
        if (images is null || references is null) throw new InputException("a task on a folder of images needs 'images' and 'references', the endings of their names: images: _T1w.nii.gz.");
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; expected a folder of images.");
        var found = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(images, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0) throw new InputException($"{folder} has no file whose name ends in {images}.");
        return [.. found.Select(path => Case(path, path[..^images.Length], references, mask, task.Kind, parallel))];
    }

    private static ImageCase Case(string path, string stem, string references, string? mask, TaskKind kind, ParallelOptions? parallel)
    {
        var image = ImageFile.Load(path, parallel).Image;
        var reference = Beside(stem + references, path);
        var labels = kind == TaskKind.Segmentation ? OnGrid(ImageFile.LoadLabels(reference, parallel), image, reference) : null;
        var clean = kind == TaskKind.Denoising ? OnGrid(ImageFile.Load(reference, parallel).Image, image, reference) : null;
        var region = mask is null ? null : OnGrid(ImageFile.LoadLabels(Beside(stem + mask, path), parallel), image, stem + mask).Map(v => v != 0);
        return new(Path.GetFileName(stem), image, region, labels, clean, new Dictionary<string, string>(StringComparer.Ordinal));
    }

    private static string Beside(string path, string image) => File.Exists(path) ? path : throw new InputException($"{Path.GetFileName(image)} has no {Path.GetFileName(path)} beside it.");

    private static Volume<T> OnGrid<T>(Volume<T> other, Volume<float> image, string path)
        where T : unmanaged => other.Grid.Matches(image.Grid) ? other : throw new InputException($"{Path.GetFileName(path)} ({other.Grid}) does not lie on its image's grid ({image.Grid}).");
}
