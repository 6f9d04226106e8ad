using System.Text.Json.Nodes;
using Pial.Analysis.Splits;

namespace Pial.Analysis.Corrections;

/// <summary>A correction for head size as text that people can read: JSON.</summary>
public static class TivModelText
{
    private const string Kind = "tiv";
    private const int Version = 1;

    private static readonly (TivMethod Method, string Word, string Formula)[] Methods =
    [
        (TivMethod.Residual, "residual", "V - slope * (TIV - referenceTiv)"),
        (TivMethod.Proportional, "proportional", "V * referenceTiv / TIV"),
        (TivMethod.Power, "power", "V * (referenceTiv / TIV) ^ slope; slope of ln V on ln TIV"),
        (TivMethod.SpecProportional, "spec-proportional", "V / TIV * 1500000"),
        (TivMethod.SpecResidual, "spec-residual", "V - (intercept + slope * TIV)"),
    ];

    /// <summary>A method's word.</summary>
    public static string WordOf(TivMethod method) => Methods.First(m => m.Method == method).Word;

    /// <summary>A method's formula, for people.</summary>
    public static string FormulaOf(TivMethod method) => Methods.First(m => m.Method == method).Formula;

    /// <summary>The text.</summary>
    public static string Write(TivModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var body = new JsonObject
        {
            ["method"] = WordOf(model.Method),
            ["formula"] = FormulaOf(model.Method),
            ["tivColumn"] = model.TivColumn,
            ["by"] = Strings(model.By),
            ["tivRange"] = new JsonArray(model.LeastTiv, model.MostTiv),
            ["groups"] = new JsonArray([.. model.Groups.Select(g => (JsonNode)Group(g))]),
        };
        return ModelText.Of(Kind, Version,
            "Correction of volumes (V) for total intracranial volume (TIV), fitted on the subjects listed at the end.", body,
            model.FittedOn);
    }

    /// <summary>Reads it back.</summary>
    /// <exception cref="FormatException">Not such a model, or damaged.</exception>
    public static TivModel Read(string text, string name) => ModelText.Read(text, name, Kind, Version, static (json, fittedOn) =>
    {
        var word = (string?)json["method"];
        var method = Methods.FirstOrDefault(m => m.Word == word);
        if (method.Word is null) throw new FormatException($"its method is '{word}'.");
        var groups = ModelText.Field(json, "groups").AsArray().Select(g => Group(ModelText.Fields(g))).ToList();
        if (groups.Count == 0 || groups[0].Regions.Count == 0) throw new FormatException("it holds no fit.");
        string[] columns = [.. groups[0].Regions.Select(r => r.Column)];
        if (groups.Exists(g => !g.Regions.Select(r => r.Column).SequenceEqual(columns, StringComparer.Ordinal)))
            throw new FormatException("its groups have different columns.");
        var range = ModelText.Numbers(json["tivRange"]);
        string[] by = [.. ModelText.Field(json, "by").AsArray().Select(b => (string)b!)];
        if (groups.Exists(g => g.Values.Count != by.Length)) throw new FormatException("its groups do not fit its 'by'.");
        return new TivModel
        {
            Method = method.Method,
            TivColumn = (string?)json["tivColumn"] ?? throw new FormatException("it names no TIV column."),
            By = by,
            Columns = columns,
            Groups = groups,
            LeastTiv = range[0],
            MostTiv = range[1],
            FittedOn = fittedOn,
        };
    });

    private static JsonObject Group(TivGroup group)
    {
        var json = new JsonObject
        {
            ["values"] = Strings(group.Values),
            ["subjects"] = group.Subjects,
            ["referenceTiv"] = group.ReferenceTiv,
        };
        var regions = new JsonObject();
        foreach (var r in group.Regions)
        {
            var one = new JsonObject { ["subjects"] = r.Subjects, ["slope"] = r.Slope, ["intercept"] = r.Intercept };
            if (r.Note.Length > 0) one["note"] = r.Note;
            regions[r.Column] = one;
        }

        json["regions"] = regions;
        return json;
    }

    private static TivGroup Group(JsonObject json) => new(
        [.. ModelText.Field(json, "values").AsArray().Select(v => (string)v!)],
        (int)ModelText.Field(json, "subjects"),
        ModelText.Number(json["referenceTiv"]),
        [.. ModelText.Field(json, "regions").AsObject()
            .Select(r => new TivRegion(r.Key, (int)ModelText.Field(r.Value, "subjects"), ModelText.Number(r.Value!["intercept"]),
                ModelText.Number(r.Value!["slope"]), (string?)r.Value!["note"] ?? ""))]);

    private static JsonArray Strings(IEnumerable<string> words) => new([.. words.Select(w => JsonValue.Create(w))]);
}
