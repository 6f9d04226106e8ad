using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Formats.Npy;
using Pial.Pipelines.Augmentation;

namespace Pial.Pipelines.Loading;

/// <summary>
/// Batches as other programs read them: a line of JSON that says what follows, then each array as <c>.npy</c> (docs/reference/batches.md).
/// </summary>
public static class BatchRecord
{
    /// <summary>Writes a batch with its arrays.</summary>
    /// <param name="output">A pipe, or a file.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="history">Whether the line tells what was done to each volume, as YAML.</param>
    /// <exception cref="IOException">The reader has closed the pipe.</exception>
    public static void Write(Stream output, Batch batch, bool history = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(batch);
        var headers = batch.Tensors.Select(t => NpyRecord.Header(t.NumpyType, t.Shape.AsSpan())).ToArray();
        var arrays = new JsonArray(
            [.. batch.Tensors.Zip(headers,
                (t, h) => (JsonNode)new JsonObject { ["name"] = t.Name, ["bytes"] = h.Length + t.Bytes.Length })]);
        output.Write(Encoding.UTF8.GetBytes(Line(batch, arrays, history)));
        foreach (var (tensor, header) in batch.Tensors.Zip(headers))
        {
            output.Write(header);
            output.Write(tensor.Bytes);
        }

        output.Flush();
    }

    /// <summary>The line that describes a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="arrays">Where its arrays are.</param>
    /// <param name="history">Whether it tells what was done to each volume.</param>
    internal static string Line(Batch batch, JsonArray arrays, bool history)
    {
        var line = new JsonObject
        {
            ["epoch"] = batch.Epoch,
            ["batch"] = batch.Index,
            ["ids"] = new JsonArray([.. batch.Origins.Select(o => JsonValue.Create(o.Subject))]),
            ["rows"] = new JsonArray([.. batch.Origins.Select(o => Row(o.Row))]),
            ["locations"] = new JsonArray([.. batch.Origins.Select(o => new JsonArray(o.Location.I, o.Location.J, o.Location.K))]),
        };
        if (history) line["history"] = new JsonArray([.. batch.Origins.Select(o => JsonValue.Create(HistoryFile.Text(o.History)))]);
        line["cursor"] = JsonNode.Parse(batch.Next.ToJson());
        line["arrays"] = arrays;
        return line.ToJsonString(Plain) + "\n";
    }

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonObject Row(IReadOnlyDictionary<string, string> row)
    {
        var json = new JsonObject();
        foreach (var (column, value) in row)
            json[column] = value;
        return json;
    }
}
