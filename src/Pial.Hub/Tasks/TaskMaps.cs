using System.Text.Json;
using System.Text.Json.Nodes;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Formats.Npy;
using Pial.Pipelines;

namespace Pial.Hub.Tasks;

/// <summary>Maps to predict from, as <c>pial export vbm</c> writes them.</summary>
/// <param name="Features">A row a subject: the maps turned onto as many columns as there are maps (<see cref="MapFeatures"/>).</param>
/// <param name="Voxels">Voxels of a map.</param>
/// <param name="Fits">What was made of subjects before anything is learned, and of whom: the choice of voxels, the template the maps lie
/// on.</param>
public sealed record TaskMaps(FeatureMatrix Features, int Voxels, IReadOnlyList<(string What, string Instead, FittedOn Seen)> Fits)
{
    /// <summary>Reads a matrix, block by block, and what its description says of the fits behind it.</summary>
    /// <param name="path">The matrix; <c>.json</c> beside it describes it.</param>
    /// <param name="ids">Subjects of its rows.</param>
    /// <param name="subjects">Name of their list, for messages.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">It has other rows, or the description cannot be read.</exception>
    public static TaskMaps Load(string path, IReadOnlyList<string> ids, string subjects, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var matrix = NpyRows.Open(path);
        if (matrix.Rows != ids.Count)
            throw new InputException($"{path} has {matrix.Rows} rows, and {subjects} lists {ids.Count} subjects.");
        return new(MapFeatures.Of(new Rows(matrix), ids, parallel: parallel), matrix.Columns, FitsOf(Path.ChangeExtension(path, ".json")));
    }

    /// <summary>Refuses maps behind which lies a fit that saw somebody who is tested.</summary>
    /// <exception cref="LeakException">It did; says what to do instead.</exception>
    public void MustNotHaveSeen(TaskTable table, SplitPlan plan)
    {
        MustNotHaveSeen(Fits, table, plan);
    }

    /// <summary>Refuses fits that saw somebody who is tested.</summary>
    internal static void MustNotHaveSeen(IReadOnlyList<(string What, string Instead, FittedOn Seen)> fits, TaskTable table, SplitPlan plan)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var (what, instead, fit) in fits)
            foreach (var fold in plan.Folds)
                if (fit.SeenAmong(fold.Test.Select(r => table.Ids[r])) is { Count: > 0 } seen)
                    throw new LeakException(seen,
                        $"Leak: {what} saw {seen.Count} of {fold.Test.Count} test subjects of fold {fold.Name} " +
                            $"({string.Join(", ", seen.Take(3))}{(seen.Count > 3 ? ", …" : "")}); {instead}.");
    }

    private static List<(string What, string Instead, FittedOn Seen)> FitsOf(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            var about = JsonNode.Parse(File.ReadAllText(path)) as JsonObject;
            var fits = new List<(string What, string Instead, FittedOn Seen)>();
            if (about?["MaskFittedOn"] is { } mask)
                fits.Add(("the choice of voxels",
                    "export with option 'mask' template, or with option 'split' and a task whose split is scheme: column",
                    FittedOn.FromJson(mask)));
            if (about?["TemplateFittedOn"] is { } template)
                fits.Add(("the template that the maps lie on",
                    "use a template of other people, or one made of the training subjects and a task whose split is scheme: column",
                    FittedOn.FromJson(template)));
            return fits;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.Split('\n')[0]}", e);
        }
    }

    private sealed class Rows(NpyRows matrix) : IVoxelTable
    {
        public int Subjects => matrix.Rows;

        public int Voxels => matrix.Columns;

        public void Read(int subject, int first, Span<float> destination) => matrix.Read(subject, first, destination);
    }
}
