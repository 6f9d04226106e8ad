using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Bids;

/// <summary>
/// Results of several files that belong together, published as one: filled under a hidden name beside or within the folder, and made the
/// folder's by one rename. Where the folder is there already, that rename commits
/// the new set as <c>.pial-commit</c> within it; its files then take their places, and whoever comes next (<see cref="Recover"/>) goes on
/// with that where a process was killed. So after the next command there are the old results or
/// the new ones, never some of each; files that are not the set's stay where they are.
/// </summary>
public static class ResultSet
{
    private const string Committed = ".pial-commit", Staged = ".pial-results", Obsolete = ".obsolete";

    /// <summary>Writes a set of results.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="fill">Writes the files into the folder it is given, under the names they get.</param>
    /// <param name="isOurs">Tells of a file of an earlier set, by its name from the folder, with <c>/</c>; those that the new set has not
    /// are removed. Null removes none.</param>
    /// <exception cref="IOException">The disk is full, or the place cannot be written to; the earlier set is as it was.</exception>
    public static void Write(string folder, Action<string> fill, Func<string, bool>? isOurs = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(fill);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(full) ?? full;
        Recover(full);
        var isNew = !Directory.Exists(full);
        if (isNew) Leftovers.Remove(parent, within: false);
        var (place, name) = isNew ? (parent, $".{Path.GetFileName(full)}") : (full, Staged);
        var staged = Path.Combine(place, $"{name}.{Environment.ProcessId:x}-{AtomicFile.Machine}-{Path.GetRandomFileName()[..6]}.part");
        try
        {
            Directory.CreateDirectory(staged);
            fill(staged);
            if (!isNew) Note(full, staged, isOurs);
            DiskFlush.Everything(staged);
            Directory.Move(staged, isNew ? full : Path.Combine(full, Committed));
            DiskFlush.Folder(place);
        }
        catch (Exception e) when (
            // an input's fault stays
            e is (IOException or UnauthorizedAccessException) and not (ImageFormatException or FileNotFoundException))
        {
            throw new IOException($"{folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(staged)) Directory.Delete(staged, recursive: true);
        }

        if (!isNew) Recover(full);
    }

    /// <summary>
    /// Goes on with a set that was committed by a process that was killed, and removes what others left unfinished; call it before results
    /// are read or written.
    /// </summary>
    /// <param name="folder">The folder; nothing is done where it is missing.</param>
    public static void Recover(string folder)
    {
        if (!Directory.Exists(folder)) return;
        var committed = Path.Combine(folder, Committed);
        if (Directory.Exists(committed))
        {
            var list = Path.Combine(committed, Obsolete);
            foreach (var name in File.Exists(list) ? File.ReadAllLines(list) : [])
                File.Delete(Path.Combine(folder, name));
            foreach (var file in Directory.GetFiles(committed, "*", SearchOption.AllDirectories).Where(f => f != list))
            {
                var target = Path.Combine(folder, Path.GetRelativePath(committed, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(file, target, overwrite: true);
            }

            DiskFlush.Folder(folder);
            // The list goes last: were the process killed before, it would be gone through again
            Directory.Delete(committed, recursive: true);
        }

        Leftovers.Remove(folder, within: false);
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(static d => !Path.GetFileName(d).StartsWith('.')))
            Leftovers.Remove(inner, within: false);
    }

    // What the earlier set had and the new one has not.
    private static void Note(string folder, string staged, Func<string, bool>? isOurs)
    {
        if (isOurs is null) return;
        var within = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 };
        var gone = Directory.EnumerateFiles(folder, "*", within).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(n => !n.StartsWith('.') && isOurs(n) && !File.Exists(Path.Combine(staged, n))).ToArray();
        if (gone.Length > 0) File.WriteAllLines(Path.Combine(staged, Obsolete), gone);
    }
}
