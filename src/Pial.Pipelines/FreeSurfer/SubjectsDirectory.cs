namespace Pial.Pipelines.FreeSurfer;

/// <summary>A folder that FreeSurfer or FastSurfer made for one subject.</summary>
/// <param name="Id">Its name, which is the subject's.</param>
/// <param name="Path">The folder.</param>
public sealed record SubjectFolder(string Id, string Path)
{
    /// <summary>A file of the folder's <c>stats</c>.</summary>
    public string Stats(string name) => System.IO.Path.Combine(Path, "stats", name);
}

/// <summary>A subject that could not be used, or a folder that is none, and why.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="Why">One sentence.</param>
public sealed record LeftOut(string Id, string Why);

/// <summary>What a <c>SUBJECTS_DIR</c> holds.</summary>
/// <param name="Subjects">The folders to read.</param>
/// <param name="Runs">What each of them is.</param>
/// <param name="OtherRuns">Subjects' folders that were not asked for, since they are of another kind of run.</param>
/// <param name="Others">Folders that are no subjects.</param>
internal sealed record SubjectsFound(IReadOnlyList<SubjectFolder> Subjects, IReadOnlyList<RunKind> Runs, IReadOnlyList<LeftOut> OtherRuns,
    IReadOnlyList<LeftOut> Others);

/// <summary>Finds the subjects of a <c>SUBJECTS_DIR</c>.</summary>
internal static class SubjectsDirectory
{
    private static readonly string[] Parts = ["stats", "mri", "surf", "label", "scripts", SamsegFiles.Structures];

    /// <summary>
    /// All folders but hidden ones, FreeSurfer's averages (<c>fsaverage*</c>, <c>lh.EC_average</c>, <c>rh.EC_average</c>,
    /// <c>cvs_avg35*</c>) and folders that hold files of another kind. An empty folder counts as a subject: it is one whose processing
    /// failed. A folder that is a subject itself (it has <c>stats</c>) stands for that one. Of the longitudinal stream, one kind of run is
    /// taken.
    /// </summary>
    /// <param name="path">The directory.</param>
    /// <param name="wanted">Names of subjects to take, whatever runs they are; all when empty.</param>
    /// <param name="runs">Kinds of run to take; when empty, single scans, or, where there are none, longitudinal runs.</param>
    /// <returns>Subjects in the order of their names (or of <paramref name="wanted"/>), and the folders that are left out.</returns>
    /// <exception cref="InputException">No such directory, no subject in it, a wanted subject is not there or named twice.</exception>
    public static SubjectsFound Find(string path, IReadOnlyList<string>? wanted = null, IReadOnlyList<RunKind>? runs = null)
    {
        if (!Directory.Exists(path))
            throw new InputException(File.Exists(path) ? $"{path} is a file; give the directory that holds the subjects."
                : $"{path} does not exist; give FreeSurfer's SUBJECTS_DIR.");
        if (wanted is { Count: > 0 })
        {
            var named = Wanted(path, wanted);
            return new(named, LongitudinalRuns.Of(named), [], []);
        }

        if (Directory.Exists(Path.Combine(path, "stats")) || File.Exists(Path.Combine(path, SamsegFiles.Structures)))
        {
            var whole = Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar);
            SubjectFolder[] one = [new(Path.GetFileName(whole), whole)];
            return new(one, LongitudinalRuns.Of(one), [], []);
        }

        var (subjects, others) = (new List<SubjectFolder>(), new List<LeftOut>());
        foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (Reason(name, folder) is { } why) others.Add(new(name, why));
            else subjects.Add(new(name, folder));
        }

        if (subjects.Count == 0)
            throw new InputException($"{path} holds no subject (a folder with stats/); give FreeSurfer's SUBJECTS_DIR.");
        return Choose(path, subjects, others, runs ?? []);
    }

    private static SubjectsFound Choose(string path, List<SubjectFolder> all, List<LeftOut> others, IReadOnlyList<RunKind> runs)
    {
        var kinds = LongitudinalRuns.Of(all);
        var taken = runs.Count > 0 ? runs : [kinds.Min()];
        var chosen = Enumerable.Range(0, all.Count).Where(n => taken.Contains(kinds[n])).ToArray();
        if (chosen.Length == 0)
            throw new InputException(
                $"{path} holds no such runs " +
                    $"({string.Join(", ",
                        kinds.Distinct().Order()
                            .Select(k =>
                                $"{kinds.Count(o => o == k)} {k.ToString().ToLowerInvariant()}"))} are there); change option 'runs'.");
        LeftOut[] left = [.. Enumerable.Range(0, all.Count).Except(chosen)
            .Select(n => new LeftOut(all[n].Id, LongitudinalRuns.Say(kinds[n])))];
        return new([.. chosen.Select(n => all[n])], [.. chosen.Select(n => kinds[n])], left, others);
    }

    private static List<SubjectFolder> Wanted(string path, IReadOnlyList<string> wanted)
    {
        if (wanted.GroupBy(w => w, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"{twice.Key} is listed {twice.Count()} times; one row a subject is expected.");
        var absent = wanted.Where(w => !Directory.Exists(Path.Combine(path, w))).ToArray();
        if (absent.Length > 0)
            throw new InputException(
                $"{path} has no folder for {absent.Length} of {wanted.Count} subjects: " +
                    $"{string.Join(", ", absent.Take(8))}{(absent.Length > 8 ? ", …" : "")}.");
        return [.. wanted.Select(w => new SubjectFolder(w, Path.Combine(path, w)))];
    }

    private static string? Reason(string name, string folder)
    {
        if (name.StartsWith('.')) return "hidden";
        if (name.StartsWith("fsaverage", StringComparison.Ordinal) || name is "lh.EC_average" or "rh.EC_average"
            || name.StartsWith("cvs_avg35", StringComparison.Ordinal)) return "an average that FreeSurfer ships";
        var empty = !Directory.EnumerateFileSystemEntries(folder).Any();
        return empty || Parts.Any(p => Path.Exists(Path.Combine(folder, p)))
            ? null : $"no subject: none of {string.Join(", ", Parts)} in it";
    }
}
