using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>The mean of the training targets for everybody: what any model must beat.</summary>
internal sealed class MeanRegressor : IRegressor
{
    /// <inheritdoc/>
    public string Id => "mean";

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null) =>
        new Fitted(ModelInput.Targets(x, y, finiteFeatures: false).Average());

    private sealed record Fitted(double Mean) : IFittedRegressor
    {
        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            var predicted = new double[x.Rows];
            Array.Fill(predicted, Mean);
            return predicted;
        }
    }
}

/// <summary>The shares of the classes in training as everybody's probabilities: the largest class is predicted for all.</summary>
internal sealed class MajorityClassifier : IClassifier
{
    /// <inheritdoc/>
    public string Id => "majority";

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Classes(x, y, classes, finiteFeatures: false);
        return new FixedProbabilities([.. Classes.Counts(targets, classes).Select(n => (double)n / targets.Length)]);
    }
}

/// <summary>
/// A class drawn for each row with the shares of the training classes, given with probability 1: chance, as scikit-learn's
/// DummyClassifier("stratified").
/// </summary>
/// <remarks>The draw depends on the seed of the fit and the row's place among those asked for.</remarks>
internal sealed class RandomClassifier : IClassifier
{
    /// <inheritdoc/>
    public string Id => "random";

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Classes(x, y, classes, finiteFeatures: false);
        return new Fitted([.. Classes.Counts(targets, classes).Select(n => (double)n / targets.Length)], seed);
    }

    private sealed class Fitted(double[] shares, ulong seed) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            var drawn = new double[x.Rows * shares.Length];
            var random = new CounterRandom(seed, 0x7A6D);
            for (var r = 0; r < x.Rows; r++)
            {
                var (u, c) = (random.Bits((ulong)r).A / 4294967296.0, 0);
                while (c < shares.Length - 1 && u >= shares[c])
                    u -= shares[c++];
                while (shares[c] == 0)
                    c--; // what rounding left over never goes to a class without rows
                drawn[(r * shares.Length) + c] = 1;
            }

            return x.With(shares.Length, drawn);
        }
    }
}

/// <summary>The same probabilities for everybody.</summary>
internal sealed class FixedProbabilities(double[] shares) : IFittedClassifier
{
    public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        var all = new double[x.Rows * shares.Length];
        for (var r = 0; r < x.Rows; r++)
            shares.CopyTo(all, r * shares.Length);
        return x.With(shares.Length, all);
    }
}
