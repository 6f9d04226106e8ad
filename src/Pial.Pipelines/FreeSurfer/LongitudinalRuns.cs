namespace Pial.Pipelines.FreeSurfer;

/// <summary>What a folder of FreeSurfer's longitudinal stream holds.</summary>
public enum RunKind
{
    /// <summary>A scan processed for itself.</summary>
    Cross,

    /// <summary>A scan processed again from its person's template: <c>TIMEPOINT.long.BASE</c>.</summary>
    Long,

    /// <summary>A person's template, the mean of the time points: no scan of its own.</summary>
    Base,
}

/// <summary>
/// Tells the folders of FreeSurfer's longitudinal stream apart: one scan is in it twice, and each person once more as a template.
/// </summary>
/// <remarks>Reuter M et al. NeuroImage 61:1402-1418, 2012, doi:10.1016/j.neuroimage.2012.02.084</remarks>
internal static class LongitudinalRuns
{
    private const string Mark = ".long.";

    /// <summary>What each folder is, in the order given.</summary>
    /// <remarks>
    /// A template holds <c>base-tps</c>, or a longitudinal run names it. One that is only called so (<c>sub-01_base</c>) counts as one too,
    /// unless it has a scan of its own (<c>mri/orig/001.mgz</c>): then it is a visit, the baseline.
    /// </remarks>
    public static IReadOnlyList<RunKind> Of(IReadOnlyList<SubjectFolder> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var templates = folders.Select(f => Parts(f.Id).Template).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. folders.Select(f => Parts(f.Id).Template is not null ? RunKind.Long
            : templates.Contains(f.Id) || IsTemplate(f) ? RunKind.Base : RunKind.Cross)];
    }

    /// <summary>
    /// The time point of a longitudinal run, which is the name that tables of participants know; any other name as it is.
    /// </summary>
    public static string TimePoint(string id) => Parts(id).TimePoint;

    /// <summary>One sentence about a run that is left out.</summary>
    internal static string Say(RunKind kind) => kind switch
    {
        RunKind.Base => "a person's longitudinal template (base), no scan of its own",
        RunKind.Long => "a longitudinal run",
        _ => "a run of a single scan",
    };

    private static (string TimePoint, string? Template) Parts(string id) =>
        id.IndexOf(Mark, StringComparison.Ordinal) is > 0 and var at && at + Mark.Length < id.Length
            ? (id[..at], id[(at + Mark.Length)..]) : (id, null);

    private static bool IsTemplate(SubjectFolder folder)
    {
        if (Directory.EnumerateFiles(folder.Path, "base-tps*").Any()) return true;
        var named = folder.Id.Length > 5 && folder.Id[^5] is '_' or '-' or '.'
            && folder.Id.EndsWith("base", StringComparison.OrdinalIgnoreCase);
        return named && !File.Exists(Path.Combine(folder.Path, "mri", "orig", "001.mgz"));
    }
}
