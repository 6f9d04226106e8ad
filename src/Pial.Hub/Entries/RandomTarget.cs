using Pial.Analysis.Splits;
using Pial.Hub.Tasks;
using Pial.Kernels;

namespace Pial.Hub.Entries;

/// <summary>Chance for a regression: the target of a training subject drawn by lot.</summary>
internal sealed class RandomTarget : ITableEntry
{
    public string Id => "random";

    public string What => "the target of a training subject, drawn by lot";

    public IReadOnlyList<string> Notes => [];

    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null)
    {
        var random = new CounterRandom(fold.Seed, 0x7A6E);
        var drawn = fold.TestIds.Select((_, n) => fold.TrainTruth[(int)(random.Bits((ulong)n).A * (ulong)fold.TrainTruth.Length >> 32)])
            .ToArray();
        return new([drawn], new FittedOn(fold.TrainIds, fold.Table.Columns.Name, $"training rows of fold {fold.Fold.Name}"));
    }
}
