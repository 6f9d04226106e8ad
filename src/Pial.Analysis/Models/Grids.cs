using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>Settings of one kind of regressor to choose among, simplest first; what they share in a fit is computed once.</summary>
public interface IRegressorGrid
{
    /// <summary>Name of the kind, for example <c>ridge</c>.</summary>
    string Id { get; }

    /// <summary>The settings, for people: <c>alpha=10</c>.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>What the settings try of each parameter; empty where there is nothing to choose.</summary>
    IReadOnlyList<TriedValues> Parameters => [];

    /// <summary>Fits some of the settings on the same rows.</summary>
    /// <param name="settings">Which, by place.</param>
    /// <param name="x">Features, prepared.</param>
    /// <param name="y">Targets.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The fits, in the order of <paramref name="settings"/>.</returns>
    IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null);
}

/// <summary>Settings of one kind of classifier to choose among, simplest first; what they share in a fit is computed once.</summary>
public interface IClassifierGrid
{
    /// <summary>Name of the kind, for example <c>logistic</c>.</summary>
    string Id { get; }

    /// <summary>The settings, for people: <c>C=1</c>.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>
    /// Whether the probabilities are logistic functions of decision values, to be calibrated on out-of-fold predictions of the training
    /// rows.
    /// </summary>
    bool NeedsCalibration => false;

    /// <summary>What the settings try of each parameter; empty where there is nothing to choose.</summary>
    IReadOnlyList<TriedValues> Parameters => [];

    /// <summary>Fits some of the settings on the same rows.</summary>
    /// <param name="settings">Which, by place.</param>
    /// <param name="x">Features, prepared.</param>
    /// <param name="y">Classes.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The fits, in the order of <paramref name="settings"/>.</returns>
    IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null);
}

/// <summary>A grid of regressors that share nothing.</summary>
/// <param name="id">Name of the kind.</param>
/// <param name="candidates">Settings in words and the regressors, simplest first.</param>
internal sealed class RegressorGrid(string id, IReadOnlyList<(string Setting, IRegressor Model)> candidates) : IRegressorGrid
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [.. candidates.Select(c => c.Setting)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null) =>
        [.. settings.Select(s => candidates[s].Model.Fit(x, y, seed, parallel))];
}

/// <summary>A grid of classifiers that share nothing.</summary>
/// <param name="id">Name of the kind.</param>
/// <param name="candidates">Settings in words and the classifiers, simplest first.</param>
/// <param name="needsCalibration">Whether their probabilities are logistic functions of decision values.</param>
internal sealed class ClassifierGrid(string id, IReadOnlyList<(string Setting, IClassifier Model)> candidates,
    bool needsCalibration = false) : IClassifierGrid
{
    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public bool NeedsCalibration => needsCalibration;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [.. candidates.Select(c => c.Setting)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null) =>
        [.. settings.Select(s => candidates[s].Model.Fit(x, y, classes, seed, parallel))];
}
