using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Analysis.Splits;

/// <summary>
/// The readable file of a fitted thing: JSON that begins with what it is and ends with whom it was fitted on. Nothing in it depends on the
/// clock or the machine.
/// </summary>
public static class ModelText
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>The text of a model.</summary>
    /// <param name="kind">What it is: <c>tiv</c>, <c>nyul</c>, …</param>
    /// <param name="version">Version of the form, raised when readers must know.</param>
    /// <param name="description">One sentence for people who open the file.</param>
    /// <param name="body">The model's own fields.</param>
    /// <param name="fittedOn">Whom it saw.</param>
    public static string Of(string kind, int version, string description, JsonObject body, FittedOn fittedOn)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(fittedOn);
        var json = new JsonObject { ["model"] = kind, ["version"] = version, ["description"] = description };
        foreach (var (name, value) in body)
            json[name] = value?.DeepClone();
        json["fittedOn"] = fittedOn.ToJson();
        return json.ToJsonString(Layout) + "\n";
    }

    /// <summary>Reads a model's text.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="version">The newest version that is understood.</param>
    /// <param name="read">Makes the model of its fields and of whom it saw.</param>
    /// <exception cref="FormatException">Not JSON, another kind of model, a newer version, a field missing or damaged, or no record of whom
    /// it saw.</exception>
    public static T Read<T>(string text, string name, string kind, int version, Func<JsonObject, FittedOn, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            var json = JsonNode.Parse(text) as JsonObject ?? throw new FormatException("it is no JSON object.");
            if ((string?)json["model"] is not { } found || found != kind)
                throw new FormatException(
                    $"it is {((string?)json["model"] is { } other ? $"a '{other}' model" : "no model of Pial's")}, expected '{kind}'.");
            if ((int?)json["version"] is not { } written || written < 1 || written > version)
                throw new FormatException(
                    $"its version is {json["version"]?.ToJsonString() ?? "missing"}; this program reads up to {version}.");
            return read(json, FittedOn.FromJson(json["fittedOn"]));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException
            or KeyNotFoundException)
        {
            throw new FormatException($"{name} cannot be used: {(e is FormatException ? e.Message : $"it is damaged ({e.Message})")}", e);
        }
    }

    /// <summary>A field of a model.</summary>
    public static JsonNode Field(JsonNode? of, string name) => of?[name] ?? throw new FormatException($"'{name}' is missing.");

    /// <summary>A part of a model that has fields of its own.</summary>
    public static JsonObject Fields(JsonNode? part) => part as JsonObject ?? throw new FormatException("a part with fields is missing.");

    /// <summary>A list of numbers of a model.</summary>
    public static double[] Numbers(JsonNode? array) =>
        [.. (array as JsonArray ?? throw new FormatException("a list of numbers is missing.")).Select(Number)];

    /// <summary>A number of a model.</summary>
    public static double Number(JsonNode? value) =>
        (double?)value is { } number && double.IsFinite(number) ? number : throw new FormatException("a number is missing.");
}
