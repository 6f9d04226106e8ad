using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Records;

/// <summary>A record as it was read: what it says, of what kind it is, and what it leaves out.</summary>
/// <param name="Path">Where it lies; the name alone when it was not read from a file.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Entry">Its fields.</param>
/// <param name="Absent">Required fields that it does not state: it is read all the same.</param>
public sealed record RecordFile(string Path, RecordKind Kind, YamlEntry Entry, IReadOnlyList<string> Absent)
{
    /// <summary>What the record calls itself.</summary>
    public string Id => Entry.Required(Kind.IdField).Text();

    /// <summary>Reads a file.</summary>
    /// <param name="path">YAML file.</param>
    /// <param name="expected">The kind it must be; null for any.</param>
    /// <exception cref="InputException">Absent, no YAML, another kind, an unknown field, a value of another type; with file and
    /// line.</exception>
    public static RecordFile Load(string path, RecordKind? expected = null)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        return Parse(File.ReadAllText(path), path, expected);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">Where it comes from.</param>
    /// <param name="expected">The kind it must be; null for any.</param>
    /// <exception cref="InputException">As <see cref="Load"/>.</exception>
    public static RecordFile Parse(string yaml, string path, RecordKind? expected = null)
    {
        var name = System.IO.Path.GetFileName(path);
        var entry = YamlEntry.Parse(yaml, name);
        var kind = RecordKinds.Of(entry, name);
        if (expected is not null && kind != expected)
            throw new InputException(
                $"{name} is a {kind.Name} record ({kind.IdField}); a {expected.Name} record is expected here ({expected.IdField}).");
        return new(path, kind, entry, kind.Check(entry));
    }

    /// <summary>The record as YAML, field by field as it was read.</summary>
    public string ToYaml() => YamlText.Of(Entry.Node);
}
