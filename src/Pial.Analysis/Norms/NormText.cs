using System.Text.Json.Nodes;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Splits;

namespace Pial.Analysis.Norms;

/// <summary>Norms as text that people can read: JSON.</summary>
public static class NormText
{
    private const string Kind = "norms";
    private const int Version = 1;

    /// <summary>The text.</summary>
    public static string Write(NormModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var body = new JsonObject
        {
            ["age"] = model.Age,
            ["spread"] = new JsonObject(model.Centre.Columns.Zip(model.Shapes, (c, s) => KeyValuePair.Create(c.Column, (JsonNode?)new JsonObject
            {
                ["middleAge"] = s.Middle,
                ["logScale"] = s.LogScale,
                ["growthInTenYears"] = s.Growth,
                ["location"] = s.Location,
                ["logWidth"] = s.LogWidth,
                ["skewness"] = s.Skewness,
                ["logTail"] = s.LogTail,
            }))),
            ["centre"] = JsonNode.Parse(HarmonisationText.Write(model.Centre)),
        };
        return ModelText.Of(Kind, Version, "What measures of healthy people are at an age; fitted on the people listed at the end.", body, model.FittedOn);
    }

    /// <summary>Reads it back.</summary>
    /// <exception cref="FormatException">Not such a model, or damaged.</exception>
    public static NormModel Read(string text, string name) => ModelText.Read(text, name, Kind, Version, (json, fittedOn) =>
    {
        var centre = HarmonisationText.Read(json["centre"]!.ToJsonString(), name);
        if (!centre.FittedOn.Ids.SequenceEqual(fittedOn.Ids, StringComparer.Ordinal)) throw new FormatException("its two lists of people differ; it was edited.");
        var age = (string?)json["age"] ?? throw new FormatException("it names no column of the age.");
        if (!centre.Keep.Contains(age, StringComparer.Ordinal)) throw new FormatException($"its centre does not depend on '{age}'.");
        var spread = json["spread"]!.AsObject();
        return new NormModel(centre, age, [.. centre.Columns.Select(c => Shape(spread[c.Column] ?? throw new FormatException($"it has no spread of {c.Column}.")))]);
    });

    private static NormShape Shape(JsonNode json)
    {
        double Of(string field) => ModelText.Number(json[field]);
        return new(Of("middleAge"), Of("logScale"), Of("growthInTenYears"), Of("location"), Of("logWidth"), Of("skewness"), Of("logTail"));
    }
}
