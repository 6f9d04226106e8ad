using Pial.Formats;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>The stats files of many subjects.</summary>
public sealed class FreeSurferCohort
{
    private FreeSurferCohort(string directory, FreeSurferOptions options, IReadOnlyList<SubjectMorphometry> subjects,
        IReadOnlyList<LeftOut> failed, SubjectsFound found, IReadOnlyDictionary<string, string> renamed)
        => (Directory, Options, Subjects, Failed, this.found, Renamed) = (directory, options, subjects, failed, found, renamed);

    private readonly SubjectsFound found;

    /// <summary>The SUBJECTS_DIR.</summary>
    public string Directory { get; }

    /// <summary>What was taken.</summary>
    public FreeSurferOptions Options { get; }

    /// <summary>The subjects that could be read, in the order of their names (or of the list that was given).</summary>
    public IReadOnlyList<SubjectMorphometry> Subjects { get; }

    /// <summary>Subjects that could not be read, and why.</summary>
    public IReadOnlyList<LeftOut> Failed { get; }

    /// <summary>Folders that are no subjects, and why.</summary>
    public IReadOnlyList<LeftOut> Others => found.Others;

    /// <summary>Runs of FreeSurfer's longitudinal stream that were left out, and what they are.</summary>
    public IReadOnlyList<LeftOut> OtherRuns => found.OtherRuns;

    /// <summary>How many of the folders that were read are of each kind of run.</summary>
    public IReadOnlyDictionary<RunKind, int> Runs =>
        found.Runs.GroupBy(r => r).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Names that some of the subjects' versions spell otherwise than most, and the spelling they got.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; }

    /// <summary>Reads a directory's subjects, several at a time; the result does not depend on how many.</summary>
    /// <param name="directory">The SUBJECTS_DIR, or one subject's folder.</param>
    /// <param name="options">What to take.</param>
    /// <param name="wanted">Subjects to take; all when empty.</param>
    /// <param name="progress">Told how many subjects are done and how many there are.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">There are no subjects, or none has the atlas.</exception>
    public static FreeSurferCohort Read(string directory, FreeSurferOptions options, IReadOnlyList<string>? wanted = null,
        Action<int, int>? progress = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var there = SubjectsDirectory.Find(directory, wanted, options.Runs);
        var folders = there.Subjects;
        var read = new SubjectMorphometry?[folders.Count];
        var failures = new LeftOut?[folders.Count];
        var done = 0;
        Parallel.For(0, folders.Count, parallel ?? new(), n =>
        {
            try
            {
                read[n] = SubjectReader.Read(folders[n], options);
            }
            catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
            {
                failures[n] = new(folders[n].Id, e.Message);
            }

            progress?.Invoke(Interlocked.Increment(ref done), folders.Count);
        });
        SubjectMorphometry[] subjects = [.. read.OfType<SubjectMorphometry>()];
        if (subjects.Length > 0
            && subjects.All(
                s => s.AbsentFiles.Count(f => f.StartsWith("stats/", StringComparison.Ordinal) && f != "stats/aseg.stats") == 2))
            CheckAtlas(directory, folders, options);
        var names = RegionSpelling.Of(subjects);
        return new(directory, options, [.. subjects.Select(names.Apply)], [.. failures.OfType<LeftOut>()], there, names.Renamed);
    }

    /// <summary>Subjects whose numbers are all those of an earlier subject: copies, or one person under two names.</summary>
    public IReadOnlyList<(string Id, string SameAs)> Copies() => TableSidecar.Copies(this);

    // Segmentations without surfaces (samseg, FastSurfer's first part) have their structures' volumes to give.
    private static void CheckAtlas(string directory, IReadOnlyList<SubjectFolder> folders, FreeSurferOptions options)
    {
        var atlases = folders.Take(20).Where(f => System.IO.Directory.Exists(f.Stats("")))
            .SelectMany(f => System.IO.Directory.EnumerateFiles(f.Stats(""), "lh.*.stats"))
            .Select(f => Path.GetFileName(f)[3..^6].Replace(".mapped", "", StringComparison.Ordinal))
            .Where(a => a is not ("curv" or "w-g.pct")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (atlases.Length > 0)
            throw new InputException(
                $"No subject of {directory} has ?h.{options.Atlas}.stats; there are {string.Join(", ", atlases)}: choose one with option " +
                    "'atlas'.");
        if (options.CortexOnly || !options.Measures.Contains(CorticalMeasure.Volume))
            throw new InputException($"No subject of {directory} has ?h.{options.Atlas}.stats; there are no surface statistics at all.");
    }
}
