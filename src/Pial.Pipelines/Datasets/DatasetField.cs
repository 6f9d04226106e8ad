using System.Text.Json.Nodes;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>One field of <c>dataset.yaml</c>: besides what every field has, how it is read and written.</summary>
/// <param name="Name">As written.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Form">Which values it takes.</param>
/// <param name="Read">The record with the value of an entry.</param>
/// <param name="Write">The value for <see cref="YamlText"/>, or null when it is not stated.</param>
internal sealed record DatasetField(string Name, string Meaning, YamlForm Form, Func<YamlEntry, DatasetRecord, DatasetRecord> Read,
    Func<DatasetRecord, object?> Write) : YamlField(Name, Form, Meaning)
{
    internal override void Check(YamlEntry entry)
    {
        if (!DatasetFields.IsNotStated(entry)) Read(entry, new() { Id = "", Name = "" });
    }
}

/// <summary>Which values fields of a dataset take; all but the names may say that nothing is stated. Reading a field checks it.</summary>
internal static class DatasetForms
{
    public static readonly YamlForm Text = new("text", static () => TextSchema());

    public static readonly YamlForm Texts = new("text, or a list of texts", static () => Any(TextSchema(), ListOf(TextSchema())));

    public static readonly YamlForm Count = new("whole number, or `[least, most]`", static () => Stated(Whole(), Pair(Whole())));

    public static readonly YamlForm Range = new("number, or `[lowest, highest]`", static () => Stated(Number(), Pair(Number())));

    public static readonly YamlForm VoxelSize = new(
        "`[x, y, z]` in mm, each a number or `[least, most]`; one number for all three",
        static () => Stated(Positive(), new JsonObject
        {
            ["type"] = "array",
            ["items"] = Any(Positive(), Pair(Positive())),
            ["minItems"] = 3,
            ["maxItems"] = 3,
        }));

    public static readonly YamlForm Tesla = new("`3T`, or a list of such", static () => Stated(Strength(), ListOf(Strength())));

    public static readonly YamlForm Access = new("`open`, `registered`, `restricted` or `private`",
        static () => Stated(YamlForm.OneOf(DatasetFields.AccessWords).Schema()));

    public static readonly YamlForm Counts = new("names with whole numbers: `{F: 12, M: 12}`",
        static () => Stated(new JsonObject { ["type"] = "object", ["additionalProperties"] = Whole() }));

    public static readonly YamlForm Named = new(
        "a list of columns, or columns with what they mean: `{age: years at the scan}`",
        static () => Any(TextSchema(), ListOf(TextSchema()),
            new JsonObject { ["type"] = "object", ["additionalProperties"] = TextSchema() }));

    public static readonly YamlForm Columns = new(
        $"roles ({string.Join(", ", DatasetFields.Roles.Select(r => $"`{r}`"))}) with the columns that play them: `{{sex: gender}}`",
        static () => Stated(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(DatasetFields.Roles.Select(r => KeyValuePair.Create(r, (JsonNode?)TextSchema()))),
            ["additionalProperties"] = false,
        }));

    public static readonly YamlForm NeededText = new("text, required", static () => new JsonObject
    {
        ["allOf"] = new JsonArray(new JsonObject { ["type"] = new JsonArray("string", "number") },
            new JsonObject { ["not"] = NotStated() }),
    });

    private static JsonObject TextSchema() => new() { ["type"] = new JsonArray("string", "number", "boolean", "null") };

    private static JsonObject Whole() => new() { ["type"] = "integer", ["minimum"] = 0 };

    private static JsonObject Number() => YamlForm.Number.Schema();

    private static JsonObject Positive() => new() { ["type"] = "number", ["exclusiveMinimum"] = 0 };

    private static JsonObject Strength() => new()
    {
        ["type"] = new JsonArray("string", "number"),
        ["pattern"] = DatasetFields.StrengthPattern,
    };

    private static JsonObject ListOf(JsonNode item) => new() { ["type"] = "array", ["items"] = item };

    private static JsonObject Pair(JsonNode item) => new() { ["type"] = "array", ["items"] = item, ["minItems"] = 2, ["maxItems"] = 2 };

    private static JsonObject NotStated() => new() { ["$ref"] = "#/$defs/notStated" };

    private static JsonObject Any(params JsonNode[] forms) => new() { ["anyOf"] = new JsonArray([.. forms]) };

    private static JsonObject Stated(params JsonNode[] forms) => Any([NotStated(), .. forms]);
}
