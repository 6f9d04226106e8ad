using System.Text.Json.Nodes;
using Pial.Analysis.Harmonisation;
using Pial.Pipelines.Tables;

namespace Pial.Pipelines.Harmonisation;

/// <summary>A harmonised table, with a JSON beside it that says what was done and to whom.</summary>
public static class HarmonisedTable
{
    /// <summary>Writes both.</summary>
    /// <param name="path">The table; <c>.csv</c> or else tabs.</param>
    /// <param name="input">The table it was made of.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <param name="result">What was made.</param>
    /// <param name="leaked">Held-out subjects that the fit saw, where that was allowed.</param>
    public static void Write(string path, string input, string modelPath, Harmonised result, IReadOnlyList<string> leaked)
    {
        ArgumentNullException.ThrowIfNull(result);
        TableFile.Write(path, result.Table, About(input, modelPath, result, leaked));
    }

    private static JsonObject About(string input, string modelPath, Harmonised result, IReadOnlyList<string> leaked) => new()
    {
        ["Description"] = "Measures without the shift and scale of their site; all other columns as in the source.",
        ["Sources"] = new JsonArray(Path.GetFileName(input), Path.GetFileName(modelPath)),
        ["Method"] = HarmonisationText.WordOf(result.Model.Method),
        ["BatchColumn"] = result.Model.Batch,
        [RecordedFits.Kept] = Strings(result.Model.Keep),
        ["Rows"] = result.Table.Ids.Count,
        ["Columns"] = result.Table.Columns.Count + 1,
        ["HarmonisedColumns"] = Strings(result.Model.Columns.Select(c => c.Column)),
        ["LearnedSites"] = new JsonObject(result.Learned.Select(l => KeyValuePair.Create(l.Site, (JsonNode?)l.People))),
        ["FittedSubjects"] = result.Model.FittedOn.Ids.Count,
        ["FittedRows"] = result.Model.FittedOn.Rows,
        [RecordedFits.Field] = result.Model.FittedOn.ToJson(),
        ["SubjectsSeenByFit"] = result.SeenByFit.Count,
        ["HeldOutSubjectsSeenByFit"] = Strings(leaked),
        ["SubjectsWithoutSiteOrKeptValue"] = Strings(result.Unknown),
        ["SubjectsLeftAsTheyAre"] = Strings(result.Left),
        ["SubjectsOutsideFittedRange"] = Strings(result.Outside.Select(o => o.Id).Distinct(StringComparer.Ordinal)),
        ["MissingValues"] = result.MissingValues,
        ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
    };

    private static JsonArray Strings(IEnumerable<string> words) => new([.. words.Select(w => JsonValue.Create(w))]);
}
