using Pial.Analysis.Splits;
using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>
/// A user's program: for every fold it finds a new folder as <see cref="FoldFolder"/> makes it, and writes <c>predictions.csv</c> there.
/// </summary>
internal sealed class ProgramEntry : ITableEntry
{
    private readonly RecordFile record;
    private readonly IReadOnlyList<string> command, watched;
    private readonly ProgramLimits limits;

    public ProgramEntry(string id, string what, RecordFile record, TaskDefinition task, string? data)
    {
        (Id, What, this.record) = (id, what, record);
        var entry = record.Entry;
        var folder = Path.GetDirectoryName(Path.GetFullPath(record.Path))!;
        command = [.. entry.Required("command").Items.Select(i => i.Text()).Select(word => Beside(folder, word))];
        limits = new(Math.Min(task.Seconds, entry["seconds"]?.Number() ?? task.Seconds), Math.Min(task.MemoryMb, entry["memory_mb"]?.Number() ?? task.MemoryMb));
        watched = [folder, .. data is null ? Array.Empty<string>() : [Directory.Exists(data) ? data : Path.GetDirectoryName(Path.GetFullPath(data))!]];
    }

    public string Id { get; }

    public string What { get; }

    public IReadOnlyList<string> Notes => [];

    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null)
    {
        var folder = Directory.CreateTempSubdirectory("pial-program-").FullName;
        try
        {
            FoldFolder.Write(folder, fold, limits);
            var use = ProgramRun.Run(Id, [.. command.Select(w => w.Replace("{manifest}", Path.Combine(folder, "manifest.json"), StringComparison.Ordinal).Replace("{folder}", folder, StringComparison.Ordinal))],
                folder, limits, watched, parallel?.CancellationToken ?? default);
            var written = Path.Combine(folder, "predictions.csv");
            if (!File.Exists(written)) throw new InputException($"{Id} ended without writing predictions.csv in its folder{Others(folder)}.");
            var predictions = PredictionsTable.Read(written, fold.Table.Classes);
            predictions.MustBeFor([.. fold.TestIds.Select(id => (1, id))], fold.Table.Ids);
            return new([predictions.Of(1, fold.TestIds)], new FittedOn(fold.TrainIds, Path.GetFileName(record.Path), $"train.tsv of fold {fold.Fold.Name}")) { PeakMemoryMb = use.PeakMemoryMb };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Beside(string folder, string word) => (word.StartsWith("./", StringComparison.Ordinal) || File.Exists(Path.Combine(folder, word))) && File.Exists(Path.Combine(folder, word)) ? Path.GetFullPath(Path.Combine(folder, word)) : word;

    private static string Others(string folder)
    {
        var others = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Except(FoldFolder.Names, StringComparer.Ordinal).ToList();
        return others.Count == 0 ? "" : $"; it wrote {string.Join(", ", others.Take(5))}";
    }
}
