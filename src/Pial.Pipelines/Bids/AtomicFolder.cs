using System.Text.Json.Nodes;
using Pial.Formats.Streams;

namespace Pial.Pipelines.Bids;

/// <summary>
/// A folder that appears under its name only when it is whole: filled under a hidden name beside it, then renamed. <c>pial.json</c> in it
/// says what it was made of, and that it is Pial's to replace.
/// </summary>
public static class AtomicFolder
{
    private const string Mark = "pial.json";

    /// <summary>The file that says whose a folder is.</summary>
    public static string MarkOf(string folder) => Path.Combine(folder, Mark);

    /// <summary>Key of the work that made a folder; null when it is not there or not Pial's.</summary>
    public static string? KeyOf(string folder) => Sidecar.KeyOf(MarkOf(folder));

    /// <summary>Why a folder may not be written: something is there that Pial did not make. Null when it may.</summary>
    public static string? Refusal(string folder) => File.Exists(folder) || (Directory.Exists(folder) && !File.Exists(MarkOf(folder)))
        ? $"{folder} is there and not of Pial's making, so it was left as it is." : null;

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">Its name; one that Pial wrote is replaced.</param>
    /// <param name="fill">Writes the files into the folder it is given.</param>
    /// <param name="mark">What <c>pial.json</c> says.</param>
    /// <exception cref="InputException">A folder is there that Pial did not write.</exception>
    /// <exception cref="IOException">The disk is full, or the place cannot be written to; nothing is left.</exception>
    internal static void Write(string folder, Action<string> fill, JsonObject mark)
    {
        if (Refusal(folder) is { } refusal) throw new InputException(refusal);
        var (parent, name) = (Path.GetDirectoryName(Path.GetFullPath(folder))!, Path.GetFileName(folder));
        string Hidden() => Path.Combine(parent,
            $".{name}.{Environment.ProcessId:x}-{AtomicFile.Machine}-{Path.GetRandomFileName()[..6]}.part");
        var (filled, old) = (Hidden(), Hidden());
        try
        {
            Directory.CreateDirectory(filled);
            fill(filled);
            Checksums.Seal(mark, filled, Directory.EnumerateFiles(filled, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
            Sidecar.Write(MarkOf(filled), mark);
            DiskFlush.Everything(filled);
            if (Directory.Exists(folder)) Directory.Move(folder, old);
            Directory.Move(filled, folder);
            DiskFlush.Folder(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            Remove(filled);
            Remove(old);
        }
    }

    /// <summary>Removes a folder that Pial wrote; another is left alone.</summary>
    internal static void RemoveOwn(string folder)
    {
        if (File.Exists(MarkOf(folder))) Remove(folder);
    }

    private static void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It harms nobody: its name says that it is unfinished.
        }
    }
}
