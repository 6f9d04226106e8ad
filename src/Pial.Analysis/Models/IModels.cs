using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// A way to learn a number from features. It keeps no state: the same rows and seed give the same fit to the bit, whatever the thread
/// count.
/// </summary>
public interface IRegressor
{
    /// <summary>Its name in results, for example <c>ridge</c>.</summary>
    string Id { get; }

    /// <summary>Learns from training rows.</summary>
    /// <param name="x">Features, without unknown values unless the model says it takes them (wrap it in
    /// <see cref="PreparedRegressor"/>).</param>
    /// <param name="y">The number to predict, one a row, finite.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">No rows, another count of targets, or a value that is not finite.</exception>
    IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null);
}

/// <summary>A regressor after its fit.</summary>
public interface IFittedRegressor
{
    /// <summary>The predicted number of each row.</summary>
    /// <param name="x">Features, with the columns of the fit.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null);
}

/// <summary>
/// A way to learn one of several classes from features. It keeps no state: the same rows and seed give the same fit to the bit, whatever
/// the thread count.
/// </summary>
public interface IClassifier
{
    /// <summary>Its name in results, for example <c>logistic</c>.</summary>
    string Id { get; }

    /// <summary>Learns from training rows.</summary>
    /// <param name="x">Features, without unknown values unless the model says it takes them (wrap it in
    /// <see cref="PreparedClassifier"/>).</param>
    /// <param name="y">The class of each row, 0 … classes − 1; a class may have no row and then gets no probability.</param>
    /// <param name="classes">How many classes there are, at least 2.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">No rows, another count of targets, a class out of range, or a feature that is not
    /// finite.</exception>
    IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null);
}

/// <summary>A classifier after its fit.</summary>
public interface IFittedClassifier
{
    /// <summary>
    /// Probabilities, rows × classes; each row sums to 1. The predicted class is that of the largest
    /// (<see cref="Metrics.Classes.Predicted"/>). What has no probabilities of its own, a support vector machine, gives the logistic
    /// function of its decision value, and says so; <see cref="TunedClassifier"/> calibrates it on training rows.
    /// </summary>
    /// <param name="x">Features, with the columns of the fit.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null);
}
