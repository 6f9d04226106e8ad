using Pial.Analysis.Splits;
using Pial.Formats;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>
/// Images that were predicted elsewhere: a folder with one file a case, whose name is the case's, or begins with it and <c>_</c>.
/// </summary>
internal sealed class ImageFiles : IImageEntry
{
    private readonly Dictionary<string, string> files;
    private readonly FittedOn? fittedOn;

    /// <summary>Finds the files.</summary>
    /// <param name="id">Name on the board.</param>
    /// <param name="what">What it is.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cases">Names of all tested cases.</param>
    /// <param name="fittedOn">Whom the model saw; null when it is not said.</param>
    /// <param name="called">What messages call the folder; null for its path.</param>
    /// <exception cref="InputException">Cases without a file or with several, or files of no case; names them.</exception>
    public ImageFiles(string id, string what, string folder, IReadOnlyCollection<string> cases, FittedOn? fittedOn = null,
        string? called = null)
    {
        ArgumentNullException.ThrowIfNull(cases);
        (Id, What, this.fittedOn) = (id, what, fittedOn);
        called ??= folder;
        if (!Directory.Exists(folder))
            throw new InputException($"{folder} does not exist; expected a folder with one predicted image a case.");
        var found = Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>().Where(f => ImageFormats.IsSingleFile(f))
            .Order(StringComparer.Ordinal)
            .Select(f =>
                (File: f,
                    Case: cases.Where(c => f.StartsWith(c, StringComparison.Ordinal) && f.Length > c.Length && f[c.Length] is '.' or '_')
                        .MaxBy(c => c.Length))).ToList();
        var unknown = found.Where(f => f.Case is null).Select(f => f.File).ToList();
        if (unknown.Count > 0)
            throw new InputException(
                $"{called} has {unknown.Count} {(unknown.Count == 1 ? "image" : "images")} of no case: {TaskTable.Named(unknown)}.");
        var twice = found.GroupBy(f => f.Case!, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InputException($"{called} has {twice.Key} {twice.Count()} times: {TaskTable.Named(twice.Select(f => f.File))}.");
        var absent = cases.Except(found.Select(f => f.Case!), StringComparer.Ordinal).ToList();
        if (absent.Count > 0)
            throw new InputException($"{called} has no image of {absent.Count} of {cases.Count} cases: {TaskTable.Named(absent)}.");
        files = found.ToDictionary(f => f.Case!, f => Path.Combine(folder, f.File), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string What { get; }

    /// <inheritdoc/>
    public ImageAnswer Predict(ImageFold fold, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(fold);
        return new(
            [.. fold.Test.Select(
                c => fold.Task.Kind == TaskKind.Segmentation ? new PredictedImage(null, ImageFile.LoadLabels(files[c.Id], parallel))
                    : new PredictedImage(ImageFile.Load(files[c.Id], parallel).Image, null))], fittedOn);
    }
}
