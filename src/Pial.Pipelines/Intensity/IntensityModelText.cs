using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Operations.Intensity;

namespace Pial.Pipelines.Intensity;

/// <summary>Fitted intensity normalisations as text that people can read: JSON with the ids of the training images.</summary>
public static class IntensityModelText
{
    private const int Version = 1;

    /// <summary>A standard histogram scale.</summary>
    public static string Write(NyulScale scale, FittedOn fittedOn)
    {
        ArgumentNullException.ThrowIfNull(scale);
        var body = new JsonObject { ["percentiles"] = Numbers(scale.Percentiles), ["standardScale"] = Numbers(scale.Landmarks) };
        return ModelText.Of("nyul", Version,
            "Nyúl-Udupa histogram matching: the percentiles of an image's brain are laid on the standard scale, straight lines between " +
                "and beyond.", body, fittedOn);
    }

    /// <summary>Standard tissue means.</summary>
    public static string Write(TissueScale scale, FittedOn fittedOn)
    {
        ArgumentNullException.ThrowIfNull(scale);
        var body = new JsonObject { ["tissues"] = new JsonArray("CSF", "GM", "WM"), ["standardMeans"] = Numbers(scale.Means) };
        return ModelText.Of("leastsquares", Version,
            "Least squares of tissue means: an image is divided by (m·m) / (m·s), m its tissue means by fuzzy c-means, s the standard " +
                "ones.", body, fittedOn);
    }

    /// <summary>Reads a standard histogram scale.</summary>
    /// <exception cref="FormatException">Not such a model, or damaged.</exception>
    public static (NyulScale Scale, FittedOn FittedOn) ReadNyul(string text, string name) =>
        ModelText.Read(text, name, "nyul", Version, static (json, fittedOn) =>
    {
        var scale = new NyulScale(ModelText.Numbers(json["percentiles"]), ModelText.Numbers(json["standardScale"]));
        var rising = Enumerable.Range(1, Math.Max(0, scale.Landmarks.Count - 1)).All(n => scale.Landmarks[n] >= scale.Landmarks[n - 1]);
        return scale.Landmarks.Count == scale.Percentiles.Count && rising ? (scale, fittedOn)
            : throw new FormatException("its standard scale does not fit its percentiles.");
    });

    /// <summary>Reads standard tissue means.</summary>
    /// <exception cref="FormatException">Not such a model, or damaged.</exception>
    public static (TissueScale Scale, FittedOn FittedOn) ReadLeastSquares(string text, string name) =>
        ModelText.Read(text, name, "leastsquares", Version, static (json, fittedOn) =>
    {
        var means = ModelText.Numbers(json["standardMeans"]);
        return means.Length == 3 && means.All(m => m > 0) ? (new TissueScale(means), fittedOn)
            : throw new FormatException("its standard means are not three numbers above 0.");
    });

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => JsonValue.Create(v))]);
}
