using System.Diagnostics;
using System.Globalization;

namespace Pial.Pipelines.Store;

/// <summary>Removes the hidden unfinished files (<c>.NAME.PID-XXXXXX.part</c>) of processes that were killed.</summary>
internal static class Leftovers
{
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, ".*.part", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true }).ToArray())
        {
            var owner = Path.GetFileName(file).Split('.')[^2].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id) || IsRunning(id)) continue;
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It harms nobody: its name says that it is unfinished.
            }
        }
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
