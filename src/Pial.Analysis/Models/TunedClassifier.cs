using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>
/// A classifier whose setting is chosen by folds of the training rows: least Brier score of the probabilities out of fold, of equal ones
/// the simpler. Decision values of machines without probabilities are calibrated on the same predictions
/// (<see cref="SigmoidCalibration"/>). Preparation and fit see the training part of each fold alone; rows of one group stay together.
/// </summary>
/// <param name="grid">The settings.</param>
/// <param name="options">How it is done.</param>
public sealed class TunedClassifier(IClassifierGrid grid, TuningOptions? options = null) : IClassifier
{
    private readonly TuningOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => grid.Id;

    /// <summary>The same grid, tuned in another way.</summary>
    public TunedClassifier With(Func<TuningOptions, TuningOptions> change) =>
        new(grid, (change ?? throw new ArgumentNullException(nameof(change)))(options));

    IFittedClassifier IClassifier.Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel) =>
        Fit(x, y, classes, seed, parallel);

    /// <inheritdoc cref="IClassifier.Fit"/>
    public FittedTunedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Classes(x, y, classes, finiteFeatures: false);
        int[] all = [.. Enumerable.Range(0, grid.Settings.Count)];
        var predicted = all.Length > 1 || options.OutOfFold || grid.NeedsCalibration
            ? OutOfFold(x, targets, classes, all, seed, parallel) : null;
        var calibrations = grid.NeedsCalibration ? predicted?.Select(p => SigmoidCalibration.Fit(p, targets)).ToArray() : null;
        if (calibrations is not null) predicted = [.. predicted!.Select((p, s) => calibrations[s].Apply(p))];
        var errors = predicted?.Select(p => Brier(p, targets)).ToArray();
        // Without folds (fewer than four rows) the middle setting stands.
        var chosen = errors is null ? all.Length / 2 : Array.IndexOf(errors, errors.Min());
        var preparation = Preparation.Fit(x, options.Preparation, parallel);
        var model = grid.Fit([chosen], preparation.Apply(x), targets, classes, seed, parallel)[0];
        return new(preparation, model, calibrations?[chosen], grid.Settings[chosen],
            errors is null ? [] : [.. all.Select(s => (grid.Settings[s], errors[s]))],
            predicted?[chosen])
        { AtEdge = TriedValues.Edges(grid.Parameters, chosen) };
    }

    private FeatureMatrix[]? OutOfFold(FeatureMatrix x, int[] y, int classes, int[] settings, ulong seed, ParallelOptions? parallel)
    {
        if (InnerFolds.Sides(x, [.. y.Select(c => (double)c)], options, seed) is not { } sides) return null;
        var predicted = settings.Select(_ => new double[x.Rows * classes]).ToArray();
        Slices.For(sides.Length, parallel, f =>
        {
            var (train, test) = sides[f];
            var rows = x.Take(train);
            var preparation = Preparation.Fit(rows, options.Preparation, parallel);
            var models = grid.Fit(settings, preparation.Apply(rows), InnerFolds.Of(y, train), classes, seed, parallel);
            var others = preparation.Apply(x.Take(test));
            for (var s = 0; s < settings.Length; s++)
            {
                var values = models[s].Probabilities(others, parallel);
                for (var n = 0; n < test.Length; n++)
                    values.Row(n).CopyTo(predicted[s].AsSpan(test[n] * classes));
            }
        });
        return [.. predicted.Select(p => x.With(classes, p))];
    }

    private static double Brier(FeatureMatrix probabilities, int[] y)
    {
        var sum = 0.0;
        for (var r = 0; r < y.Length; r++)
        {
            var row = probabilities.Row(r);
            for (var c = 0; c < row.Length; c++)
            {
                var d = row[c] - (c == y[r] ? 1 : 0);
                sum += d * d;
            }
        }

        return sum / y.Length;
    }
}

/// <summary>A classifier fitted with the setting that did best.</summary>
/// <param name="Preparation">What the training rows said of the features, and who they were.</param>
/// <param name="Model">The fit.</param>
/// <param name="Calibration">What turns its scores into probabilities; null where they are.</param>
/// <param name="Setting">The setting chosen.</param>
/// <param name="Tried">Brier score of each setting out of fold; none where nothing was to choose.</param>
/// <param name="OutOfFold">Probabilities of the training rows by models of the chosen setting that had not seen them; null where there were
/// no folds.</param>
public sealed record FittedTunedClassifier(
    Preparation Preparation, IFittedClassifier Model, SigmoidCalibration? Calibration, string Setting,
    IReadOnlyList<(string Setting, double Error)> Tried, FeatureMatrix? OutOfFold) : IFittedClassifier
{
    /// <summary>
    /// Which chosen values are the smallest or the largest tried, so that a better one may lie outside the grid:
    /// <c>C=100 is the largest tried</c>; empty where none is.
    /// </summary>
    public IReadOnlyList<string> AtEdge { get; init; } = [];

    /// <inheritdoc/>
    public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        var raw = Model.Probabilities(Preparation.Apply(x), parallel);
        return Calibration is null ? raw : Calibration.Apply(raw);
    }
}
