using System.Diagnostics;
using System.Globalization;
using Pial.Formats.Streams;

namespace Pial.Pipelines.Store;

/// <summary>
/// Removes the hidden unfinished files and folders (<c>.NAME.PID-MACHINE-XXXXXX.part</c>) of processes that were killed; those of another
/// machine when they are old.
/// </summary>
internal static class Leftovers
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(2);

    public static void Remove(string folder, bool within = true)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFileSystemEntries(folder, ".*.part", new EnumerationOptions
        {
            RecurseSubdirectories = within,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = true,
        }).ToArray())
        {
            if (!IsAbandoned(file)) continue;
            try
            {
                if (Directory.Exists(file)) Directory.Delete(file, recursive: true);
                else File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It harms nobody: its name says that it is unfinished.
            }
        }
    }

    /// <summary>Whether the process that a file or folder is named after is gone.</summary>
    public static bool IsAbandoned(string file)
    {
        if (Path.GetFileName(file).Split('.') is not { Length: > 2 } parts || parts[^2].Split('-') is not { Length: > 1 } owner)
            return false;
        if (!int.TryParse(owner[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id)) return false;
        return owner[1] == AtomicFile.Machine ? !IsRunning(id) : DateTime.UtcNow - File.GetLastWriteTimeUtc(file) >= Old;
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
