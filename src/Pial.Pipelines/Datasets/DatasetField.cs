using System.Text.Json.Nodes;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>One field of <c>dataset.yaml</c>: what it means, which values it takes, how it is read and written. The reader, the writer, the JSON Schema and the reference page all come from these.</summary>
/// <param name="Name">As written.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Form">Which values it takes.</param>
/// <param name="Read">The record with the value of an entry.</param>
/// <param name="Write">The value as YAML, or null when it is not stated.</param>
internal sealed record DatasetField(string Name, string Meaning, DatasetForm Form, Func<YamlEntry, DatasetRecord, DatasetRecord> Read, Func<DatasetRecord, string?> Write)
{
    /// <summary>Another name under which it is understood.</summary>
    public string? Alias { get; init; }

    /// <summary>Whether the file must have it.</summary>
    public bool Required { get; init; }
}

/// <summary>Which values a field takes.</summary>
/// <param name="Words">In words, for the reference page.</param>
/// <param name="Schema">As JSON Schema.</param>
internal sealed record DatasetForm(string Words, Func<JsonNode> Schema)
{
    public static readonly DatasetForm Text = new("text", static () => TextSchema());

    public static readonly DatasetForm Texts = new("text, or a list of texts", static () => Any(TextSchema(), ListOf(TextSchema())));

    public static readonly DatasetForm Count = new("whole number, or `[least, most]`", static () => Any(Reference("notStated"), Whole(), Pair(Whole())));

    public static readonly DatasetForm Range = new("number, or `[lowest, highest]`", static () => Any(Reference("notStated"), Number(), Pair(Number())));

    public static readonly DatasetForm VoxelSize = new(
        "`[x, y, z]` in mm, each a number or `[least, most]`; one number for all three",
        static () => Any(Reference("notStated"), Positive(), new JsonObject { ["type"] = "array", ["items"] = Any(Positive(), Pair(Positive())), ["minItems"] = 3, ["maxItems"] = 3 }));

    public static readonly DatasetForm Tesla = new("`3T`, or a list of such", static () => Any(Reference("notStated"), Strength(), ListOf(Strength())));

    public static readonly DatasetForm Access = new(
        "`open`, `registered`, `restricted` or `private`", static () => Any(Reference("notStated"), new JsonObject { ["enum"] = new JsonArray([.. DatasetFields.AccessWords.Select(w => JsonValue.Create(w))]) }));

    public static readonly DatasetForm Counts = new(
        "names with whole numbers: `{F: 12, M: 12}`", static () => Any(Reference("notStated"), new JsonObject { ["type"] = "object", ["additionalProperties"] = Whole() }));

    public static readonly DatasetForm Named = new(
        "a list of columns, or columns with what they mean: `{age: years at the scan}`", static () => Any(TextSchema(), ListOf(TextSchema()), new JsonObject { ["type"] = "object", ["additionalProperties"] = TextSchema() }));

    public static readonly DatasetForm Columns = new(
        $"roles ({string.Join(", ", DatasetFields.Roles.Select(r => $"`{r}`"))}) with the columns that play them: `{{sex: gender}}`",
        static () => Any(Reference("notStated"), new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(DatasetFields.Roles.Select(r => KeyValuePair.Create(r, (JsonNode?)TextSchema()))),
            ["additionalProperties"] = false,
        }));

    public static readonly DatasetForm NeededText = new("text, required", static () => new JsonObject
    {
        ["allOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("string", "number") }, new JsonObject { ["not"] = Reference("notStated") }),
    });

    private static JsonObject TextSchema() => new() { ["type"] = new JsonArray("string", "number", "boolean", "null") };

    private static JsonObject Whole() => new() { ["type"] = "integer", ["minimum"] = 0 };

    private static JsonObject Number() => new() { ["type"] = "number" };

    private static JsonObject Positive() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 };

    private static JsonObject Strength() => new() { ["type"] = new JsonArray("string", "number"), ["pattern"] = DatasetFields.StrengthPattern };

    private static JsonObject ListOf(JsonNode item) => new() { ["type"] = "array", ["items"] = item };

    private static JsonObject Pair(JsonNode item) => new() { ["type"] = "array", ["items"] = item, ["minItems"] = 2, ["maxItems"] = 2 };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Any(params JsonNode[] forms) => new() { ["anyOf"] = new JsonArray([.. forms]) };
}
