using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>Something that gives predictions for test rows.</summary>
public interface ITableEntry : IEntry
{
    /// <summary>Learns from the training rows and predicts the test rows.</summary>
    /// <param name="fold">Both.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null);
}

/// <summary>One fold, as an entry sees it.</summary>
/// <param name="Table">The table; an entry reads the truth of its training rows and nobody else's.</param>
/// <param name="Fold">Training and test rows.</param>
/// <param name="Seed">Decides everything that an entry draws.</param>
/// <param name="Tests">Features of the test rows, as they are and then with every strength of every artefact.</param>
public sealed record TableFold(TaskTable Table, Fold Fold, ulong Seed, IReadOnlyList<FeatureMatrix> Tests)
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

/// <summary>What an entry gives.</summary>
/// <param name="Values">Predictions of the test rows, one array a matrix of <see cref="TableFold.Tests"/>, or for the first alone; each rows × width.</param>
/// <param name="FittedOn">Whom it saw; null when that is not known.</param>
public sealed record TableAnswer(IReadOnlyList<double[]> Values, FittedOn? FittedOn)
{
    /// <summary>Predictions of the training rows by fits that had not seen them; null when there are none.</summary>
    public IReadOnlyList<double>? OutOfFold { get; init; }

    /// <summary>The setting that was chosen on the training rows; empty where there was nothing to choose.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Which chosen values lie on the edge of what was tried.</summary>
    public IReadOnlyList<string> AtEdge { get; init; } = [];

    /// <summary>Largest memory of a program, MiB.</summary>
    public double PeakMemoryMb { get; init; }
}
