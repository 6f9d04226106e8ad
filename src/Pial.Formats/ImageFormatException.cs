namespace Pial.Formats;

/// <summary>
/// A file that is not what it says: truncated, damaged, of another kind, or holding something Pial does not read. One line says what and
/// where.
/// </summary>
public sealed class ImageFormatException : IOException
{
    /// <summary>Makes the one-line message <c>name: field at byte offset is found, expected expected</c>.</summary>
    /// <param name="path">The file; the message shows its name only.</param>
    /// <param name="offset">Byte of the (decompressed) file where the fault lies; −1 when it lies in no one place.</param>
    /// <param name="field">The header field, or what part of the file.</param>
    /// <param name="expected">What would be right, or what to do.</param>
    /// <param name="found">What is there.</param>
    /// <param name="inner">The error below, if any.</param>
    public ImageFormatException(string path, long offset, string field, string expected, string found, Exception? inner = null)
        : base(Describe(path, offset, field, expected, found), inner)
        => (FilePath, Offset, Field, Expected, Found) = (path, offset, field, expected, found);

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Byte of the decompressed file, or −1.</summary>
    public long Offset { get; }

    /// <summary>Header field or part of the file.</summary>
    public string Field { get; }

    /// <summary>What would be right.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    private static string Describe(string path, long offset, string field, string expected, string found)
    {
        var where = offset >= 0 ? $"{field} at byte {offset}" : field;
        return PlainText.OneLine($"{Path.GetFileName(path)}: {where} is {found}, expected {expected}");
    }
}
