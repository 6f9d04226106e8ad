using System.Security.Cryptography;
using System.Text;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Tables;

namespace Pial.Hub.Tasks;

/// <summary>Data of a table task: a table, a folder of derivatives, or a matrix of maps.</summary>
/// <param name="Table">The subjects and what is known of them.</param>
/// <param name="Maps">Features that are no columns; null when the table's columns are predicted from.</param>
/// <param name="Sha256">Of both, in hexadecimal.</param>
internal sealed record TaskData(SubjectTable Table, TaskMaps? Maps, string Sha256)
{
    /// <summary>Name of the column that says who is tested, of a table made of two.</summary>
    public const string SideColumn = "tested_or_trained_on";

    private static readonly string[] GroupTables = ["group_volumes.tsv", "group_regions.tsv"];

    /// <summary>What a reader must know: who was left out when the data were read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What was fitted on people before the tables became what they are, with what to do instead: a TIV correction.</summary>
    public IReadOnlyList<(string What, string Instead, FittedOn Seen)> Fits { get; init; } = [];

    /// <summary>Columns that a harmonisation of the data has kept, with what it was.</summary>
    public IReadOnlyList<(string What, IReadOnlyList<string> Columns)> Kept { get; init; } = [];

    /// <summary>Refuses data whose harmonisation has used the target: its correction carries it into everybody's features.</summary>
    /// <exception cref="LeakException">It did.</exception>
    public void MustNotHaveUsed(string? target)
    {
        var (what, _) = Kept.FirstOrDefault(k => target is not null && k.Columns.Contains(target, StringComparer.Ordinal));
        if (what is not null)
            throw new LeakException([],
                $"Leak: {what} has kept the effect of '{target}', which is the target here, so every row's features were made with it. " +
                    $"Harmonise without option 'keep' {target}, or use prepare: combat in the task.");
    }

    /// <summary>Refuses data behind which lies a fit that saw somebody who is tested.</summary>
    /// <exception cref="LeakException">It did; says what to do instead.</exception>
    public void MustNotHaveSeen(TaskTable table, SplitPlan plan)
    {
        Maps?.MustNotHaveSeen(table, plan);
        TaskMaps.MustNotHaveSeen(Fits, table, plan);
    }

