using Pial.Analysis.Statistics.Clusters;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;

namespace Pial.Pipelines.Vbm;

/// <summary>What came out of one contrast.</summary>
/// <param name="Name">As in the file names.</param>
/// <param name="Expression">As it was asked for.</param>
/// <param name="Statistic">t or F.</param>
/// <param name="Dof">Residual degrees of freedom.</param>
/// <param name="Permutations">Rearrangements taken; 0 without permutations.</param>
/// <param name="Exhaustive">Whether those were all there are.</param>
/// <param name="Inference">What decided.</param>
/// <param name="LeastP">The smallest p of that inference.</param>
/// <param name="SignificantVoxels">Voxels at or below the level.</param>
/// <param name="Clusters">Clusters they form.</param>
/// <param name="LargestStatistic">Largest |t| or F.</param>
/// <param name="LargestByChance">Largest |t| or F of all rearrangements but the data as they are; 0 without permutations.</param>
/// <param name="CriticalStatistic">|t| or F from which single voxels are significant; null without permutations, or with too few.</param>
public sealed record VbmFinding(
    string Name, string Expression, string Statistic, int Dof, int Permutations, bool Exhaustive, string Inference, double LeastP,
    int SignificantVoxels, int Clusters, double LargestStatistic,
    double LargestByChance, double? CriticalStatistic);

/// <summary>What a group analysis wrote.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Report">The page to open first.</param>
/// <param name="Subjects">Subjects analysed.</param>
/// <param name="Voxels">Voxels tested.</param>
/// <param name="Findings">One a contrast.</param>
public sealed record VbmResult(string Folder, string Report, int Subjects, int Voxels, IReadOnlyList<VbmFinding> Findings)
{
    /// <summary>Maps that do not look like the others, and what is odd about the atlas; one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>
/// Voxel-based morphometry of a group (Ashburner and Friston 2000, doi 10.1006/nimg.2000.0582): a linear model at every voxel of modulated,
/// smoothed tissue maps, permutation tests of contrasts, maps, tables, pictures and a report.
/// </summary>
public static class VbmPipeline
{
    private const string Page = "report.html";
    private const double ExploratoryP = 0.001;
    private const int ExploratoryVoxels = 10;

    /// <summary>Refuses what can be refused before the subjects' scans are processed: an impossible design, contrast or permutation,
    /// results that are there, a mask or an atlas that is not.</summary>
    /// <param name="table">The subjects and their variables; TIV, when it is no column, is taken to be known later.</param>
    /// <param name="outDir">Where results will go.</param>
    /// <param name="options">The model and the tests.</param>
    /// <param name="space">The space that the maps will be in.</param>
    /// <exception cref="InputException">Results are there already; the mask or the atlas is missing.</exception>
    /// <exception cref="ArgumentException">The design, a contrast or the permutations are impossible.</exception>
    public static void Check(SubjectTable table, string outDir, VbmOptions options, string? space)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        CheckFiles(outDir, options);
        VbmPlan.Check(table, options);
        _ = AtlasNames.Find(options, space);
    }

    private static void CheckFiles(string outDir, VbmOptions options)
    {
        if (File.Exists(outDir)) throw new InputException($"{outDir} is a file; give a folder.");
        ResultSet.Recover(outDir);
        if (File.Exists(Path.Combine(outDir, "vbm.json"))
            && !options.Force)
            throw new InputException(
                $"{outDir} holds the results of another analysis; add option 'force' to replace them, or give another folder.");
        if (options.Mask is not { } mask) return;
        if (!File.Exists(mask)) throw new InputException($"{mask} does not exist; expected a mask.");
        _ = ImageFile.Describe(mask);
    }

    /// <summary>Runs the analysis.</summary>
    /// <param name="participants">Subjects and their maps, in the order of the analysis.</param>
    /// <param name="table">Their ages, groups, …; may list more subjects.</param>
    /// <param name="outDir">Receives the results; made when missing.</param>
    /// <param name="options">The model and the tests.</param>
    /// <param name="listener">Told what is being done.</param>
    /// <param name="warned">Told at once what <see cref="VbmResult.Warnings"/> holds in the end.</param>
    /// <param name="parallel">Threads and cancellation; the results have the same bits at any count.</param>
    /// <exception cref="InputException">Results are there already; an input is missing; maps are on different grids; no voxel is
    /// left.</exception>
    /// <exception cref="ArgumentException">The design, a contrast or the permutations are impossible.</exception>
    public static VbmResult Run(
        IReadOnlyList<VbmParticipant> participants, SubjectTable table, string outDir, VbmOptions options, IStageListener? listener = null,
            Action<string>? warned = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(outDir);
        parallel ??= new();
        CheckFiles(outDir, options);
        VbmResult? result = null;
        ResultSet.Write(outDir, into => result = Fill(participants, table, into, options, listener, warned, parallel), IsOurs);
        return result! with { Folder = outDir, Report = Path.Combine(outDir, Page) };
    }

