using System.Text;

namespace Pial.Formats.Streams;

/// <summary>Small files read in one go, decompressed when they are gzip.</summary>
internal static class WholeFile
{
    private const int Block = 1 << 18;

    /// <summary>All bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes beyond which it is refused.</param>
    /// <param name="what">What is expected, for the message.</param>
    /// <exception cref="ImageFormatException">A directory, empty, damaged or longer than that.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static byte[] Read(string path, int most, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new ImageFormatException(path, -1, "input", what, "a directory");
        using var file = new SourceFile(path);
        var bytes = new byte[file.Compressed ? Block : (int)Math.Min(most, file.StoredLength) + 1];
        var length = 0;
        while (true)
        {
            var n = file.Read(bytes.AsSpan(length));
            length += n;
            if (length > most) throw new ImageFormatException(path, -1, "file", what, $"longer than {most} bytes");
            if (length < bytes.Length) return bytes[..length];
            Array.Resize(ref bytes, (int)Math.Min(most + 1L, bytes.Length * 2L));
        }
    }

    /// <summary>The first bytes.</summary>
    public static byte[] Head(string path, int most)
    {
        using var file = new SourceFile(path);
        return file.Peek(most).ToArray();
    }

    /// <summary>Bytes as text, any byte a character.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
