using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>The baselines of a table: those that are always on the board, and the learned ones.</summary>
internal static class TableBaselines
{
    // More columns than this are too many for slow models.
    private const int ManyColumns = 2000;

    // Models that look at columns one by one see nothing in turned maps.
    private static readonly string[] ByColumn = ["forest", "boosting", "elastic-net"];

    /// <summary>Models of the catalogue that learn from features, for a kind of task.</summary>
    public static IReadOnlyList<(string Id, string What)> Learned(TaskKind kind) =>
        [.. (kind == TaskKind.Regression ? ModelCatalog.Regressors : ModelCatalog.Classifiers)
            .Where(m => m.Id is not ("mean" or "median" or "majority" or "random" or "prior"))];

    /// <summary>The baselines of a task.</summary>
    /// <exception cref="InputException">The task names one that there is not.</exception>
    public static IReadOnlyList<ITableEntry> Of(TaskTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var (task, regression) = (table.Task, table.Task.Kind == TaskKind.Regression);
        var linear = regression ? "ridge" : "logistic";
        var entries = new List<ITableEntry>
        {
            regression ? new RandomTarget() : new LearnedEntry("random", "classes drawn with the shares in training", "random"),
            regression ? new LearnedEntry("mean", "the mean of the training targets", "mean")
                : new LearnedEntry("majority", "the largest class of the training rows", "majority"),
        };
        void Only(string id, string what, params string?[] columns)
        {
            var used = columns.OfType<string>().Where(c => c != task.Target).ToList();
            if (used.Count > 0)
                entries.Add(new LearnedEntry(id, $"{what} alone ({string.Join(", ", used)}), {linear}", linear, Coded(table, used)));
        }

        Only("head-size-only", "head size", task.HeadSize);
        Only("site-only", "site", task.Site);
        Only("age-sex-only", "age and sex", task.Age, task.Sex);
        entries.AddRange(Chosen(table).Select(m => new LearnedEntry(m.Id, m.What, m.Id)));
        return entries;
    }

    /// <summary>Columns as numbers: those of numbers as they are, others with one column of 0 and 1 a level.</summary>
    public static FeatureMatrix Coded(TaskTable table, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(table);
        return FeatureMatrix.OfColumns(
            [.. columns.SelectMany(c => table.Columns.IsNumeric(c) && c != table.Task.Site ? [(c, (IReadOnlyList<double>)table.Numbers(c))]
            : table.Columns[c].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(level => ($"{c}={level}", (IReadOnlyList<double>)[.. table.Columns[c].Select(v => v == level ? 1.0 : 0)])))],
                table.Ids);
    }

    private static IEnumerable<(string Id, string What)> Chosen(TaskTable table)
    {
        var all = Learned(table.Task.Kind).Where(m => !table.Features.Rotated || !ByColumn.Contains(m.Id)).ToList();
        if (table.Task.Baselines is not { } wanted)
            return table.Features.Columns <= ManyColumns ? all
                : all.Where(m => m.Id is "ridge" or "logistic" || m.Id.StartsWith("pca", StringComparison.Ordinal));
        if (wanted is ["all"]) return all;
        return wanted.Select(id => all.FirstOrDefault(m => m.Id == id) is { Id: not null } found ? found
            : throw new InputException($"there is no baseline '{id}'.{NearestName.Hint(id, [.. all.Select(m => m.Id)])}"));
    }
}
