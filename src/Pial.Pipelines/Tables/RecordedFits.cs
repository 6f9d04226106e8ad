using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Pipelines.Bids;

namespace Pial.Pipelines.Tables;

/// <summary>What was fitted on people before a table or an image became what it is, as the JSON beside it says.</summary>
/// <param name="Known">The fits, by a name for messages, and whom they saw.</param>
/// <param name="Unknown">Fits that say nothing of whom they saw, by a name for messages.</param>
public sealed record RecordedFits(IReadOnlyList<(string What, FittedOn Seen)> Known, IReadOnlyList<string> Unknown)
{
    /// <summary>The field of a sidecar that keeps a <see cref="FittedOn"/>.</summary>
    public const string Field = "FittedOn";

    /// <summary>The field of a sidecar that names columns whose effects a harmonisation has kept.</summary>
    public const string Kept = "KeptColumns";

    /// <summary>Columns that a harmonisation has used, by a name for messages: they must not be predicted.</summary>
    public IReadOnlyList<(string What, IReadOnlyList<string> Columns)> KeptColumns { get; init; } = [];

    /// <summary>Reads the JSON beside a table or an image; none, or one that speaks of no fit, gives none.</summary>
    /// <param name="path">The table or image.</param>
    /// <exception cref="InputException">The JSON is damaged.</exception>
    public static RecordedFits Beside(string path)
    {
        var sidecar = Sidecar.PathOf(path);
        if (sidecar == path || !File.Exists(sidecar)) return new([], []);
        try
        {
            if (JsonFile.Parse(sidecar) is not JsonObject json) return new([], []);
            var source = (json["Sources"] as JsonArray)?.LastOrDefault() is JsonValue last && last.TryGetValue<string>(out var name) ? name
                : "what was fitted";
            var what = $"{source}, which {Path.GetFileName(path)} was made with,";
            var kept = json[Kept] is JsonArray columns ? [(what, (IReadOnlyList<string>)[.. columns.Select(c => (string)c!)])]
                : Array.Empty<(string, IReadOnlyList<string>)>();
            if (json[Field] is { } record) return new([(what, FittedOn.FromJson(record))], []) { KeptColumns = kept };
            return json["FittedSubjects"] is null ? new([], []) : new([], [what]);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException($"{sidecar}, which describes {Path.GetFileName(path)}, cannot be read: {e.Message.Split('\n')[0]}", e);
        }
    }
}
