using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// A regressor whose features are prepared by what its training rows say: medians for unknown values, constants dropped, scaled.
/// </summary>
/// <param name="inner">The regressor.</param>
/// <param name="options">What is done; all by default.</param>
internal sealed class PreparedRegressor(IRegressor inner, PreparationOptions? options = null) : IRegressor
{
    /// <inheritdoc/>
    public string Id => inner.Id;

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null)
    {
        var preparation = Preparation.Fit(x, options, parallel);
        return new FittedPreparedRegressor(preparation, inner.Fit(preparation.Apply(x), y, seed, parallel));
    }
}

/// <summary>A fitted regressor with the preparation of its features.</summary>
/// <param name="Preparation">What the training rows said, and who they were.</param>
/// <param name="Inner">The regressor, fitted on prepared features.</param>
internal sealed record FittedPreparedRegressor(Preparation Preparation, IFittedRegressor Inner) : IFittedRegressor
{
    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null) => Inner.Predict(Preparation.Apply(x), parallel);
}

/// <summary>
/// A classifier whose features are prepared by what its training rows say: medians for unknown values, constants dropped, scaled.
/// </summary>
/// <param name="inner">The classifier.</param>
/// <param name="options">What is done; all by default.</param>
public sealed class PreparedClassifier(IClassifier inner, PreparationOptions? options = null) : IClassifier
{
    /// <inheritdoc/>
    public string Id => inner.Id;

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var preparation = Preparation.Fit(x, options, parallel);
        return new FittedPreparedClassifier(preparation, inner.Fit(preparation.Apply(x), y, classes, seed, parallel));
    }
}

/// <summary>A fitted classifier with the preparation of its features.</summary>
/// <param name="Preparation">What the training rows said, and who they were.</param>
/// <param name="Inner">The classifier, fitted on prepared features.</param>
internal sealed record FittedPreparedClassifier(Preparation Preparation, IFittedClassifier Inner) : IFittedClassifier
{
    /// <inheritdoc/>
    public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null) =>
        Inner.Probabilities(Preparation.Apply(x), parallel);
}
