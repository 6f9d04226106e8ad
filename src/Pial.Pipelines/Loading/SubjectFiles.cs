using System.Collections.Immutable;
using Pial.Volumes;

namespace Pial.Pipelines.Loading;

/// <summary>What an image is to transforms and samplers.</summary>
public enum ImageKind
{
    /// <summary>Intensities: a channel of the batches.</summary>
    Scalar,

    /// <summary>Labels: a tensor of its own.</summary>
    Labels,

    /// <summary>Probabilities of a sampler: moved with the rest, and not in the batches.</summary>
    SamplingMap,
}

/// <summary>An image of a subject that has not been read.</summary>
/// <param name="Name">What transforms, samplers and batches call it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The file.</param>
public sealed record SubjectImageFile(string Name, ImageKind Kind, string Path)
{
    /// <summary>What labels mean; null when it is not known.</summary>
    public LabelTable? Table { get; init; }
}

/// <summary>The images of a subject and its row of a table.</summary>
/// <param name="Id">The subject, or the scan where subjects have several.</param>
/// <param name="Images">Its images, in the order they were asked for.</param>
/// <param name="Row">What a table says of it, by column; text as it stands there.</param>
public sealed record SubjectFiles(string Id, ImmutableArray<SubjectImageFile> Images, IReadOnlyDictionary<string, string> Row)
{
    /// <summary>Where messages say it was named: the table's row, or the folder.</summary>
    public string Where { get; init; } = Id;
}

/// <summary>
/// An image that is asked for: <c>NAME=SOURCE</c>, where the source is a column of a table, or entities and suffix of a BIDS name.
/// </summary>
/// <param name="Name">What transforms, samplers and batches call it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ImageRequest(string Name, ImageKind Kind, string Source)
{
    /// <summary>Reads <c>NAME=SOURCE</c>; a name alone is its own source.</summary>
    /// <exception cref="InputException">The name or the source is empty.</exception>
    public static ImageRequest Parse(string text, ImageKind kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (name, source) = at < 0 ? (text.Trim(), text.Trim()) : (text[..at].Trim(), text[(at + 1)..].Trim());
        return name.Length > 0 && source.Length > 0 ? new(name, kind, source)
            : throw new InputException($"'{text}' is no image; expected NAME=SOURCE, such as T1w=desc-preproc_T1w.");
    }
}