    // Of an earlier analysis, whose contrasts may have had other names.
    private static bool IsOurs(string name) => name is "vbm.json" or "design.tsv" or "design.png" or Page or "dataset_description.json"
        || (!name.Contains('/', StringComparison.Ordinal)
            && (name.Contains("contrast-", StringComparison.Ordinal) || name.EndsWith("desc-vbm_mask.nii.gz", StringComparison.Ordinal)
                || name.EndsWith("desc-mean_probseg.nii.gz", StringComparison.Ordinal)));

    private static VbmResult Fill(
        IReadOnlyList<VbmParticipant> participants, SubjectTable table, string outDir, VbmOptions options, IStageListener? listener,
            Action<string>? warned, ParallelOptions parallel)
    {
        var stages = new TimedStages(listener, parallel.CancellationToken);
        var plan = VbmPlan.Make(participants, table, options);
        var space = BidsName.Of(participants[0].MapPath)["space"];
        var (atlas, about) = AtlasNames.Find(options, space) is { } source ? AtlasNames.Load(source, space, parallel) : default;
        using var maps = stages.Do($"Read {participants.Count} maps", () => MapSet.Load(plan, options, outDir, null, parallel));
        IReadOnlyList<string> warnings = [.. about ?? [], .. maps.Warnings];
        foreach (var warning in warnings)
            warned?.Invoke(warning);
        var shape = maps.Mask.Shape;
        var lattice = new Lattice(shape.I, shape.J, shape.K, maps.Mask.Span, options.Connectivity);
        var fits = stages.Do("Fit", () => VoxelwiseFit.Of(maps.Table, plan.Models, parallel));
        var writer = new VbmMaps(outDir, space is null ? "" : $"space-{space}_", space, maps, parallel);
        var findings = new List<VbmFinding>();
        var report = new VbmReport(plan, maps, options, space) { Warnings = warnings };
        foreach (var fit in fits)
        {
            var name = fit.Model.Contrast.Name;
            var nulls = options.Permutations == 0 ? null : stages.Do(
                $"Permute {name}",
                () => PermutationTest.Run(maps.Table, fit, lattice, GroupModel.PermutationsOf(options, fit.Model, plan.Blocks), null,
                    parallel));
            var result = new ContrastResult(fit, nulls, lattice, options);
            stages.Do($"Write {name}", () =>
            {
                writer.Write(result, options);
                var significant = PeakTable.Of(result, v => result.PrimaryP[v] <= options.Alpha, 1, lattice, maps, atlas);
                var exploratory = PeakTable.Of(result, v => result.P[v] <= ExploratoryP, ExploratoryVoxels, lattice, maps, atlas);
                OutputFile.WriteText(writer.PathOf(result, "clusters.tsv"), PeakTable.ToTsv(significant, result, maps));
                OutputFile.WriteText(writer.PathOf(result, "desc-uncorrected_clusters.tsv"), PeakTable.ToTsv(exploratory, result, maps));
                findings.Add(Finding(result, significant, options));
                foreach (var (file, picture) in report.Add(result, findings[^1], significant, exploratory))
                    OutputFile.Write(writer.PathOf(result, file), stream => stream.Write(picture));
                return true;
            });
        }

        ImageFile.Save(Path.Combine(outDir, $"{(space is null ? "" : $"space-{space}_")}desc-vbm_mask.nii.gz"), maps.Mask,
            new() { Space = space, Description = "Pial VBM" }, parallel);
        ImageFile.Save(Path.Combine(outDir, $"{(space is null ? "" : $"space-{space}_")}desc-mean_probseg.nii.gz"), maps.Mean,
            new() { Space = space, Description = "Pial VBM" }, parallel);
        OutputFile.WriteText(Path.Combine(outDir, "design.tsv"), VbmText.Design(plan.Design));
        OutputFile.Write(Path.Combine(outDir, "design.png"), stream => stream.Write(report.DesignPicture));
        var page = Path.Combine(outDir, Page);
        OutputFile.WriteText(page, report.Write());
        OutputFile.WriteText(Path.Combine(outDir, "dataset_description.json"),
            VbmText.Dataset("Pial VBM", "Group statistics of tissue maps."));
        OutputFile.WriteText(Path.Combine(outDir, "vbm.json"), VbmText.Record(plan, maps, options, findings, warnings));
        return new(outDir, page, participants.Count, maps.Places.Length, findings) { Warnings = warnings };
    }

    private static VbmFinding Finding(ContrastResult result, IReadOnlyList<Peak> significant, VbmOptions options)
    {
        var contrast = result.Fit.Model.Contrast;
        return new(
            contrast.Name, contrast.Expression, result.Letter, result.Fit.Model.Dof, result.Nulls?.Plan.Count ?? 0,
            result.Nulls?.Plan.IsExhaustive ?? false, result.Inference,
            result.PrimaryP.Min(), result.PrimaryP.Count(p => p <= options.Alpha), significant.Select(p => p.Cluster).Distinct().Count(),
            result.Fit.Statistic.Max(t => Math.Abs((double)t)), result.Nulls?.Statistic.Skip(1).Max() ?? 0,
            result.Nulls?.Critical(options.Alpha));
    }
}
