using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>Something that gives predictions for test rows.</summary>
internal interface ITableEntry : IEntry
{
    /// <summary>Learns from the training rows and predicts the test rows.</summary>
    /// <param name="fold">Both.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null);
}

/// <summary>What an entry gives.</summary>
/// <param name="Values">Predictions of the test rows, one array a matrix of <see cref="TableFold.Tests"/>, or for the first alone; each
/// rows × width.</param>
/// <param name="FittedOn">Whom it saw; null when that is not known.</param>
internal sealed record TableAnswer(IReadOnlyList<double[]> Values, FittedOn? FittedOn)
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
