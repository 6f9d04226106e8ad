using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Pial.Formats.FreeSurfer;

/// <summary>
/// Reads stats files of FreeSurfer 5 to 8 and FastSurfer (<c>aseg</c>, <c>?h.aparc*</c>, <c>wmparc</c>, <c>?h.BA*</c>, <c>?h.w-g.pct</c>,
/// <c>brainvol</c>, <c>samseg</c>, <c>sbtiv</c>, <c>hipposubfields.*</c>, …) and lists of name and volume (<c>?h.hippoSfVolumes*.txt</c>,
/// <c>?h.amygNucVolumes*.txt</c>, <c>brainstemSsVolumes*.txt</c>). Columns are found by the names the file gives them, never by their
/// place. <c>?h.curv.stats</c> is another form: <see cref="CurvatureStats"/>.
/// </summary>
public static class StatsReader
{
    private const int MostBytes = 64 << 20;

    // What mri_segstats writes; for tables that do not name their columns.
    private static readonly string[] SegmentationColumns = ["Index", "SegId", "NVoxels", "Volume_mm3", "StructName", "Mean", "StdDev",
        "Min", "Max", "Range"];
    private static readonly string[] SurfaceColumns = ["StructName", "NumVert", "SurfArea", "GrayVol", "ThickAvg", "ThickStd", "MeanCurv",
        "GausCurv", "FoldInd", "CurvInd"];
    private static readonly string[] VolumeColumns = ["StructName", "Volume_mm3"];

    // Thousands of files repeat a few hundred names.
    private static readonly ConcurrentDictionary<string, string> Pool = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageFormatException">Not such a file, cut off, or with numbers of another locale (decimal commas).</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static StatsFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        using (var file = OpenFile(path))
        {
            var length = RandomAccess.GetLength(file);
            if (length == 0) throw new ImageFormatException(path, -1, "file", "a stats file", "empty");
            if (length > MostBytes) throw new ImageFormatException(path, -1, "file", "a stats file", $"too long for one ({length} bytes)");
            bytes = GC.AllocateUninitializedArray<byte>((int)length);
            var read = RandomAccess.Read(file, bytes, 0);
            if (read < bytes.Length) throw new ImageFormatException(path, read, "file", $"{bytes.Length} bytes",
                "cut off while it was read");
        }

        return Parse(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'), path);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenFile(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new ImageFormatException(path, -1, "input", "a stats file", "a directory", e);
        }
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="text">The content.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="ImageFormatException">As <see cref="Read"/>.</exception>
    public static StatsFile Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ImageFormatException(path, -1, "file", "a stats file", "not text");
        if (text.Contains("<mean> +- <std>", StringComparison.Ordinal))
            throw new ImageFormatException(path, -1, "file", "a table of regions; read it as CurvatureStats",
                "the output of mris_curvature_stats");
        var draft = new StatsDraft(path);
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            line++;
            var content = text.AsSpan()[range].Trim();
            if (content.IsEmpty) continue;
            if (content[0] == '#') draft.Comment(content[1..].Trim(), line);
            else draft.Row(content, line);
        }

        return draft.Finish(endsWithNewLine: text[^1] == '\n');
    }

    /// <summary>The one copy of a name that files share.</summary>
    internal static string Shared(ReadOnlySpan<char> name)
    {
        var lookup = Pool.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known)) return known;
        var text = name.ToString();
        return Pool.Count < 100_000 ? Pool.GetOrAdd(text, text) : text;
    }

    /// <summary>The columns of a table that does not name them, from its first row; null when they cannot be told.</summary>
    internal static string[]? Columns(ReadOnlySpan<char> row)
    {
        Span<Range> words = stackalloc Range[12];
        var n = row.SplitAny(words, [' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return n switch
        {
            2 => VolumeColumns,
            10 when !IsNumber(row[words[0]]) => SurfaceColumns,
            >= 5 and <= 10 when IsNumber(row[words[0]]) && !IsNumber(row[words[4]]) => SegmentationColumns[..n],
            _ => null,
        };
    }

    private static bool IsNumber(ReadOnlySpan<char> word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
