using System.Globalization;
using Pial.Formats.FreeSurfer;
using Pial.Formats.Gifti;
using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Formats.Surfaces;
using Pial.Formats.Transforms;

namespace Pial.Formats;

/// <summary>What a file is that holds no image: surfaces, numbers of vertices, labels, statistics, transforms.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Lines">Name and text of what is worth knowing, in reading order.</param>
public sealed record FileDescription(string Kind, IReadOnlyList<(string Name, string Text)> Lines)
{
    private const int HeadBytes = 1024;

    /// <summary>Endings of meshes whose content has no mark.</summary>
    internal static readonly string[] MeshEndings = [".asc", ".off", ".ply", ".stl", ".vtk", ".obj", ".wobj", ".byu", ".geo",
        ".tri", ".mz3"];

    /// <summary>Endings of FreeSurfer's numbers of vertices.</summary>
    internal static readonly string[] VertexWords = [".thickness", ".area", ".curv", ".avg_curv", ".sulc", ".volume", ".jacobian_white"];

    /// <summary>Reads a file that is told by its content or name to be no image; null when it may be one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageFormatException">It is damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static FileDescription? Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return null;
        var name = Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) name = name[..^3];
        var head = WholeFile.Head(path, HeadBytes);
        if (LinkAsText.Target(path, head) is { } target)
            return Of(target) is { } other ? other with { Lines = [("link to", Path.GetFileName(target)), .. other.Lines] } : null;
        if (MorphometryFile.SniffNew(head)) return Numbers("FreeSurfer numbers of vertices (curv form)", path);
        if (FreeSurferSurface.Sniff(head)) return Mesh("FreeSurfer surface", path);
        if (GiftiReader.Sniff(head)) return OfGifti(path);
        return Named(path, name) ?? OfText(path, WholeFile.Text(head).TrimStart());
    }

    private static FileDescription? Named(string path, string name)
    {
        bool Ends(string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        if (Ends(".annot")) return OfAnnotation(path);
        if (Ends(".label")) return OfLabel(path);
        if (Ends(".curv.stats")) return OfCurvature(path);
        if (Ends(".stats") || (Ends(".txt") && name.Contains("Volumes", StringComparison.Ordinal))) return OfStats(path);
        if (MeshEndings.Any(Ends)) return Mesh($"surface ({Path.GetExtension(name).TrimStart('.').ToLowerInvariant()})", path);
        if (VertexWords.Any(Ends) || Ends(".curv.old")) return Numbers("FreeSurfer numbers of vertices (older curv form)", path);
        if (Ends(".lta") || Ends(".xfm")) return OfTransform(path);
        return Ends("LUT.txt") || Ends("lut.txt") || Ends(".ctab") ? OfTable(path) : null;
    }

    private static FileDescription? OfText(string path, string head) => RegisterTransform.Sniff(head)
        ? new("FreeSurfer register.dat", [("subject", head.Split('\n')[0].Trim()), ("matrix", RegisterTransform.Matrix(path).ToString()),
            ("meaning", "from the reference's tkregister coordinates to those of the moving image; applied with both images' grids")])
        : null;

    private static FileDescription Mesh(string kind, string path) => new(kind, MeshLines(SurfaceFile.Read(path)));

    private static IReadOnlyList<(string, string)> MeshLines(SurfaceMesh mesh)
    {
        Span<float> low = [float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity];
        Span<float> high = [float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity];
        for (var n = 0; n < mesh.Coordinates.Length; n++)
            (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], mesh.Coordinates[n]), Math.Max(high[n % 3], mesh.Coordinates[n]));
        var euler = mesh.EulerNumber;
        return
        [
            ("vertices", Text(mesh.VertexCount)),
            ("triangles", Text(mesh.TriangleCount)),
            ("extent",
                FormattableString.Invariant(
                    $"{low[0]:0.#} to {high[0]:0.#}, {low[1]:0.#} to {high[1]:0.#}, {low[2]:0.#} to {high[2]:0.#} mm")),
            ("area", FormattableString.Invariant($"{mesh.Area:0.#} mm²")),
            ("Euler number", euler == 2 ? "2, a closed surface without holes"
                : FormattableString.Invariant($"{euler}; 2 is a closed surface without holes, each hole takes 2 away")),
        ];
    }

    private static FileDescription Numbers(string kind, string path)
    {
        var values = MorphometryFile.Read(path);
        return new(kind, [("vertices", Text(values.Length)), ("values", Range(values))]);
    }

    private static FileDescription OfGifti(string path)
    {
        var image = GiftiReader.Read(path);
        var lines = image.Arrays
            .Select((a,
                n) => ($"array {n + 1}",
                    $"{a.Intent.Replace("NIFTI_INTENT_", "", StringComparison.Ordinal).ToLowerInvariant()}, " +
                        $"{string.Join(" × ", a.Dimensions)}, {Range(a.Values.Span)}")).ToList();
        if (image.Labels is { } labels) lines.Add(("labels", $"{labels.Labels.Count}: {Some(labels.Labels.Select(l => l.Name))}"));
        if (image.Find("NIFTI_INTENT_POINTSET") is not null && image.Find("NIFTI_INTENT_TRIANGLE") is not null)
            lines.AddRange(MeshLines(SurfaceFile.Read(path)));
        return new("GIFTI", lines);
    }

    private static FileDescription OfAnnotation(string path)
    {
        var annotation = Annotation.Read(path);
        var used = annotation.Labels.ToArray().Where(l => l >= 0).Distinct().Count();
        return new("FreeSurfer annotation", [("vertices", $"{annotation.Labels.Length}, {annotation.Labels.Count(-1)} without label"),
            ("labels", $"{annotation.Table.Labels.Count}, {used} in use: {Some(annotation.Table.Labels.Select(l => l.Name))}")]);
    }

    private static FileDescription OfLabel(string path)
    {
        var label = LabelFile.Read(path);
        return new("FreeSurfer label", [("comment", label.Comment), ("vertices", Text(label.Points.Count)),
            ("values", Range(label.Points.Select(p => p.Value).ToArray()))]);
    }

    private static FileDescription OfStats(string path)
    {
        var stats = StatsReader.Read(path);
        return new("FreeSurfer statistics",
        [
            ("written by", stats.Software ?? "not said"),
            ("subject", stats.Header.GetValueOrDefault("subjectname", "not said")),
            ("measures", $"{stats.Measures.Count}: {Some(stats.Measures.Select(m => m.Alias))}"),
            ("regions", $"{stats.Regions.Count}: {Some(stats.Regions)}"),
            ("columns", string.Join(", ", stats.Columns)),
        ]);
    }

    private static FileDescription OfCurvature(string path)
    {
        var stats = CurvatureStats.Read(path);
        return new("FreeSurfer curvature statistics",
            [("maps", string.Join(", ", stats.Entries.Select(e => $"{e.Map} ({e.Surface})").Distinct(StringComparer.Ordinal))),
                ("numbers", Text(stats.Entries.Count))]);
    }

    private static FileDescription OfTransform(string path)
    {
        var map = TransformFile.Read(path);
        return new($"affine transform ({Path.GetExtension(path).TrimStart('.')})",
            [("matrix", map.FirstAffine.ToString()), ("meaning", "reference RAS mm → moving RAS mm"),
                ("volume", FormattableString.Invariant($"scaled by {Math.Abs(map.FirstAffine.Determinant):0.####}"))]);
    }

    private static FileDescription OfTable(string path)
    {
        var table = LabelTableFile.Read(path);
        return new("label table", [("labels", $"{table.Labels.Count}: {Some(table.Labels.Select(l => $"{l.Id} {l.Name}"))}")]);
    }

    private static string Range(ReadOnlySpan<float> values)
    {
        var copy = new double[values.Length];
        for (var n = 0; n < copy.Length; n++)
            copy[n] = values[n];
        return Range(copy);
    }

    private static string Range(ReadOnlySpan<double> values)
    {
        var (low, high, sum, count) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0);
        foreach (var value in values)
            if (double.IsFinite(value)) (low, high, sum, count) = (Math.Min(low, value), Math.Max(high, value), sum + value, count + 1);
        return count == 0 ? "no finite values"
            : FormattableString.Invariant($"{low:g6} to {high:g6}, mean {sum / count:g6}")
                + (count < values.Length ? $", {values.Length - count} not finite" : "");
    }

    private static string Some(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(5)) + (all.Length > 5 ? ", …" : "");
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
