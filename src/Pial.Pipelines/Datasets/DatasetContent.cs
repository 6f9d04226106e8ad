using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Tables;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Datasets;

/// <summary>What the files of a BIDS folder hold, as their headers and sidecars say.</summary>
public sealed class DatasetContent
{
    private readonly ILookup<string, (BidsName Name, SidecarFacts Facts)> sidecars; // by folder

    internal DatasetContent(string folder, IReadOnlyList<string> subjects, IReadOnlyList<ImageFacts> images,
        IReadOnlyList<string> transforms, IEnumerable<(string Path, SidecarFacts Facts)> sidecars)
    {
        (Folder, Subjects, Images, Transforms) = (folder, subjects, images, transforms);
        this.sidecars = sidecars.ToLookup(s => FolderOf(s.Path), s => (Stem(s.Path), s.Facts), StringComparer.Ordinal);
        (Participants, ParticipantsProblem) = ReadParticipants(folder);
    }

    /// <summary>The dataset.</summary>
    public string Folder { get; }

    /// <summary>Labels of the <c>sub-</c> folders, in order of name.</summary>
    public IReadOnlyList<string> Subjects { get; }

    /// <summary>The images of their <c>anat</c> folders, in order of path.</summary>
    public IReadOnlyList<ImageFacts> Images { get; }

    /// <summary>Transforms (<c>…_xfm.*</c>), in order of path.</summary>
    public IReadOnlyList<string> Transforms { get; }

    /// <summary>The table <c>participants.tsv</c>, or null when there is none.</summary>
    public SubjectTable? Participants { get; }

    /// <summary>Why <c>participants.tsv</c> cannot be used; null when it can or is not there.</summary>
    public string? ParticipantsProblem { get; }

    /// <summary>Images of heads and brains, by their contrast: not masks, labels, probabilities or maps.</summary>
    public IEnumerable<ImageFacts> Scans => Images.Where(i => ContrastName.Of(i.Path) is not null);

    /// <summary>
    /// What the sidecars of an image say: those of its folder and of all above it whose entities it has, the nearest counting most.
    /// </summary>
    public SidecarFacts SidecarOf(ImageFacts image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var facts = new SidecarFacts();
        var parts = image.Path.Split('/')[..^1];
        for (var depth = 0; depth <= parts.Length; depth++)
        {
            foreach (var (name, said) in sidecars[string.Join('/', parts.Take(depth))].OrderBy(s => s.Name.Entities.Count))
                if (Applies(name, image.Name)) facts = facts.Under(said);
        }

        return facts;
    }

    /// <summary>A text field of <c>dataset_description.json</c>, or null.</summary>
    public string? Described(string field)
    {
        try
        {
            return JsonFile.Parse(Path.Combine(Folder, "dataset_description.json"))?[field] is JsonValue value
                && value.TryGetValue(out string? text) && text.Trim().Length > 0 ? text.Trim() : null;
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Applies(BidsName sidecar, BidsName image) =>
        sidecar.Suffix == image.Suffix && sidecar.Entities.All(e => e.Key == "" || image[e.Key] == e.Value);

    // A sidecar at the top has no subject in its name (T1w.json), which BidsName would make one of.
    private static BidsName Stem(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (name.StartsWith("sub-", StringComparison.Ordinal)) return BidsName.Of(name + ".nii");
        var parts = name.Split('_');
        return new([.. parts[..^1].Select(p => p.Split('-', 2)).Where(p => p.Length == 2).Select(p => KeyValuePair.Create(p[0], p[1]))],
            parts[^1]);
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is var at and >= 0 ? path[..at] : "";

    // A table that cannot be used is a finding; the images are looked at all the same.
    private static (SubjectTable? Table, string? Problem) ReadParticipants(string folder)
    {
        var path = Path.Combine(folder, "participants.tsv");
        try
        {
            return (File.Exists(path) ? TableFile.Read(path) : null, null);
        }
        catch (InputException e)
        {
            return (null, e.Message);
        }
    }
}
