using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Formats.Transforms;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Bids;

/// <summary>
/// Writes the derivatives of one scan. A file that is there with a sidecar naming the same key is left alone, and its value is not even
/// asked for; a sidecar is removed before its file is replaced and written after it, so that the two never disagree.
/// </summary>
/// <param name="folder">Where the files go.</param>
/// <param name="prefix">Beginning of their names.</param>
/// <param name="sources">BIDS URIs of the raw scan, and of others of the same head; of these a sidecar lists those that its file was made
/// of.</param>
/// <param name="parallel">Threads and cancellation.</param>
/// <param name="scan">Key of the raw image of the head; a file that another run writes meanwhile of another head is not replaced. Null to
/// replace any.</param>
public sealed class DerivativeWriter(string folder, string prefix, IReadOnlyList<string> sources, ParallelOptions parallel,
    ArtifactKey? scan = null)
{
    private readonly List<string> current = [];
    private readonly List<string> written = [];
    private readonly Dictionary<string, bool> looked = new(StringComparer.Ordinal);

    /// <summary>Files that were there already.</summary>
    public IReadOnlyList<string> Current => current;

    /// <summary>Files that were written.</summary>
    public IReadOnlyList<string> Written => written;

    /// <summary>Path of a derivative.</summary>
    public string PathOf(string name) => Path.Combine(folder, $"{prefix}_{name}");

    /// <summary>Whether large files that are there are read and compared with their checksums, too.</summary>
    public bool Verify { get; init; }

    /// <summary>Told of damaged files that are made again; null for nobody.</summary>
    public Action<string>? Noticed { get; init; }

    /// <summary>Whether a derivative is there, was made by exactly this work, and is as it was written.</summary>
    public bool IsCurrent(string name, ArtifactKey key)
    {
        var (path, sidecar) = (PathOf(name), Sidecar.PathOf(PathOf(name)));
        if (looked.TryGetValue(name, out var known)) return known;
        var there = File.Exists(sidecar);
        if (!there && !File.Exists(path)) return looked[name] = false;
        var fault = there ? Checksums.Fault(sidecar, Verify) : $"{Path.GetFileName(path)} has no sidecar";
        if (fault is not null) Noticed?.Invoke($"{fault}, so it is made again.");
        return looked[name] = fault is null && File.Exists(path) && Sidecar.KeyOf(path) == key.Value;
    }

    /// <summary>Removes a derivative of an earlier run that is not to be there any more.</summary>
    public void Remove(string name)
    {
        if (!File.Exists(PathOf(name))) return;
        File.Delete(PathOf(name));
        File.Delete(Sidecar.PathOf(PathOf(name)));
    }

    /// <summary>Writes an image of intensities or probabilities.</summary>
    public void Image(string name, Artifact<Volume<float>> artifact, string description, string? space,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path => ImageFile.Save(path, artifact.Value, Options(space), parallel));

    /// <summary>Writes a mask.</summary>
    public void Mask(string name, Artifact<Volume<bool>> artifact, string description, string? space,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path => ImageFile.Save(path, artifact.Value, Options(space), parallel));

    /// <summary>Writes labels and their table.</summary>
    public void Labels(string name, Artifact<Volume<int>> artifact, LabelTable table, string description, string? space,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path =>
        {
            OutputFile.WriteText(TableOf(path), LabelTableFile.Tsv(table));
            ImageFile.Save(path, artifact.Value, Options(space), parallel);
        }, TableOf(PathOf(name)));

    /// <summary>Writes an affine as ITK and ANTs read it; the map takes points of the space images are resampled into.</summary>
    public void Transform(string name, Artifact artifact, Func<Affine> affine, string description,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path => ItkTransform.Write(path, affine()));

    /// <summary>Writes a warp in ITK's form.</summary>
    public void Transform(string name, Artifact artifact, Func<Warp> warp, string description,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path => ItkDisplacement.Write(path, warp(), parallel: parallel));

    /// <summary>Writes a text file: a table, a page.</summary>
    public void Text(string name, Artifact artifact, Func<string> text, string description,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, path => OutputFile.WriteText(path, text()));

    /// <summary>Writes a file of another kind.</summary>
    /// <param name="name">Its name after the scan's own entities.</param>
    /// <param name="artifact">What it holds.</param>
    /// <param name="save">Writes it to a path, whole or not at all.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="fields">Further fields of the sidecar.</param>
    public void Save(string name, Artifact artifact, Action<string> save, string description,
        params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
        => Write(name, artifact, description, fields, save);

    /// <summary>Writes a folder of another layout than BIDS's, whole or not at all; it counts as one file.</summary>
    /// <param name="folder">The folder; one that Pial wrote of other work is replaced.</param>
    /// <param name="artifact">What it holds.</param>
    /// <param name="fill">Writes its files into the folder it is given.</param>
    /// <param name="description">One sentence.</param>
    /// <exception cref="InputException">A folder is there that Pial did not write.</exception>
    public void Folder(string folder, Artifact artifact, Action<string> fill, string description)
    {
        parallel.CancellationToken.ThrowIfCancellationRequested();
        if (File.Exists(AtomicFolder.MarkOf(folder)))
        {
            var fault = Checksums.Fault(AtomicFolder.MarkOf(folder), Verify);
            if (fault is not null) Noticed?.Invoke($"{Path.GetFileName(folder)}: {fault}, so it is made again.");
            if (fault is null && AtomicFolder.KeyOf(folder) == artifact.Key.Value)
            {
                current.Add(folder);
                return;
            }
        }

        AtomicFolder.Write(folder, fill, Sidecar.Of(artifact, description, SourcesOf(artifact), []));
        written.Add(folder);
    }

    /// <summary>Writes a JSON file, which is its own sidecar: what it says, then where it comes from.</summary>
    public void Json(string name, Artifact artifact, Func<JsonObject> content, string description)
    {
        if (IsCurrent(name, artifact.Key))
        {
            current.Add(PathOf(name));
            return;
        }

        RefuseAnother(PathOf(name));
        var document = content();
        foreach (var (field, value) in Sidecar.Of(artifact, description, SourcesOf(artifact), []))
            document[field] = value?.DeepClone();
        Directory.CreateDirectory(folder);
        Checksums.Seal(document, folder, []);
        Sidecar.Write(PathOf(name), document);
        Wrote(name, PathOf(name));
    }

    private static string TableOf(string labels) => labels.Replace(".nii.gz", ".tsv", StringComparison.Ordinal);

    private static SaveOptions Options(string? space) => new() { Space = space, Description = "Pial" };

    private IEnumerable<string> SourcesOf(Artifact artifact)
    {
        if (sources.Count < 2) return sources;
        var raw = artifact.Chain().Where(s => s.Id == "raw").Select(s => $"bids:raw:{s.Parameters.GetProperty("Name").GetString()}")
            .ToHashSet(StringComparer.Ordinal);
        return sources.Where((s, n) => n == 0 || raw.Contains(s));
    }

    private void RefuseAnother(string path)
    {
        if (scan is { } raw && File.Exists(path) && EarlierOutputs.IsOfAnother(path, raw)) throw EarlierOutputs.Refusal(folder, prefix);
    }

    private void Write(string name, Artifact artifact, string description, ReadOnlySpan<(string Name, JsonNode? Value)> fields,
        Action<string> save, string? beside = null)
    {
        parallel.CancellationToken.ThrowIfCancellationRequested();
        var path = PathOf(name);
        if (IsCurrent(name, artifact.Key))
        {
            current.Add(path);
            return;
        }

        RefuseAnother(path);
        var sidecar = Sidecar.Of(artifact, description, SourcesOf(artifact), fields);
        try
        {
            Directory.CreateDirectory(folder);
            File.Delete(Sidecar.PathOf(path));
            save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {e.Message}", e);
        }

        Checksums.Seal(sidecar, folder, beside is null ? [path] : [path, beside]);
        Sidecar.Write(path, sidecar);
        Wrote(name, path);
    }

    private void Wrote(string name, string path)
    {
        looked.Remove(name);
        written.Add(path);
    }
}
