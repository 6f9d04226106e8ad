using System.Text.Json.Nodes;
using Pial.Pipelines.Yaml;

namespace Pial.Pipelines.Datasets;

/// <summary>What a <c>dataset.yaml</c> may hold, made from the fields the reader knows.</summary>
public static class DatasetSchema
{
    /// <summary>The kind of record: fields, JSON Schema, table of the reference page.</summary>
    public static RecordKind Kind { get; } = new("dataset", "dataset_id",
        "A dataset of structural brain MRI: what its YAML states; 'pial dataset validate' checks it against the files.", DatasetFields.All)
    {
        Definitions = () => new()
        {
            ["notStated"] = new JsonObject
            {
                ["enum"] = new JsonArray([null, .. DatasetFields.NotStatedWords.Select(w => JsonValue.Create(w))]),
            },
        },
    };
}
