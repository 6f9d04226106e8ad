namespace Pial.Hub.Records;

/// <summary>What a field of a record holds.</summary>
public enum FieldType
{
    /// <summary>A text or anything written like one.</summary>
    Text,

    /// <summary>A number with a decimal point.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A list of texts; one text is a list of one.</summary>
    Texts,

    /// <summary>A list of numbers.</summary>
    Numbers,

    /// <summary>Names with values: those of <see cref="Field.Fields"/>.</summary>
    Map,

    /// <summary>Names that the writer chooses, each with the fields of <see cref="Field.Fields"/>.</summary>
    Named,

    /// <summary>Anything: the writer's own.</summary>
    Open,
}

/// <summary>A field of a record: the one description behind reader, JSON Schema and reference page.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Fields">Of a <see cref="FieldType.Map"/> and <see cref="FieldType.Named"/>: what it may hold.</param>
public sealed record Field(string Name, FieldType Type, string Meaning, IReadOnlyList<Field>? Fields = null)
{
    /// <summary>Whether fmbench, or Pial where it is its own, wants it stated.</summary>
    public bool Required { get; init; }

    /// <summary>The only words it may hold; null when any.</summary>
    public IReadOnlyList<string>? Words { get; init; }
}
