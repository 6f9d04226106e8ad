using System.Text.Json.Nodes;
using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Records;

/// <summary>A kind of YAML record of the hub: its name and fields.</summary>
/// <param name="Name">One word: <c>benchmark</c>, <c>suite</c>, <c>model</c>, <c>eval</c>.</param>
/// <param name="IdField">The field that names a record, by which its kind is told.</param>
/// <param name="Meaning">One sentence.</param>
/// <param name="Fields">What it may hold.</param>
public sealed record RecordKind(string Name, string IdField, string Meaning, IReadOnlyList<Field> Fields)
{
    /// <summary>The kinds the hub reads and writes, told by their first field in this order.</summary>
    public static IReadOnlyList<RecordKind> All { get; } = [EvalFields.Kind, SuiteFields.Kind, BenchmarkFields.Kind, ModelFields.Kind];

    /// <summary>The kind of a record, by the field that names it.</summary>
    /// <exception cref="InputException">It has none of them.</exception>
    public static RecordKind Of(YamlEntry record, string file)
    {
        ArgumentNullException.ThrowIfNull(record);
        return All.FirstOrDefault(k => record[k.IdField] is not null)
            ?? throw new InputException($"{file} is no record of the hub: it has none of {string.Join(", ", All.Select(k => k.IdField))}.");
    }

    /// <summary>Refuses what does not belong into a record; what is only absent is returned.</summary>
    /// <param name="record">The whole file.</param>
    /// <returns>Fields that are required and absent, as <c>metrics.primary</c>: such a record is read, and what needs them says so.</returns>
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
        foreach (var (key, value) in Object(Fields))
            schema[key] = value?.DeepClone();
        return schema;
    }

    private static void Check(YamlEntry map, IReadOnlyList<Field> fields, string path, List<string> absent)
    {
        map.KnowsOnly([.. fields.Select(f => f.Name)]);
        foreach (var field in fields)
        {
            if (map[field.Name] is { } entry) Check(entry, field, path + field.Name, absent);
            else if (field.Required) absent.Add(path + field.Name);
        }
    }

    private static void Check(YamlEntry entry, Field field, string path, List<string> absent)
    {
        switch (field.Type)
        {
            case FieldType.Text when field.Words is { } words: entry.OneOf(words); break;
            case FieldType.Text: entry.Text(); break;
            case FieldType.Number: entry.Number(); break;
            case FieldType.Whole: entry.Whole(); break;
            case FieldType.Flag: entry.Flag(); break;
            case FieldType.Texts:
                foreach (var item in entry.Items)
                    _ = field.Words is { } choices ? item.OneOf(choices) : item.Text();
                break;
            case FieldType.Numbers:
                foreach (var item in entry.Items)
                    item.Number();
                break;
            case FieldType.Map: Check(entry, field.Fields!, path + ".", absent); break;
            case FieldType.Named:
                foreach (var item in entry.Fields)
                    if (!item.IsNull) Check(item, field.Fields!, $"{path}.{item.Name}.", absent);
                break;
            default: break;
        }
    }

    private static JsonObject Object(IReadOnlyList<Field> fields)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var part = Property(field);
            part["description"] = field.Meaning;
            properties[field.Name] = part;
        }

        var all = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (fields.Any(f => f.Required)) all["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => JsonValue.Create(f.Name))]);
        return all;
    }

    private static JsonObject Property(Field field) => field.Type switch
    {
        FieldType.Text => Words(field) is { } words ? new() { ["enum"] = words } : new() { ["type"] = new JsonArray("string", "number", "boolean") },
        FieldType.Number => new() { ["type"] = "number" },
        FieldType.Whole => new() { ["type"] = "integer" },
        FieldType.Flag => new() { ["type"] = "boolean" },
        FieldType.Texts => List(Words(field) is { } words ? new() { ["enum"] = words } : new() { ["type"] = new JsonArray("string", "number", "boolean") }),
        FieldType.Numbers => List(new() { ["type"] = "number" }),
        FieldType.Map => Object(field.Fields!),
        FieldType.Named => new() { ["type"] = "object", ["additionalProperties"] = Object(field.Fields!) },
        _ => [],
    };

    private static JsonArray? Words(Field field) => field.Words is { } words ? new JsonArray([.. words.Select(w => JsonValue.Create(w))]) : null;

    private static JsonObject List(JsonObject item) => new() { ["anyOf"] = new JsonArray(item.DeepClone(), new JsonObject { ["type"] = "array", ["items"] = item }) };
}