    /// <summary>Loads them.</summary>
    /// <param name="data">Table (CSV, TSV), folder of <c>pial run … group</c> or <c>pial export vbm</c>, or
    /// <see cref="SyntheticCohort.Name"/>.</param>
    /// <param name="id">Column of the subjects; null for participant_id or the first.</param>
    /// <param name="participants">A table whose columns are joined by subject; null for the folder's participants.tsv, where it has
    /// one.</param>
    /// <param name="dropRepeated">Whether subjects listed several times are thinned out or left out instead of refused.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="InputException">Nothing is there, or it cannot be read.</exception>
    public static TaskData Load(string data, string? id, string? participants, bool dropRepeated = false, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data == SyntheticCohort.Name) return Of(SyntheticCohort.Create(), null);
        if (Directory.Exists(data)) return OfFolder(data, id, participants, parallel);
        var table = TableFile.Read(data, id, dropRepeated);
        var more = participants is null ? null : TableFile.Read(participants, dropRepeated: dropRepeated);
        var read = Of(more is null ? table : Join(table, more), null);
        return (read with { Notes = [.. new[] { table.LeftOut, more?.LeftOut }.OfType<string>()] }).With(data, participants);
    }

    /// <summary>
    /// These data to train on and others to test on, as one table of the columns that both have, with <see cref="SideColumn"/>.
    /// </summary>
    /// <param name="test">The tested.</param>
    /// <param name="dropRepeated">Whether those who are in both are left out of training instead of refused.</param>
    /// <exception cref="InputException">Somebody is in both, or one of them is no table.</exception>
    public TaskData TestedOn(TaskData test, bool dropRepeated)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (Maps is not null || test.Maps is not null)
            throw new InputException("a task that is tested on another table needs tables with columns, not matrices of maps.");
        var tested = SubjectKey.Set(test.Table.Ids);
        var alike = new SpelledAlike(test.Table.Ids, Table.Ids);
        var both = Table.Ids.Where(i => tested.Contains(SubjectKey.Of(i)) || alike.Find(i) is not null).ToList();
        if (both.Count > 0 && !dropRepeated)
            throw new InputException(
                $"{both.Count} subjects of {Table.Name} are in {test.Table.Name} too: " +
                    $"{TaskTable.Named(both)}{(tested.Contains(SubjectKey.Of(both[0])) ? "" : $" ({both[0]} as {alike.Find(both[0])})")}" +
                    ". They would be trained on and tested; take them out of one, or say repeated_ids: drop in the task.");
        var columns = Table.Columns.Where(test.Table.Has).ToList();
        var text = new StringBuilder().AppendJoin('\t', columns.Prepend(Table.IdColumn).Append(SideColumn)).Append('\n');
        foreach (var (side, table) in new[] { ("train", Table), ("test", test.Table) })
        {
            var cells = columns.Select(c => table[c]).ToArray();
            for (var r = 0; r < table.Ids.Count; r++)
                if (side == "test" || !both.Contains(table.Ids[r]))
                    text.AppendJoin('\t', cells.Select(c => c[r].Length == 0 ? "n/a" : TextCell.Guarded(c[r]))
                        .Prepend(TextCell.Guarded(table.Ids[r])).Append(side)).Append('\n');
        }

        var alone = Table.Columns.Concat(test.Table.Columns).Distinct(StringComparer.Ordinal).Except(columns).ToList();
        bool Varies(SubjectTable table, string column) => table[column].Distinct(StringComparer.Ordinal).Skip(1).Any();
        var still = columns.Where(c => Varies(Table, c) && !Varies(test.Table, c)).ToList();
        string?[] told =
        [
            still.Count > 0
                ? $"{still.Count} columns vary in {Table.Name} and are one value throughout {test.Table.Name}; where that stands for " +
                    $"nothing measured, exclude them: {TaskTable.Named(still)}." : null,
            both.Count > 0
                ? $"{both.Count} subjects of {Table.Name} are in {test.Table.Name} too, and were not trained on: {TaskTable.Named(both)}."
                : null,
            alone.Count > 0
                ? $"{alone.Count} columns that only one of {Table.Name} and {test.Table.Name} has are not used: {TaskTable.Named(alone)}."
                : null,
        ];
        var joined = Of(SubjectTable.Parse(text.ToString(), $"{Table.Name} with {test.Table.Name}", Table.IdColumn), null);
        return joined with
        {
            Notes = [.. Notes, .. test.Notes, .. told.OfType<string>()],
            Fits = [.. Fits, .. test.Fits],
            Kept = [.. Kept, .. test.Kept],
        };
    }

    /// <summary>
    /// The first table with the columns of another that it does not have, by subject (<c>sub-01</c> and <c>01</c> are one); who is not in
    /// the other has nothing there.
    /// </summary>
    public static SubjectTable Join(SubjectTable table, SubjectTable other)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(other);
        // By the id itself first, so that visits find their own rows; by the person where the other table has one row of it.
        var exact = other.Ids.Select((id, r) => (id, r)).ToDictionary(p => p.id, p => p.r, StringComparer.Ordinal);
        var persons = other.Ids.Select((id, r) => (Person: SubjectKey.Of(id), r)).ToLookup(p => p.Person, p => p.r, StringComparer.Ordinal);
        var more = other.Columns.Where(c => !table.Has(c) && c != table.IdColumn).ToList();
        int[] at = [.. table.Ids.Select(Row)];
        int Row(string id)
        {
            if (exact.TryGetValue(id, out var own)) return own;
            int[] rows = [.. persons[SubjectKey.Of(id)]];
            return rows.Length < 2 ? rows.FirstOrDefault(-1)
                : throw new InputException(
                    $"{other.Name} has {rows.Length} rows of {id} ({TaskTable.Named(rows.Select(r => other.Ids[r]))}) and none of that " +
                        "very id; which one is meant cannot be known.");
        }

        if (at.All(a => a < 0))
            throw new InputException(
                $"{other.Name} has none of the subjects of {table.Name}: {TaskTable.Named(table.Ids)} there, " +
                    $"{TaskTable.Named(other.Ids)} here.");
        var text = new StringBuilder().AppendJoin('\t', table.Columns.Concat(more).Prepend(table.IdColumn)).Append('\n');
        for (var r = 0; r < table.Ids.Count; r++)
        {
            var own = table.Columns.Select(c => table[c][r]);
            text.AppendJoin('\t', own.Concat(more.Select(c => at[r] < 0 ? "n/a" : other[c][at[r]])).Prepend(table.Ids[r])
                .Select(c => c.Length == 0 ? "n/a" : c)).Append('\n');
        }

        return SubjectTable.Parse(text.ToString(), table.Name, table.IdColumn);
    }

    private static TaskData OfFolder(string folder, string? id, string? participants, ParallelOptions? parallel)
    {
        var more = participants
            ?? (File.Exists(Path.Combine(folder, "participants.tsv")) ? Path.Combine(folder, "participants.tsv") : null);
        var matrix = Directory.EnumerateFiles(folder, "*.npy").Order(StringComparer.Ordinal).ToList();
        var subjects = Directory.EnumerateFiles(folder, "*subjects*.tsv").Concat(Directory.EnumerateFiles(folder, "*rows*.tsv"))
            .Order(StringComparer.Ordinal).FirstOrDefault();
        var tables = GroupTables.Select(t => Path.Combine(folder, t)).Where(File.Exists).ToList();
        if (tables.Count == 0 && subjects is null)
            throw new InputException(
                $"{folder} has no {string.Join(" or ", GroupTables)} (pial run … group writes them) and no matrix of maps (pial export " +
                    "vbm).");
        if (tables.Count == 0 && matrix.Count > 0) return OfMatrix(matrix[0], TableFile.Read(subjects!, id), more, parallel);
        var table = TableFile.Read(tables[0], id);
        foreach (var next in tables.Skip(1))
            table = Join(table, TableFile.Read(next, id));
        var made = DatasetDescription.TemplateOf(folder) is { Scans.Count: > 0 } template
            ? new FittedOn(template.Scans.Select(SubjectKey.Of), template.Name, "scans of the template") : null;
        var seen = made?.SeenAmong(table.Ids).Count ?? 0;
        return (Of(more is null ? table : Join(table, TableFile.Read(more)), null) with
        {
            Notes = seen == 0 ? []
                : [$"The volumes were measured with a template ({made!.Table}) that is made of {seen} of these {table.Ids.Count} " +
                    "subjects, tested ones too."],
        }).With([.. tables, more]);
    }

    // What the JSON beside tables says of fits.
    private TaskData With(params IReadOnlyList<string?> paths)
    {
        var fits = paths.OfType<string>().Select(RecordedFits.Beside).ToList();
        const string Instead =
            "correct with a model of the training subjects alone (pial tiv fit or pial harmonize fit with option 'split', and a task " +
                "whose split is scheme: column), use prepare: combat in the task against sites, or leave the column to the model";
        return this with
        {
            Kept = [.. Kept, .. fits.SelectMany(f => f.KeptColumns)],
            Fits = [.. Fits, .. fits.SelectMany(f => f.Known).Select(k => (k.What, Instead, k.Seen))],
            Notes = [.. Notes, .. fits.SelectMany(f => f.Unknown).Select(u =>
                $"Not known: whom {u} saw. Its record keeps no ids; make it again, and every run will check them.")],
        };
    }

    private static TaskData OfMatrix(string path, SubjectTable subjects, string? participants, ParallelOptions? parallel)
    {
        var table = participants is null ? subjects : Join(subjects, TableFile.Read(participants));
        var maps = TaskMaps.Load(path, table.Ids, subjects.Name, parallel);
        using var file = File.OpenRead(path);
        return Of(table, maps, SHA256.HashData(file));
    }

    private static TaskData Of(SubjectTable table, TaskMaps? maps, byte[]? matrix = null)
    {
        using var text = new StringWriter();
        table.Write(text, TableStyle.Tsv);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        if (matrix is not null) hash.AppendData(matrix);
        return new(table, maps, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
