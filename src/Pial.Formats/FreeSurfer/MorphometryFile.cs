using Pial.Formats.Gifti;
using Pial.Formats.Mgh;
using Pial.Formats.Streams;

namespace Pial.Formats.FreeSurfer;

/// <summary>
/// One number a vertex: FreeSurfer's <c>curv</c>, <c>sulc</c>, <c>thickness</c>, <c>area</c>, <c>volume</c> in both binary forms (floats
/// behind the magic FF FF FF; hundredths in 16 bits before that), MGH overlays (<c>*.mgh</c>, <c>*.mgz</c>), and GIFTI.
/// </summary>
public static class MorphometryFile
{
    private const int MostBytes = 1 << 30;
    private const string What = "numbers of vertices (curv, MGH or GIFTI)";

    /// <summary>Reads the numbers.</summary>
    /// <param name="path">The file; gzip is taken off.</param>
    /// <returns>One value a vertex.</returns>
    /// <exception cref="ImageFormatException">No such file, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static float[] Read(string path) => Read(path, followed: false);

    /// <summary>Whether bytes are a <c>curv</c> file of the newer form.</summary>
    internal static bool SniffNew(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 15 || bytes[0] != 0xff || bytes[1] != 0xff || bytes[2] != 0xff) return false;
        var field = new FieldReader(bytes, bigEndian: true);
        return field.I32(3) >= 0 && field.I32(7) >= 0 && field.I32(11) == 1; // an old quadrangle surface has its counts in three bytes each
    }

    /// <summary>
    /// Whether bytes are a <c>curv</c> file of the older form, which has no magic: its length must be what its count says.
    /// </summary>
    internal static bool SniffOld(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 6 && bytes[0] != 0xff && 6 + (2L * Count(bytes)) == bytes.Length;

    private static float[] Read(string path, bool followed)
    {
        var bytes = WholeFile.Read(path, MostBytes, What);
        if (!followed && LinkAsText.Target(path, bytes) is { } target) return Read(target, followed: true);
        if (SniffNew(bytes)) return New(path, bytes);
        if (GiftiReader.Sniff(bytes)) return GiftiReader.Parse(path, bytes).Values(path);
        if (MghFormat.Sniff(bytes)) return ImageFile.Load(path).Image.Span.ToArray();
        if (SniffOld(bytes)) return Old(bytes);
        throw new ImageFormatException(path, 0, "file", What,
            ForeignFormats.Name(bytes.AsSpan(0, Math.Min(1024, bytes.Length)), path) ?? "none of them, or cut off");
    }

    private static float[] New(string path, ReadOnlySpan<byte> bytes)
    {
        var field = new FieldReader(bytes, bigEndian: true);
        var count = field.I32(3);
        if (15 + (4L * count) > bytes.Length) throw new ImageFormatException(path, 3, "number of vertices",
            $"at most {(bytes.Length - 15) / 4}, what the file holds; it may be cut off", $"{count}");
        var values = new float[count];
        for (var n = 0; n < count; n++)
            values[n] = field.F32(15 + (4 * n));
        return values;
    }

    private static float[] Old(ReadOnlySpan<byte> bytes)
    {
        var field = new FieldReader(bytes, bigEndian: true);
        var values = new float[Count(bytes)];
        for (var n = 0; n < values.Length; n++)
            values[n] = (float)(field.I16(6 + (2 * n)) / 100.0);
        return values;
    }

    private static int Count(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
