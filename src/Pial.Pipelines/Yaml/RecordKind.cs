using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Yaml;

/// <summary>A kind of YAML record: its name and fields.</summary>
/// <param name="Name">One word: <c>dataset</c>, <c>benchmark</c>, <c>suite</c>, <c>model</c>, <c>eval</c>.</param>
/// <param name="IdField">The field that names a record, by which its kind is told.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Fields">What it may hold.</param>
public sealed record RecordKind(string Name, string IdField, string Meaning, IReadOnlyList<YamlField> Fields)
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>Schemas that forms of the fields refer to as <c>#/$defs/name</c>; null for none.</summary>
    internal Func<JsonObject>? Definitions { get; init; }

    /// <summary>Refuses what does not belong into a record; what is only absent is returned.</summary>
    /// <param name="record">The whole file.</param>
    /// <returns>Fields that are required and absent, as <c>metrics.primary</c>: such a record is read, and what needs them says
    /// so.</returns>
    /// <exception cref="InputException">An unknown field, or a value of another type; with its line.</exception>
    public IReadOnlyList<string> Check(YamlEntry record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var absent = new List<string>();
        Check(record, Fields, "", absent);
        return absent;
    }

    /// <summary>The kind's JSON Schema (draft 2020-12).</summary>
    public JsonObject Schema()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"Pial {Name} record",
            ["description"] = Meaning,
        };
        foreach (var (key, value) in YamlForm.ObjectSchema(Fields))
            schema[key] = value?.DeepClone();
        if (Definitions is not null) schema["$defs"] = Definitions();
        return schema;
    }

    /// <summary>The schema as the text of its file.</summary>
    public string SchemaText() => Schema().ToJsonString(Layout) + "\n";

    /// <summary>Fields as rows of a Markdown table: name, values, meaning.</summary>
    public static string MarkdownTable(IReadOnlyList<YamlField> fields) => "| field | values | meaning |\n|---|---|---|\n"
        + string.Concat(fields.Select(f => $"| `{f.Name}`{(f.Alias is null ? "" : $", `{f.Alias}`")} | {f.Form.Words} | {f.Meaning} |\n"));

    private static void Check(YamlEntry map, IReadOnlyList<YamlField> fields, string path, List<string> absent)
    {
        map.KnowsOnly([.. fields.SelectMany(f => f.Alias is null ? [f.Name] : new[] { f.Name, f.Alias })]);
        foreach (var field in fields)
        {
            if (field.In(map) is not { } entry)
            {
                if (field.Required) absent.Add(path + field.Name);
                continue;
            }

            field.Check(entry);
            if (field.Form.IsNamed)
            {
                foreach (var item in entry.Fields)
                    if (!item.IsNull) Check(item, field.Form.Fields, $"{path}{field.Name}.{item.Name}.", absent);
            }
            else if (field.Form.Fields.Count > 0)
            {
                Check(entry, field.Form.Fields, $"{path}{field.Name}.", absent);
            }
        }
    }
}
