using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pial.Pipelines.Bids;

/// <summary>
/// What tells a finished output from a damaged one: in its sidecar, <c>Checksums</c> holds length and XXH3 of every file that belongs to
/// it, and of the sidecar's own content.
/// </summary>
/// <remarks>
/// XXH3 finds accidents (disks, transfers, editors, half-written files), at the speed of memory; it is no proof against a person who means
/// to deceive. Files up to 8 MiB are read at every check; of larger ones the
/// length, and the content when the file is younger than its sidecar, which is written after it, or when everything is asked for.
/// </remarks>
internal static class Checksums
{
    private const string Field = "Checksums", Own = "Sidecar", Hash = "XXH3", Length = "Bytes";
    private const long Small = 8 << 20;

    /// <summary>Puts the checksums into a sidecar, as its last field.</summary>
    /// <param name="sidecar">The sidecar, otherwise whole.</param>
    /// <param name="folder">The folder that names are told from.</param>
    /// <param name="files">The files that belong to it.</param>
    public static void Seal(JsonObject sidecar, string folder, IEnumerable<string> files)
    {
        sidecar.Remove(Field);
        var sums = new JsonObject { [Own] = OfContent(sidecar) };
        foreach (var file in files)
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            sums[name] = new JsonObject { [Length] = new FileInfo(file).Length, [Hash] = Of(file) };
        }

        sidecar[Field] = sums;
    }

    /// <summary>Seals a sidecar on disk anew, after one of its files was changed on purpose.</summary>
    /// <param name="file">The file.</param>
    public static void Renew(string file)
    {
        var path = Sidecar.PathOf(file);
        if (!File.Exists(path) || JsonFile.Parse(path) is not JsonObject sidecar || sidecar[Field] is not JsonObject) return;
        var folder = Path.GetDirectoryName(path)!;
        Seal(sidecar, folder, [file]);
        Sidecar.Write(file, sidecar);
    }

    /// <summary>What is wrong with an output; null when nothing is.</summary>
    /// <param name="path">The sidecar.</param>
    /// <param name="everything">Whether large files are read, too.</param>
    public static string? Fault(string path, bool everything)
    {
        try
        {
            if (JsonFile.Parse(path) is not JsonObject sidecar) return $"{Path.GetFileName(path)} is damaged";
            if (sidecar[Field] is not JsonObject sums) return $"{Path.GetFileName(path)} has no checksums";
            sidecar.Remove(Field);
            if ((string?)sums[Own] != OfContent(sidecar)) return $"{Path.GetFileName(path)} is damaged";
            var (folder, written) = (Path.GetDirectoryName(path)!, File.GetLastWriteTimeUtc(path));
            foreach (var (name, sum) in sums.Where(s => s.Key != Own))
            {
                if (Fault(Path.Combine(folder, name), (long?)sum?[Length] ?? -1, (string?)sum?[Hash], everything, written) is { } fault)
                    return $"{name} {fault}";
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IOException
            or UnauthorizedAccessException or ArgumentException)
        {
            return $"{Path.GetFileName(path)} is damaged";
        }
    }

    private static string? Fault(string file, long length, string? sum, bool everything, DateTime written)
    {
        var info = new FileInfo(file);
        if (!info.Exists) return "is gone";
        if (info.Length != length) return $"has {info.Length} bytes of {length}";
        return (everything || info.Length <= Small || info.LastWriteTimeUtc > written) && Of(file) != sum ? "is damaged" : null;
    }

    /// <summary>XXH3 of a file, in hexadecimal.</summary>
    public static string Of(string file)
    {
        using var stream = new FileStream(
            file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        var (hash, buffer) = (new XxHash3(), new byte[1 << 18]);
        for (int n; (n = stream.Read(buffer)) > 0;)
            hash.Append(buffer.AsSpan(0, n));
        return Text(hash.GetCurrentHashAsUInt64());
    }

    // Of what is said, not of how it is laid out: parsed and written again it has the same bytes.
    private static string OfContent(JsonObject sidecar) =>
        Text(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(sidecar.ToJsonString(DatasetDescription.Indented))));

    private static string Text(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);
}
