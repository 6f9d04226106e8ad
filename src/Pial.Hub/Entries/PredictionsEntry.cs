using Pial.Analysis.Splits;
using Pial.Hub.Tasks;

namespace Pial.Hub.Entries;

/// <summary>Predictions that were made elsewhere.</summary>
/// <param name="id">Name on the board.</param>
/// <param name="what">What it is.</param>
/// <param name="table">The predictions.</param>
/// <param name="fittedOn">Whom the model saw; null when it is not said.</param>
internal sealed class PredictionsEntry(string id, string what, PredictionsTable table, FittedOn? fittedOn = null) : ITableEntry
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public string What => what;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
        [.. table.IsHard ? ["Classes were given without probabilities: measures of ranking and calibration take them as 0 and 1."]
            : Array.Empty<string>()];

    /// <inheritdoc/>
    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(fold);
        return new([table.Of(fold.Fold.Repeat, fold.TestIds)], fittedOn);
    }
}
