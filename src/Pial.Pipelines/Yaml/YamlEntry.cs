using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pial.Pipelines.Yaml;

/// <summary>
/// One value of a YAML file and where it stands, so that whatever is wrong with it is told with its line:
/// <c>task.yaml, line 4: 'folds' must be a whole number.</c>
/// </summary>
/// <remarks>
/// Records are read field by field; a record ends with <see cref="KnowsOnly"/>, which refuses the fields it has no use for and offers the
/// nearest name.
/// </remarks>
public sealed class YamlEntry
{
    private readonly string file;

    private YamlEntry(string file, string name, YamlNode node, YamlNode? key = null) =>
        (this.file, Name, Node, Key) = (file, name, node, key ?? node);

    /// <summary>The field's name; of the items of a list that of the list; empty for the whole file.</summary>
    public string Name { get; }

    /// <summary>Line of the file, counted from 1.</summary>
    public int Line => (int)Key.Start.Line;

    /// <summary>Whether nothing is stated: empty, <c>~</c> or <c>null</c>, not quoted.</summary>
    public bool IsNull =>
        Node is YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>Whether it is a list.</summary>
    public bool IsList => Node is YamlSequenceNode;

    /// <summary>Whether it is a mapping of names to values.</summary>
    public bool IsMap => Node is YamlMappingNode;

    /// <summary>The node behind it, for writing a record back as it was.</summary>
    public YamlNode Node { get; }

    private YamlNode Key { get; }

    /// <summary>Reads a file of one document.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is not there, or no YAML; says in which line.</exception>
    public static YamlEntry Load(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path} does not exist.");
        if (new FileInfo(path).Length > JsonFile.MostBytes)
            throw new InputException(
                $"{path} is {new FileInfo(path).Length} bytes long; no record of Pial's has more than {JsonFile.MostBytes}.");
        return Parse(File.ReadAllText(path), Path.GetFileName(path));
    }

    /// <summary>Reads a text of one document.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What messages call it: the file's name.</param>
    /// <exception cref="InputException">It is empty or no YAML, or nested deeper, longer or with more aliases than any record; says in
    /// which line.</exception>
    public static YamlEntry Parse(string yaml, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new LimitedParser(new StringReader(yaml)));
        }
        catch (YamlException e)
        {
            throw new InputException($"{name}, line {e.Start.Line}: {e.Message.Split('\n')[0]}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's, for a text that ends within a bracket or a mapping.
            throw new InputException($"{name} is no YAML: it ends before a list or a mapping does.", e);
        }

        return stream.Documents.Count == 0 ? throw new InputException($"{name} is empty.") : new(name, "", stream.Documents[0].RootNode);
    }

    /// <summary>The value of a field, or null where it is absent or nothing is stated.</summary>
    /// <exception cref="InputException">This is no mapping.</exception>
    public YamlEntry? this[string field] => Fields.FirstOrDefault(f => f.Name == field) is { IsNull: false } found ? found : null;

    /// <summary>The fields of a mapping, in the file's order.</summary>
    /// <exception cref="InputException">This is no mapping.</exception>
    public IReadOnlyList<YamlEntry> Fields => Node is YamlMappingNode map
        ? [.. map.Children.Select(c => new YamlEntry(file, (c.Key as YamlScalarNode)?.Value ?? "", c.Value, c.Key))]
        : throw Bad("must be names with values: 'name: value'.");

    /// <summary>The items of a list; a single value counts as a list of one.</summary>
    public IReadOnlyList<YamlEntry> Items => Node is YamlSequenceNode list
        ? [.. list.Children.Select(c => new YamlEntry(file, Name, c))] : [this];

    /// <summary>The value of a field that must be there.</summary>
    /// <exception cref="InputException">It is absent, or nothing is stated.</exception>
    public YamlEntry Required(string field) =>
        this[field] ?? throw (Name.Length == 0 ? new InputException($"{file} needs '{field}'.") : Bad($"needs '{field}'."));

    /// <summary>Refuses fields that a record does not have.</summary>
    /// <param name="known">Those it has.</param>
    /// <exception cref="InputException">There is another; the message names its line and the nearest known name.</exception>
    public void KnowsOnly(params IReadOnlyCollection<string> known)
    {
        foreach (var field in Fields)
            if (!known.Contains(field.Name))
                throw new InputException(
                    $"{file}, line {field.Line}: there is no field " +
                        $"'{field.Name}'{(Name.Length == 0 ? "" : $" in '{Name}'")}.{NearestName.Hint(field.Name, [.. known])}");
    }

    /// <summary>As a text, as it stands in the file.</summary>
    /// <exception cref="InputException">It is a list or a mapping.</exception>
    public string Text() => (Node as YamlScalarNode)?.Value ?? throw Bad("must be a text.");

    /// <summary>As a number with a decimal point.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public double Number() =>
        Node is YamlScalarNode scalar && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var d)
            ? d : throw Bad("must be a number.");

    /// <summary>As a whole number.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public int Whole() =>
        Node is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
            ? n : throw Bad("must be a whole number.");

    /// <summary>As <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public bool Flag() => bool.TryParse((Node as YamlScalarNode)?.Value, out var flag) ? flag : throw Bad("must be true or false.");

    /// <summary>As one of some words, whatever their letters' case.</summary>
    /// <exception cref="InputException">It is another; the message offers the nearest.</exception>
    public string OneOf(params IReadOnlyCollection<string> words)
    {
        var word = Text();
        return words.FirstOrDefault(w => w.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? throw Bad($"is '{word}'.{NearestName.Hint(word, [.. words])}");
    }

    /// <summary>An error about this value, with its line.</summary>
    /// <param name="says">What is wrong, after the field's name: <c>must be a number.</c></param>
    public InputException Bad(string says) => new($"{file}, line {Line}: {(Name.Length == 0 ? "the file" : $"'{Name}'")} {says}");
}
