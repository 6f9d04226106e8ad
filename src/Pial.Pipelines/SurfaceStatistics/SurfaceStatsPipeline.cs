using System.Text.Json.Nodes;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Statistics.Permutations;
using Pial.Analysis.Tables;
using Pial.Formats.Streams;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Pipelines.Surfaces.Parcels;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>
/// Group statistics on the surface of the cortex: a linear model at every vertex of maps on fsaverage6, smoothed along the surface, and
/// permutation tests of contrasts over both hemispheres together. Formulas, contrasts and tests are those of <see cref="VbmPipeline"/>.
/// </summary>
public static class SurfaceStatsPipeline
{
    /// <summary>The file that says what was done with what.</summary>
    internal const string Record = "stats.json";

    private const string Page = "report.html";
    private const double ExploratoryP = 0.001, ExploratoryMm2 = 25;

    /// <summary>Runs the analysis.</summary>
    /// <param name="participants">Subjects and the maps of their left hemispheres; those of the right lie beside.</param>
    /// <param name="table">Their ages, groups, …; may list more subjects.</param>
    /// <param name="outDir">Receives the results; made when missing.</param>
    /// <param name="options">The model and the tests.</param>
    /// <param name="listener">Told what is being done.</param>
    /// <param name="parallel">Threads and cancellation; the results have the same bits at any count.</param>
    /// <exception cref="InputException">Results are there already; an input is missing or of another mesh.</exception>
    /// <exception cref="ArgumentException">The design, a contrast or the permutations are impossible.</exception>
    public static SurfaceStatsResult Run(IReadOnlyList<VbmParticipant> participants, SubjectTable table, string outDir,
        SurfaceStatsOptions options, IStageListener? listener = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(participants);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(outDir);
        if (!PopulationSphere.IsThere) throw new InputException("This build of Pial was made without the population's spheres.");
        if (!(options.FwhmMm >= 0 && options.FwhmMm <= 50)) throw new InputException("option 'fwhm' must be between 0 and 50 mm.");
        if (File.Exists(outDir)) throw new InputException($"{outDir} is a file; give a folder.");
        ResultSet.Recover(outDir);
        if (File.Exists(Path.Combine(outDir, Record)) && !options.Model.Force)
            throw new InputException(
                $"{outDir} holds the results of another analysis; add option 'force' to replace them, or give another folder.");
        SurfaceStatsResult? result = null;
        ResultSet.Write(outDir, into => result = Fill(participants, table, into, options, listener, parallel ?? new()), IsOurs);
        return result! with { Folder = outDir, Report = Path.Combine(outDir, Page) };
    }

    private static bool IsOurs(string name) => name is Record or Page or "design.tsv" or "dataset_description.json"
        || (!name.Contains('/', StringComparison.Ordinal) && name.Contains("contrast-", StringComparison.Ordinal));

    private static SurfaceStatsResult Fill(IReadOnlyList<VbmParticipant> participants, SubjectTable table, string folder,
        SurfaceStatsOptions options, IStageListener? listener, ParallelOptions parallel)
    {
        var stages = new TimedStages(listener, parallel.CancellationToken);
        var model = GroupModel.Of(participants, table, options.Model);
        var maps = stages.Do($"Read and smooth {participants.Count} people", () => SurfaceMapSet.Load(participants, options, parallel));
        var fits = stages.Do("Fit", () => VoxelwiseFit.Of(maps.Table, model.Models, parallel));
        var (files, findings) = (new SurfaceStatsFiles(folder, maps), new List<SurfaceFinding>());
        var report = new SurfaceStatsReport(participants, model, maps, options);
        foreach (var fit in fits)
        {
            var name = fit.Model.Contrast.Name;
            var tests = GroupModel.PermutationsOf(options.Model, fit.Model, model.Blocks);
            if (tests.Tfce is not null) tests = tests with { Tfce = new() { Extent = 1 } };
            var nulls = options.Model.Permutations == 0 ? null : stages.Do($"Permute {name}",
                () => PermutationTest.Run(maps.Table, fit, maps.Lattice, tests, null, parallel));
            var result = new ContrastResult(fit, nulls, maps.Lattice, options.Model);
            stages.Do($"Write {name}", () =>
            {
                files.Write(result, options.Model.Alpha);
                var significant = SurfaceCluster.Of(result, v => result.PrimaryP[v] <= options.Model.Alpha, 0, maps);
                var exploratory = SurfaceCluster.Of(result, v => result.P[v] <= ExploratoryP, ExploratoryMm2, maps);
                OutputFile.WriteText(files.PathOf(result, "clusters.tsv"), SurfaceCluster.ToTsv(significant, result));
                OutputFile.WriteText(files.PathOf(result, "desc-uncorrected_clusters.tsv"), SurfaceCluster.ToTsv(exploratory, result));
                findings.Add(Finding(result, significant, options.Model));
                var picture = report.Add(result, findings[^1], significant, exploratory);
                OutputFile.Write(files.PathOf(result, "surfaces.png"), stream => stream.Write(picture));
                return true;
            });
        }

        OutputFile.WriteText(Path.Combine(folder, "design.tsv"), VbmText.Design(model.Design));
        OutputFile.WriteText(Path.Combine(folder, Page), report.Write());
        OutputFile.WriteText(Path.Combine(folder, "dataset_description.json"), VbmText.Dataset("Pial surface statistics",
            "Group statistics of maps of the cortex."));
        OutputFile.WriteText(Path.Combine(folder, Record), Json(participants, model, maps, options, findings));
        return new(folder, Page, participants.Count, maps.Vertices.Length, findings);
    }

