using Pial.Formats;
using Pial.Formats.FreeSurfer;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>Reads the stats files of one subject.</summary>
internal static class SubjectReader
{
    // FreeSurfer's, then FastSurfer's without surfaces.
    private static readonly string[] Segmentations = ["aseg.stats", "aseg.VINN.stats", "aseg+DKT.VINN.stats", "aseg+DKT.stats"];

    /// <summary>Reads what the options ask for.</summary>
    /// <exception cref="ImageFormatException">A file is damaged or cut off.</exception>
    /// <exception cref="InputException">The subject has none of the files.</exception>
    public static SubjectMorphometry Read(SubjectFolder subject, FreeSurferOptions options)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(options);
        var absent = new List<string>();
        var aseg = Segmentation(subject);
        if (aseg is null) absent.Add("stats/aseg.stats");
        var left = Cortex(subject, "lh", options.Atlas, absent);
        var right = Cortex(subject, "rh", options.Atlas, absent);
        if (aseg is null && left is null && right is null) throw new InputException(Nothing(subject, options.Atlas));
        var (eTiv, source) = ETiv(aseg, left, right);
        var structures = Structures(aseg, options).ToArray();
        var globals = Globals(subject, aseg, options);
        var more = options.MoreStats.SelectMany(file => MoreVolumes(subject, file, absent)).ToArray();
        if (more.Concat(globals).Select(m => m.Name).Concat(structures.Select(s => s.Name)).GroupBy(n => n, StringComparer.Ordinal)
            .FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InputException($"{twice.Key} is in two of the files; leave one of them away");
        return new()
        {
            Id = subject.Id,
            Regions = [.. structures, .. Regions(left, "lh", options), .. Regions(right, "rh", options)],
            Globals = globals,
            CortexGlobals = [.. CortexGlobals(left, "lh", options), .. CortexGlobals(right, "rh", options)],
            MoreVolumes = more,
            ETiv = eTiv,
            ETivSource = source,
            Euler = EulerNumbers.Of(subject, aseg),
            Software = (aseg ?? left ?? right)!.Software,
            AbsentFiles = absent,
        };
    }

    /// <summary>
    /// The statistics of the subject's volume segmentation: FreeSurfer's, FastSurfer's or samseg's; null when it has none.
    /// </summary>
    public static StatsFile? Segmentation(SubjectFolder subject) =>
        (Segmentations.Select(subject.Stats).FirstOrDefault(File.Exists) ?? SamsegFiles.Find(subject)) is { } file
            ? StatsReader.Read(file) : null;

    /// <summary>The statistics of a hemisphere's parcellation; null when the subject has none.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="hemisphere"><c>lh</c> or <c>rh</c>.</param>
    /// <param name="atlas">The atlas; FastSurfer's <c>.mapped</c> files stand for it too.</param>
    /// <param name="absent">Gets the name of the file when it is not there.</param>
    /// <exception cref="ImageFormatException">The file is damaged, or its rows do not cover the cortex it speaks of.</exception>
    public static StatsFile? Cortex(SubjectFolder subject, string hemisphere, string atlas, ICollection<string> absent)
    {
        var file = subject.Stats($"{hemisphere}.{atlas}.stats");
        var mapped = subject.Stats($"{hemisphere}.{atlas}.mapped.stats");
        if (File.Exists(file))
        {
            var stats = StatsReader.Read(file);
            CheckCover(stats, atlas);
            return stats;
        }

        if (File.Exists(mapped)) return StatsReader.Read(mapped);
        absent.Add($"stats/{hemisphere}.{atlas}.stats");
        return null;
    }

    // The rows of FreeSurfer's own parcellations hold every vertex of the cortex: fewer mean that the file was cut off between two lines.
    private static void CheckCover(StatsFile stats, string atlas)
    {
        if (atlas is not ("aparc" or "aparc.a2009s" or "aparc.DKTatlas" or "aparc.DKTatlas40" or "aparc.pial")) return;
        var column = stats.ColumnOf("NumVert");
        if (column < 0 || stats.Measure("NumVert") is not { } all || stats.Measure("MeanThickness") is null
            || stats.Software?.StartsWith("FastSurfer", StringComparison.Ordinal) == true) return;
        var covered = 0.0;
        for (var r = 0; r < stats.Regions.Count; r++)
            covered += stats[r, column];
        if (covered < 0.998 * all)
            throw new ImageFormatException(stats.Path, -1, "table", $"regions that cover the cortex's {all} vertices",
                $"cut off: its {stats.Regions.Count} regions cover {covered}");
    }

