using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pial.Evaluation.Hashes;

/// <summary>
/// Lines of a hash list: the hash and the name of what a file holds, without times, versions and places. Of a JSON file each value has its
/// line.
/// </summary>
internal static partial class FileHash
{
    private static readonly string[] Volatile = ["Version", "version", "PialVersion", "Seconds", "Machine", "Commit", "Date", "Time",
        "Runtime", "Cpu", "Host", "MemoryMiB"];

    public static IEnumerable<string> Of(string path) => Path.GetExtension(path) switch
    {
        ".gz" => [Line(path, Unzipped(path))],
        ".json" => Json(path),
        ".html" or ".md" or ".yaml" =>
        [Line(path, Encoding.UTF8.GetBytes(Changing()
        .Replace(File.ReadAllText(path).Replace(Environment.CurrentDirectory, "", StringComparison.Ordinal), "")))],
        _ => [Line(path, File.ReadAllBytes(path))],
    };

    private static string Line(string name, byte[] content) => $"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\t{name}";

    private static byte[] Unzipped(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    private static IEnumerable<string> Json(string path)
    {
        var values = new List<string>();
        void Visit(JsonNode? node, string name)
        {
            if (node is JsonObject fields)
            {
                foreach (var (field, value) in fields.Where(f => !Volatile.Contains(f.Key)))
                    Visit(value, $"{name}.{field}");
            }
            else if (node is JsonArray items)
            {
                for (var n = 0; n < items.Count; n++) Visit(items[n], $"{name}[{n}]");
            }
            else
            {
                values.Add(Line(name, JsonSerializer.SerializeToUtf8Bytes(node)));
            }
        }

        Visit(JsonNode.Parse(File.ReadAllText(path)), path);
        return values;
    }

    // The times of a report, the version that wrote it, dates.
    [GeneratedRegex("""<td class="n">[\d.]+</td></tr>(?=<tr><th>|</tbody></table></div><h3>Steps and parameters)|Pial \d+\.\d+\.\d+\S*|""" +
        """\d{4}-\d\d-\d\dT?[\d:.Z ]*|[\d.]+ ?(s|ms|min|MiB)\b""", RegexOptions.None, 5000)]
    private static partial Regex Changing();
}
