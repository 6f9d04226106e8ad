namespace Pial.Formats.Streams;

/// <summary>
/// A symbolic link that a system without links stored as a text file: its whole content is the name of another file (Git does so on
/// Windows).
/// </summary>
internal static class LinkAsText
{
    private const int Longest = 260;

    /// <summary>The file it stands for; null when this is no such link.</summary>
    public static string? Target(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Longest || bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return null;
        var target = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, WholeFile.Text(bytes));
        return File.Exists(target) && !string.Equals(target, Path.GetFullPath(path), StringComparison.Ordinal) ? target : null;
    }
}
