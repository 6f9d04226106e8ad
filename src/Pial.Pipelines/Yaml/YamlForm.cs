using System.Text.Json.Nodes;

namespace Pial.Pipelines.Yaml;

/// <summary>Which values a field of a record takes: in words, as JSON Schema, and as a check.</summary>
public sealed class YamlForm
{
    private readonly Func<JsonObject> schema;
    private readonly Action<YamlEntry>? check;

    /// <summary>A form of one's own.</summary>
    /// <param name="words">In words, for a reference page.</param>
    /// <param name="schema">Its JSON Schema, made anew at each call.</param>
    /// <param name="check">Throws <see cref="InputException"/> for a value of another form; null where reading the field tells.</param>
    public YamlForm(string words, Func<JsonObject> schema, Action<YamlEntry>? check = null) =>
        (Words, this.schema, this.check) = (words, schema, check);

    /// <summary>A text or anything written like one.</summary>
    public static YamlForm Text { get; } = new("text", ScalarSchema, static e => e.Text());

    /// <summary>A number with a decimal point.</summary>
    public static YamlForm Number { get; } = new("number", static () => Typed("number"), static e => e.Number());

    /// <summary>A whole number.</summary>
    public static YamlForm Whole { get; } = new("whole number", static () => Typed("integer"), static e => e.Whole());

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static YamlForm Flag { get; } = new("true or false", static () => Typed("boolean"), static e => e.Flag());

    /// <summary>A list of texts; one text is a list of one.</summary>
    public static YamlForm Texts { get; } = new("text, or a list of texts", static () => OneOrList(ScalarSchema()),
        static e => Each(e, static i => i.Text()));

    /// <summary>A list of numbers.</summary>
    public static YamlForm Numbers { get; } = new("number, or a list of numbers", static () => OneOrList(Typed("number")),
        static e => Each(e, static i => i.Number()));

    /// <summary>Anything: the writer's own.</summary>
    public static YamlForm Open { get; } = new("anything", static () => [], static _ => { });

    /// <summary>In words, for a reference page.</summary>
    public string Words { get; }

    /// <summary>The fields of a <see cref="Map"/> or <see cref="Named"/>.</summary>
    public IReadOnlyList<YamlField> Fields { get; private init; } = [];

    /// <summary>Whether the names are the writer's, each with <see cref="Fields"/>.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>One of some words.</summary>
    public static YamlForm OneOf(IReadOnlyList<string> words) =>
        new(string.Join(", ", words.Select(w => $"`{w}`")),
            () => new() { ["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]) }, e => e.OneOf(words));

    /// <summary>Names with values: the given fields and no others.</summary>
    public static YamlForm Map(IReadOnlyList<YamlField> fields) => new("names with values", () => ObjectSchema(fields)) { Fields = fields };

    /// <summary>Names that the writer chooses, each with the given fields.</summary>
    public static YamlForm Named(IReadOnlyList<YamlField> fields) =>
        new("names of one's own, each with values", () => new() { ["type"] = "object", ["additionalProperties"] = ObjectSchema(fields) })
        {
            Fields = fields,
            IsNamed = true,
        };

    /// <summary>The JSON Schema (draft 2020-12).</summary>
    public JsonObject Schema() => schema();

    /// <summary>The schema of an object of the given fields and no others.</summary>
    public static JsonObject ObjectSchema(IReadOnlyList<YamlField> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            properties[field.Name] = Described(field.Form, field.Meaning);
            if (field.Alias is { } alias) properties[alias] = Described(field.Form, $"The same as {field.Name}.");
        }

        var all = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (fields.Any(f => f.Required))
            all["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => JsonValue.Create(f.Name))]);
        all["additionalProperties"] = false;
        return all;
    }

    internal void Check(YamlEntry entry) => check?.Invoke(entry);

    private static JsonObject Described(YamlForm form, string meaning)
    {
        var part = form.Schema();
        part["description"] = meaning.Replace("`", "", StringComparison.Ordinal);
        return part;
    }

    private static void Each(YamlEntry entry, Action<YamlEntry> check)
    {
        foreach (var item in entry.Items)
            check(item);
    }

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject ScalarSchema() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    private static JsonObject OneOrList(JsonObject item) => new()
    {
        ["anyOf"] = new JsonArray(item.DeepClone(), new JsonObject { ["type"] = "array", ["items"] = item }),
    };
}
