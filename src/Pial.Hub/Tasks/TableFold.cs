using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Hub.Tasks;

/// <summary>One fold, as an entry sees it.</summary>
/// <param name="Table">The table; an entry reads the truth of its training rows and nobody else's.</param>
/// <param name="Fold">Training and test rows.</param>
/// <param name="Seed">Decides everything that an entry draws.</param>
/// <param name="Tests">Features of the test rows, as they are and then with every strength of every artefact.</param>
internal sealed record TableFold(TaskTable Table, Fold Fold, ulong Seed, IReadOnlyList<FeatureMatrix> Tests)
{
    /// <summary>Features of the training rows, prepared as those of <see cref="Tests"/> are.</summary>
    public FeatureMatrix Train { get; init; } = Table.Features.Take(Fold.Train);

    /// <summary>Ids of the training rows.</summary>
    public IReadOnlyList<string> TrainIds { get; } = [.. Fold.Train.Select(r => Table.Ids[r])];

    /// <summary>Ids of the test rows.</summary>
    public IReadOnlyList<string> TestIds { get; } = [.. Fold.Test.Select(r => Table.Ids[r])];

    /// <summary>Truth of the training rows.</summary>
    public double[] TrainTruth { get; } = [.. Fold.Train.Select(r => Table.Truth[r])];

    /// <summary>Values that a prediction has: the classes' probabilities, or a number.</summary>
    public int Width => Math.Max(1, Table.Classes.Count);
}
