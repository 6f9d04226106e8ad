namespace Pial.Pipelines.Yaml;

/// <summary>A field of a record: the one description behind reader, JSON Schema and reference page.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Form">Which values it takes.</param>
/// <param name="Meaning">One sentence.</param>
public record YamlField(string Name, YamlForm Form, string Meaning)
{
    /// <summary>Whether the record should state it.</summary>
    public bool Required { get; init; }

    /// <summary>Another name under which it is understood.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether Pial added it, so that it is left out of what is exported for fmbench.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Its value in a record, under its name or its alias; null where nothing is stated.</summary>
    /// <exception cref="InputException">Both are stated.</exception>
    public YamlEntry? In(YamlEntry record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (Alias is null || record[Alias] is not { } other) return record[Name];
        return record[Name] is null ? other : throw other.Bad($"says again what '{Name}' says; keep one of them.");
    }

    /// <summary>Refuses a value that the field cannot take.</summary>
    /// <exception cref="InputException">It is one; with its line.</exception>
    internal virtual void Check(YamlEntry entry) => Form.Check(entry);
}
