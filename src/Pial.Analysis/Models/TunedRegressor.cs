using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>How settings are chosen.</summary>
public sealed record TuningOptions
{
    /// <summary>Inner folds of the training rows; fewer when there are fewer than two rows a fold.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>
    /// Inner folds to use instead, as places among the training rows, each of which one of them holds out; null to make them.
    /// </summary>
    public IReadOnlyList<Splits.Fold>? Inner { get; init; }

    /// <summary>What is done to the features, learned anew from the training part of every fold.</summary>
    public PreparationOptions Preparation { get; init; } = new();

    /// <summary>
    /// Whether predictions of the training rows by folds are wanted even where there is nothing to choose; bias correction and calibration
    /// need them.
    /// </summary>
    public bool OutOfFold { get; init; }
}

/// <summary>
/// A regressor whose setting is chosen by folds of the training rows: least mean squared error of the predictions out of fold, of equal
/// ones the simpler. Preparation and fit see the training part of each fold alone; rows of one group (<see cref="FeatureMatrix.Groups"/>)
/// stay together.
/// </summary>
/// <param name="grid">The settings.</param>
/// <param name="options">How it is done.</param>
public sealed class TunedRegressor(IRegressorGrid grid, TuningOptions? options = null) : IRegressor
{
    private readonly TuningOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => grid.Id;

    /// <summary>The same grid, tuned in another way.</summary>
    public TunedRegressor With(Func<TuningOptions, TuningOptions> change) =>
        new(grid, (change ?? throw new ArgumentNullException(nameof(change)))(options));

    IFittedRegressor IRegressor.Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel) =>
        Fit(x, y, seed, parallel);

    /// <inheritdoc cref="IRegressor.Fit"/>
    public FittedTunedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Targets(x, y, finiteFeatures: false);
        int[] all = [.. Enumerable.Range(0, grid.Settings.Count)];
        var predicted = all.Length > 1 || options.OutOfFold ? OutOfFold(x, targets, all, seed, parallel) : null;
        var errors = predicted?.Select(p => p.Zip(targets).Average(v => (v.First - v.Second) * (v.First - v.Second))).ToArray();
        // Without folds (fewer than four rows) the middle setting stands.
        var chosen = errors is null ? all.Length / 2 : Array.IndexOf(errors, errors.Min());
        var preparation = Preparation.Fit(x, options.Preparation, parallel);
        var model = grid.Fit([chosen], preparation.Apply(x), targets, seed, parallel)[0];
        return new(preparation, model, grid.Settings[chosen], errors is null ? [] : [.. all.Select(s => (grid.Settings[s], errors[s]))],
            predicted?[chosen])
        { AtEdge = TriedValues.Edges(grid.Parameters, chosen) };
    }

    private double[][]? OutOfFold(FeatureMatrix x, double[] y, int[] settings, ulong seed, ParallelOptions? parallel)
    {
        if (InnerFolds.Sides(x, y, options, seed) is not { } sides) return null;
        var predicted = settings.Select(_ => new double[x.Rows]).ToArray();
        Slices.For(sides.Length, parallel, f =>
        {
            var (train, test) = sides[f];
            var rows = x.Take(train);
            var preparation = Preparation.Fit(rows, options.Preparation, parallel);
            var models = grid.Fit(settings, preparation.Apply(rows), InnerFolds.Of(y, train), seed, parallel);
            var others = preparation.Apply(x.Take(test));
            for (var s = 0; s < settings.Length; s++)
            {
                var values = models[s].Predict(others, parallel);
                for (var n = 0; n < test.Length; n++)
                    predicted[s][test[n]] = values[n];
            }
        });
        return predicted;
    }
}

/// <summary>A regressor fitted with the setting that did best.</summary>
/// <param name="Preparation">What the training rows said of the features, and who they were.</param>
/// <param name="Model">The fit.</param>
/// <param name="Setting">The setting chosen.</param>
/// <param name="Tried">Mean squared error of each setting out of fold; none where nothing was to choose.</param>
/// <param name="OutOfFold">Predictions of the training rows by models of the chosen setting that had not seen them; null where there were
/// no folds.</param>
public sealed record FittedTunedRegressor(
    Preparation Preparation, IFittedRegressor Model, string Setting, IReadOnlyList<(string Setting, double Error)> Tried,
    IReadOnlyList<double>? OutOfFold) : IFittedRegressor
{
    /// <summary>
    /// Which chosen values are the smallest or the largest tried, so that a better one may lie outside the grid:
    /// <c>C=100 is the largest tried</c>; empty where none is.
    /// </summary>
    public IReadOnlyList<string> AtEdge { get; init; } = [];

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null) => Model.Predict(Preparation.Apply(x), parallel);
}
