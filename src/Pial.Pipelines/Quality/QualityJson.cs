using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Operations.Faces;
using Pial.Operations.Quality;

namespace Pial.Pipelines.Quality;

/// <summary>
/// Quality measures as JSON: MRIQC's names with numbers at the top, so that its users' scripts read it; then why some are null, and what
/// each means.
/// </summary>
public static class QualityJson
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>The document as text.</summary>
    /// <param name="metrics">Measures, in the order they shall stand.</param>
    /// <param name="state">What the image holds besides the brain; null leaves it out.</param>
    /// <param name="sides">How the brain and its mirror image fit the template; null leaves it out.</param>
    public static string Text(IReadOnlyList<QualityMetric> metrics, HeadState? state = null, LeftRight? sides = null) =>
        Of(metrics, state, sides).ToJsonString(Layout) + "\n";

    /// <summary>The document.</summary>
    /// <inheritdoc cref="Text"/>
    public static JsonObject Of(IReadOnlyList<QualityMetric> metrics, HeadState? state = null, LeftRight? sides = null)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var root = new JsonObject();
        foreach (var metric in metrics)
            root[metric.Name] = metric.Value;
        root["cat_iqr_letter"] = metrics.FirstOrDefault(m => m.Name == "cat_iqr_percent")?.Value is { } percent ? Letter(percent) : null;
        if (state is not null) root["head"] = HeadText.Json(state);
        if (sides is not null) root["left_right"] = SideText.Json(sides);
        root["undefined"] = new JsonObject(metrics.Where(m => m.Value is null)
            .Select(m => KeyValuePair.Create(m.Name, (JsonNode?)m.Reason)));
        root["definitions"] = new JsonObject(
            metrics.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Definition(QualityDefinition.Of(m.Name)))));
        return root;
    }

    /// <summary>CAT12's letter: A from 90 %, B from 80 % … F below 50 %; plus and minus are the upper and lower third of a band.</summary>
    public static string Letter(double percent)
    {
        if (percent < 50) return "F";
        var band = Math.Min((int)((percent - 50) / 10), 4);
        var third = (percent - 50 - (10 * band)) / 10;
        return "EDCBA"[band] + (third >= 2 / 3.0 ? "+" : third < 1 / 3.0 ? "-" : "");
    }

    private static JsonObject Definition(QualityDefinition d) => new()
    {
        ["Label"] = d.Label,
        ["Unit"] = d.Unit,
        ["Better"] = d.Better.ToString().ToLower(CultureInfo.InvariantCulture),
        ["Meaning"] = d.Meaning,
        ["Source"] = d.Source,
    };
}