    private static IEnumerable<RegionValues> Structures(StatsFile? aseg, FreeSurferOptions options)
    {
        if (aseg is null || options.CortexOnly || !options.Measures.Contains(CorticalMeasure.Volume)) yield break;
        foreach (var (name, volume) in Volumes(aseg).Where(v => !SamsegFiles.IsHeadSize(aseg, v.Name)))
            yield return new("", name, [.. options.Measures.Select(m => m == CorticalMeasure.Volume ? volume : double.NaN)]);
    }

    // The rows of a table; the measures of a file without one (samseg, sbtiv, brainvol).
    private static IEnumerable<(string Name, double Volume)> Volumes(StatsFile stats)
    {
        var column = stats.ColumnOf("Volume_mm3");
        if (stats.Columns.Count == 0) return stats.Measures.Where(m => m.Unit == "mm^3").Select(m => (m.Alias, m.Value));
        return column < 0 ? [] : stats.Regions.Select((name, r) => (name, stats[r, column]));
    }

    private static GlobalValue[] Globals(SubjectFolder subject, StatsFile? aseg, FreeSurferOptions options)
    {
        if (aseg is null || options.CortexOnly) return [];
        if (SamsegFiles.Wrote(aseg)) return SamsegFiles.HeadSize(subject, aseg) is { } size ? [size] : [];
        return [.. aseg.Measures.Where(m => m.Alias is not ("eTIV" or "ICV")).DistinctBy(m => m.Alias)
            .Select(m => new GlobalValue(m.Alias, m.Value, m.Unit))];
    }

    private static IEnumerable<GlobalValue> MoreVolumes(SubjectFolder subject, string name, List<string> absent)
    {
        string[] places = [subject.Stats(name), Path.Combine(subject.Path, "mri", name), Path.Combine(subject.Path, name)];
        if (places.FirstOrDefault(File.Exists) is not { } file)
        {
            absent.Add(name);
            yield break;
        }

        var stats = StatsReader.Read(file);
        if (stats.Columns.Count > 0 && stats.ColumnOf("Volume_mm3") < 0)
            throw new ImageFormatException(file, -1, "columns", "Volume_mm3", string.Join(", ", stats.Columns));
        var side = name.Split('.').FirstOrDefault(w => w is "lh" or "rh");
        foreach (var (region, volume) in Volumes(stats))
            yield return new(side is null ? region : $"{side}_{region}", volume, "mm^3");
    }

    private static IEnumerable<RegionValues> Regions(StatsFile? cortex, string hemisphere, FreeSurferOptions options)
    {
        if (cortex is null) yield break;
        var columns = options.Measures.Select(m => cortex.ColumnOf(m.Column)).ToArray();
        for (var r = 0; r < cortex.Regions.Count; r++)
            yield return new(hemisphere, cortex.Regions[r], Array.ConvertAll(columns, c => c < 0 ? double.NaN : cortex[r, c]));
    }

    private static IEnumerable<GlobalValue> CortexGlobals(StatsFile? cortex, string hemisphere, FreeSurferOptions options)
    {
        if (cortex is null || options.CortexOnly) yield break;
        foreach (var measure in options.Measures)
        {
            string[] aliases = measure == CorticalMeasure.Thickness ? ["MeanThickness"]
                : measure == CorticalMeasure.Area ? ["WhiteSurfArea", "PialSurfArea"] : [];
            foreach (var alias in aliases)
                if (cortex.Measure(alias) is { } value) yield return new($"{hemisphere}_{alias}_{measure.Name}", value, measure.Unit);
        }
    }

    // Up to FreeSurfer 5.1 the same estimate was called ICV.
    private static (double Value, string? Source) ETiv(StatsFile? aseg, StatsFile? left, StatsFile? right)
    {
        if (aseg?.Measure("eTIV") is { } eTiv) return (eTiv, null);
        if (aseg?.Measure("ICV") is { } icv) return (icv, "ICV of aseg.stats, the name that FreeSurfer up to 5.1 gives it");
        foreach (var cortex in new[] { left, right })
            if (cortex?.Measure("eTIV") is { } same) return (same, Path.GetFileName(cortex.Path));
        return (double.NaN, null);
    }

    private static string Nothing(SubjectFolder subject, string atlas)
    {
        if (!Directory.EnumerateFileSystemEntries(subject.Path).Any()) return "the folder is empty";
        var stats = subject.Stats("");
        if (!Directory.Exists(stats)) return "it has no stats folder; its processing did not get that far";
        return Directory.EnumerateFiles(stats, "*.stats").Any() ? $"it has neither aseg.stats nor ?h.{atlas}.stats"
            : "its stats folder holds no stats files; its processing did not get that far";
    }
}
