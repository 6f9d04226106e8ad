using System.Diagnostics;
using System.Globalization;

namespace Pial.Hub.Programs;

/// <summary>A program and everything it started, as Linux's <c>/proc</c> tells of them; elsewhere the program alone.</summary>
internal sealed class ProcessTree(int root)
{
    private readonly Dictionary<int, string> met = [];
    // what this process has open may be handed on to the program, which knows nothing of it
    private readonly HashSet<string> inherited = [.. Open("self").Select(f => f.Target)];

    /// <summary>Memory of all of them, MiB, how many they are, and a file outside a folder that one of them has open for writing.</summary>
    public (double Megabytes, int Processes, string? Outside) Look(string folder)
    {
        if (!Directory.Exists("/proc/self")) return (0, 1, null);
        var (members, pages) = (Members(), 0L);
        string? outside = null;
        foreach (var id in members)
        {
            met.TryAdd(id, Started(id));
            pages += long.TryParse(Read($"/proc/{id}/statm").Split(' ').ElementAtOrDefault(1), NumberStyles.None,
                CultureInfo.InvariantCulture, out var own) ? own : 0;
            outside ??= Written(id, Path.GetFullPath(folder) + "/");
        }

        return (pages * Environment.SystemPageSize / 1048576.0, members.Count, outside);
    }

    /// <summary>Ends what is left of them, those too whose parent is gone.</summary>
    public void End(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
        }

        foreach (var (id, started) in met.Where(m => m.Key != root && m.Value.Length > 0 && Started(m.Key) == m.Value))
        {
            try
            {
                using var left = Process.GetProcessById(id);
                left.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
            }
        }

        process.WaitForExit(TimeSpan.FromSeconds(5));
    }

    private HashSet<int> Members()
    {
        var parents = new List<(int Id, int Parent)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Fields(id) is { Length: > 1 } fields && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent))
                parents.Add((id, parent));
        var members = new HashSet<int> { root };
        members.UnionWith(met.Keys.Where(k => Started(k) == met[k]));
        for (var size = 0; size != members.Count;)
        {
            size = members.Count;
            members.UnionWith(parents.Where(p => members.Contains(p.Parent)).Select(p => p.Id));
        }

        return members;
    }

    // What follows the name in brackets: state, parent, …; the start time is the 20th.
    private static string[] Fields(int id)
    {
        var text = Read($"/proc/{id}/stat");
        var end = text.LastIndexOf(')');
        return end < 0 ? [] : text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Started(int id) => Fields(id).ElementAtOrDefault(19) ?? "";

    // The access mode is the last two bits of the flags: 1 writing, 2 both.
    private string? Written(int id, string own)
    {
        foreach (var (link, target) in Open(id.ToString(CultureInfo.InvariantCulture)))
        {
            if (!target.StartsWith('/') || target.StartsWith(own, StringComparison.Ordinal)
                || target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal)
                || target.Contains(":[", StringComparison.Ordinal) || target.Contains("memfd:", StringComparison.Ordinal)
                || inherited.Contains(target) || !File.Exists(target)) continue;
            var flags = Read($"/proc/{id}/fdinfo/{Path.GetFileName(link)}").Split('\n')
                .FirstOrDefault(l => l.StartsWith("flags:", StringComparison.Ordinal))?[6..].Trim();
            if (flags?.Length > 0 && (flags[^1] - '0' & 3) is 1 or 2) return target;
        }

        return null;
    }

    private static List<(string Link, string Target)> Open(string process)
    {
        var open = new List<(string, string)>();
        try
        {
            foreach (var link in Directory.EnumerateFiles($"/proc/{process}/fd"))
                if (File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName is { } target) open.Add((link, target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended between two looks.
        }

        return open;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended between two looks
        }
    }
}
