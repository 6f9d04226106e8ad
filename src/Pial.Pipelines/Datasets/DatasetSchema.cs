using System.Text.Json.Nodes;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Datasets;

/// <summary>The JSON Schema of <c>dataset.yaml</c> and the table of its reference page, made from the fields the reader knows.</summary>
public static class DatasetSchema
{
    /// <summary>The schema (draft 2020-12).</summary>
    public static JsonObject Json()
    {
        var properties = new JsonObject();
        foreach (var field in DatasetFields.All)
        {
            properties[field.Name] = Described(field, field.Meaning);
            if (field.Alias is { } alias) properties[alias] = Described(field, $"The same as {field.Name}.");
        }

        return new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A dataset of structural brain MRI",
            ["description"] = "What a dataset.yaml states; 'pial dataset validate' checks it against the files.",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. DatasetFields.All.Where(f => f.Required).Select(f => JsonValue.Create(f.Name))]),
            ["additionalProperties"] = false,
            ["$defs"] = new JsonObject
            {
                ["notStated"] = new JsonObject { ["enum"] = new JsonArray([null, .. DatasetFields.NotStatedWords.Select(w => JsonValue.Create(w))]) },
            },
        };
    }

    /// <summary>The schema as the text of its file.</summary>
    public static string Text() => Json().ToJsonString(DatasetDescription.Indented) + "\n";

    /// <summary>The fields as rows of a Markdown table: name, values, meaning.</summary>
    public static string MarkdownTable() => "| field | values | meaning |\n|---|---|---|\n"
        + string.Concat(DatasetFields.All.Select(f => $"| `{f.Name}`{(f.Alias is null ? "" : $", `{f.Alias}`")} | {f.Form.Words} | {f.Meaning} |\n"));

    private static JsonObject Described(DatasetField field, string meaning)
    {
        var schema = (JsonObject)field.Form.Schema();
        schema["description"] = meaning.Replace("`", "", StringComparison.Ordinal);
        return schema;
    }
}
