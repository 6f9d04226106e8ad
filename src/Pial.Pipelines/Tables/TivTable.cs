using System.Text.Json.Nodes;
using Pial.Analysis.Corrections;

namespace Pial.Pipelines.Tables;

/// <summary>A table corrected for head size, with a JSON beside it that says what was done and to whom.</summary>
public static class TivTable
{
    /// <summary>Writes both.</summary>
    /// <param name="path">The table; <c>.csv</c> or else tabs.</param>
    /// <param name="input">The table it was made of.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <param name="model">The model.</param>
    /// <param name="result">What <see cref="TivCorrection"/> made.</param>
    /// <param name="leaked">Held-out subjects that the fit saw, where that was allowed.</param>
    public static void Write(string path, string input, string modelPath, TivModel model, TivCorrected result, IReadOnlyList<string> leaked)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(result);
        TableFile.Write(path, result.Table, About(input, modelPath, model, result, leaked));
    }

    private static JsonObject About(string input, string modelPath, TivModel model, TivCorrected result, IReadOnlyList<string> leaked) =>
        new()
        {
            ["Description"] = "Volumes corrected for total intracranial volume; all other columns as in the source.",
            ["Sources"] = new JsonArray(Path.GetFileName(input), Path.GetFileName(modelPath)),
            ["Method"] = TivModelText.WordOf(model.Method),
            ["Formula"] = TivModelText.FormulaOf(model.Method),
            ["TivColumn"] = model.TivColumn,
            ["Rows"] = result.Table.Ids.Count,
            ["Columns"] = result.Table.Columns.Count + 1,
            ["CorrectedColumns"] = Strings(model.Columns),
            ["FittedSubjects"] = model.FittedOn.Ids.Count,
            ["FittedRows"] = model.FittedOn.Rows,
            [RecordedFits.Field] = model.FittedOn.ToJson(),
            ["SubjectsSeenByFit"] = result.SeenByFit.Count,
            ["HeldOutSubjectsSeenByFit"] = Strings(leaked),
            ["SubjectsWithoutTiv"] = Strings(result.WithoutTiv),
            ["MissingValues"] = result.MissingValues,
            ["SubjectsOutsideFittedTivRange"] = Strings(result.OutsideRange),
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
        };

    private static JsonArray Strings(IEnumerable<string> words) => new([.. words.Select(w => JsonValue.Create(w))]);
}
