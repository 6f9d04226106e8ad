using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>What a fold's model said of its test rows.</summary>
/// <param name="Fold">The fold.</param>
/// <param name="Predicted">A number for each test row, in the fold's order.</param>
/// <param name="Setting">The setting chosen on the training rows; empty where there was nothing to choose.</param>
/// <param name="Tried">Mean squared error of each setting over the inner folds.</param>
/// <param name="Bias">The bias line of the training rows' predictions out of fold, when asked for.</param>
public sealed record FoldNumbers(Fold Fold, IReadOnlyList<double> Predicted, string Setting,
    IReadOnlyList<(string Setting, double Error)> Tried, BiasLine? Bias);

/// <summary>What a fold's model said of its test rows.</summary>
/// <param name="Fold">The fold.</param>
/// <param name="Probabilities">Test rows × classes, in the fold's order.</param>
/// <param name="Setting">The setting chosen on the training rows; empty where there was nothing to choose.</param>
/// <param name="Tried">Brier score of each setting over the inner folds.</param>
public sealed record FoldClasses(Fold Fold, FeatureMatrix Probabilities, string Setting,
    IReadOnlyList<(string Setting, double Error)> Tried);

/// <summary>
/// Nested cross-validation (Varma and Simon 2006, doi 10.1186/1471-2105-7-91): in each outer fold everything, preparation, setting and fit,
/// is learned from the training rows, the setting by inner folds of them: those that the outer fold brings, or folds made of the training
/// rows. The same bits for any thread count.
/// </summary>
public static class NestedValidation
{
    /// <summary>Predicts the test rows of every fold.</summary>
    /// <param name="model">The model; a <see cref="TunedRegressor"/> chooses its setting in each fold.</param>
    /// <param name="x">All rows.</param>
    /// <param name="y">All targets.</param>
    /// <param name="folds">The outer folds.</param>
    /// <param name="seed">Decides everything that is drawn; each fold has its own draws.</param>
    /// <param name="bias">Whether each fold also learns the line of its age bias, from predictions of training rows out of fold.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<FoldNumbers> Run(
        IRegressor model, FeatureMatrix x, IReadOnlyList<double> y, IReadOnlyList<Fold> folds, ulong seed, bool bias = false,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folds);
        var results = new FoldNumbers[folds.Count];
        Slices.For(folds.Count, parallel, f =>
        {
            var (fold, own) = (folds[f], seed + (ulong)f);
            var (train, targets) = (x.Take(fold.Train), fold.Train.Select(r => y[r]).ToArray());
            var tuned = model as TunedRegressor
                ?? (bias ? new TunedRegressor(new RegressorGrid(model.Id, [("", model)]), new() { Preparation = PreparationOptions.None })
                    : null);
            var fitted = tuned is null ? model.Fit(train, targets, own, parallel)
                : tuned.With(o => o with { OutOfFold = o.OutOfFold || bias, Inner = Places(fold) ?? o.Inner }).Fit(train, targets,
                    own, parallel);
            var choice = fitted as FittedTunedRegressor;
            var line = bias && choice?.OutOfFold is { } unseen ? BiasLine.Fit(targets, unseen) : null;
            results[f] = new(fold, fitted.Predict(x.Take(fold.Test), parallel), choice?.Setting ?? "", choice?.Tried ?? [], line);
        });
        return results;
    }

    /// <summary>Predicts the test rows of every fold.</summary>
    /// <param name="model">The model; a <see cref="TunedClassifier"/> chooses its setting in each fold.</param>
    /// <param name="x">All rows.</param>
    /// <param name="y">All classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="folds">The outer folds.</param>
    /// <param name="seed">Decides everything that is drawn; each fold has its own draws.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static IReadOnlyList<FoldClasses> Run(
        IClassifier model, FeatureMatrix x, IReadOnlyList<int> y, int classes, IReadOnlyList<Fold> folds, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(folds);
        var results = new FoldClasses[folds.Count];
        Slices.For(folds.Count, parallel, f =>
        {
            var (fold, own) = (folds[f], seed + (ulong)f);
            var (train, targets) = (x.Take(fold.Train), fold.Train.Select(r => y[r]).ToArray());
            var fitted = model is TunedClassifier tuned
                ? tuned.With(o => o with { Inner = Places(fold) ?? o.Inner }).Fit(train, targets, classes, own, parallel)
                : model.Fit(train, targets, classes, own, parallel);
            var choice = fitted as FittedTunedClassifier;
            results[f] = new(fold, fitted.Probabilities(x.Take(fold.Test), parallel), choice?.Setting ?? "", choice?.Tried ?? []);
        });
        return results;
    }

    /// <summary>The predictions of folds one below the other, with the row of each.</summary>
    /// <param name="folds">Folds of one repeat, or of several.</param>
    /// <param name="y">The targets of all rows.</param>
    public static (int[] Rows, NumberPredictions Predictions) Gather(IReadOnlyList<FoldNumbers> folds, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(folds);
        int[] rows = [.. folds.SelectMany(f => f.Fold.Test)];
        return (rows, new([.. rows.Select(r => y[r])], [.. folds.SelectMany(f => f.Predicted)]));
    }

    /// <summary>The predictions of folds one below the other, with the row of each.</summary>
    /// <param name="folds">Folds of one repeat, or of several.</param>
    /// <param name="y">The classes of all rows.</param>
    public static (int[] Rows, ClassPredictions Predictions) Gather(IReadOnlyList<FoldClasses> folds, IReadOnlyList<int> y)
    {
        ArgumentNullException.ThrowIfNull(folds);
        int[] rows = [.. folds.SelectMany(f => f.Fold.Test)];
        double[] all = [.. folds.SelectMany(f => f.Probabilities.Values.ToArray())];
        return (rows, ClassPredictions.Of([.. rows.Select(r => y[r])], FeatureMatrix.Of(rows.Length, folds[0].Probabilities.Columns, all)));
    }

    // The fold's own inner folds, as places among its training rows.
    private static IReadOnlyList<Fold>? Places(Fold fold)
    {
        if (fold.Inner.Count == 0) return null;
        var place = fold.Train.Select((r, n) => (r, n)).ToDictionary(p => p.r, p => p.n);
        return [.. fold.Inner.Select(
            i => new Fold([.. i.Train.Select(r => place[r])], [.. i.Test.Select(r => place[r])]) { Name = i.Name })];
    }
}