    private static SurfaceFinding Finding(ContrastResult result, IReadOnlyList<SurfaceCluster> significant, VbmOptions options)
    {
        var contrast = result.Fit.Model.Contrast;
        return new(contrast.Name, contrast.Expression, result.Letter, result.Fit.Model.Dof, result.Nulls?.Plan.Count ?? 0,
            result.Inference, result.PrimaryP.Min(), result.PrimaryP.Count(p => p <= options.Alpha),
            significant.Sum(static c => c.AreaMm2), significant.Count, result.Fit.Statistic.Max(static t => Math.Abs((double)t)));
    }

    private static string Json(IReadOnlyList<VbmParticipant> participants, GroupModel model, SurfaceMapSet maps,
        SurfaceStatsOptions options, List<SurfaceFinding> findings) => new JsonObject
        {
            ["Description"] = "Surface statistics: a linear model at every vertex, and permutation tests of contrasts.",
            ["GeneratedBy"] = new JsonObject { ["Name"] = "Pial", ["Version"] = Software.Version },
            ["Formula"] = model.Formula.ToString(),
            ["Columns"] = new JsonArray([.. model.Design.Names.Select(static n => (JsonNode)JsonValue.Create(n))]),
            ["ResidualDegreesOfFreedom"] = model.Design.ResidualDof,
            ["Measure"] = options.Measure,
            ["FwhmMm"] = options.FwhmMm,
            ["Space"] = "fsaverage6",
            ["Vertices"] = maps.Vertices.Length,
            ["Alpha"] = options.Model.Alpha,
            ["Sides"] = options.Model.Sides.ToString(),
            ["Permutations"] = options.Model.Permutations,
            ["Seed"] = options.Model.Seed,
            ["Tfce"] = options.Model.Tfce ? new JsonObject { ["Height"] = 2, ["Extent"] = 1, ["Integral"] = "exact" } : null,
            ["ClusterFormingThreshold"] = options.Model.ClusterThreshold,
            ["ClusterFormingP"] = options.Model.ClusterP,
            ["Contrasts"] = new JsonArray([.. findings.Select(static f => (JsonNode)new JsonObject
            {
                ["Name"] = f.Name,
                ["Expression"] = f.Expression,
                ["Statistic"] = f.Statistic,
                ["Inference"] = f.Inference,
                ["LeastP"] = f.LeastP,
                ["SignificantVertices"] = f.SignificantVertices,
                ["AreaMm2"] = f.AreaMm2,
                ["Clusters"] = f.Clusters,
                ["LargestStatistic"] = f.LargestStatistic,
            })]),
            ["Subjects"] = new JsonArray([.. participants.Select(static p => (JsonNode)new JsonObject
            {
                ["Id"] = p.Id,
                ["Map"] = Path.GetFileName(p.MapPath),
            })]),
        }.ToJsonString(DatasetDescription.Indented) + "\n";
}
