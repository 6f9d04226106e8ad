using Pial.Analysis.Splits;
using Pial.Hub.Programs;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>
/// A user's program over a table: for every fold it finds a new folder as <see cref="FoldFolder"/> makes it, and writes
/// <c>predictions.csv</c> there.
/// </summary>
/// <param name="what">What it is, in a sentence.</param>
/// <param name="program">The program.</param>
internal sealed class ProgramEntry(string what, UserProgram program) : ITableEntry
{
    public string Id => program.Id;

    public string What => what;

    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null) =>
        program.Run(folder => FoldFolder.Write(folder, fold, program.Limits), (folder, use) =>
    {
        var written = Path.Combine(folder, "predictions.csv");
        if (!File.Exists(written)) throw new InputException($"{Id} ended without writing predictions.csv in its folder{Others(folder)}.");
        ProgramFile.Check(written, ProgramFile.MostOfTable, Id);
        var predictions = PredictionsTable.Read(written, fold.Table.Classes);
        predictions.MustBeFor([.. fold.TestIds.Select(id => (1, id))], fold.Table.Ids);
        return new TableAnswer([predictions.Of(1, fold.TestIds)],
            new FittedOn(fold.TrainIds, program.Record, $"train.tsv of fold {fold.Fold.Name}"))
        { PeakMemoryMb = use.PeakMemoryMb };
    }, parallel);

    private static string Others(string folder)
    {
        var others = Directory.EnumerateFiles(folder).Select(Path.GetFileName).Except(FoldFolder.Names, StringComparer.Ordinal).ToList();
        return others.Count == 0 ? "" : $"; it wrote {string.Join(", ", others.Take(5))}";
    }
}
