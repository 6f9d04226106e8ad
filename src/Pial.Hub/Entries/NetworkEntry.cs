using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Hub.Networks;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Entries;

/// <summary>A trained network that predicts from the task's features: (rows, features) in, (rows, classes) or (rows) out.</summary>
/// <param name="id">Its name on the board.</param>
/// <param name="what">What it is, in a sentence.</param>
/// <param name="path">ONNX file.</param>
/// <param name="ports">Names of its input and output; null for the only ones.</param>
/// <param name="fittedOn">Whom it was trained on; null when that is not stated.</param>
internal sealed class NetworkEntry(string id, string what, string path, (string? Input, string? Output) ports, FittedOn? fittedOn)
    : ITableEntry
{
    public string Id => id;

    public string What => what;

    public IReadOnlyList<string> Notes { get; } =
        ["A trained network was run as it is; it was not trained again on the training rows of each split."];

    public TableAnswer Predict(TableFold fold, ParallelOptions? parallel = null)
    {
        using var network = OnnxNetwork.Open(path, ports.Input, ports.Output, Math.Max(1, parallel?.MaxDegreeOfParallelism ?? 1));
        return new([.. fold.Tests.Select(rows => Run(network, rows, fold))], fittedOn);
    }

    private double[] Run(OnnxNetwork network, FeatureMatrix rows, TableFold fold)
    {
        var name = Path.GetFileName(path);
        if (network.InputShape is not [_, var wanted] || (wanted > 0 && wanted != rows.Columns))
            throw new InputException(
                $"{name} takes ({string.Join(", ", network.InputShape)}); the task has (rows, {rows.Columns}) features.");
        float[] values = [.. rows.Values.ToArray().Select(v => (float)v)];
        var gap = Array.FindIndex(values, v => !float.IsFinite(v));
        if (gap >= 0)
            throw new InputException(
                $"{name} cannot be given what is missing: {fold.TestIds[gap / rows.Columns]} has no finite value in feature " +
                    $"{(gap % rows.Columns) + 1}.");
        var (answer, shape) = network.Run(values, rows.Rows, rows.Columns);
        if (answer.Length != rows.Rows * fold.Width)
            throw new InputException($"{name} gave ({string.Join(", ", shape)}); ({rows.Rows}, {fold.Width}) is expected.");
        return [.. answer.Select(v => (double)v)];
    }
}
