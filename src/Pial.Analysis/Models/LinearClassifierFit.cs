using System.Numerics.Tensors;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>How decision values become probabilities.</summary>
public enum ScoreRule
{
    /// <summary>One value: its logistic function. Several: their softmax.</summary>
    Softmax,

    /// <summary>The logistic function of each class's value against the rest, divided by their sum.</summary>
    OneAgainstRest,
}

/// <summary>A fitted classifier whose decision values are linear functions of the features.</summary>
/// <param name="Present">Classes that had training rows; the others get probability 0.</param>
/// <param name="AllClasses">How many classes there are.</param>
/// <param name="Scores">One linear function a present class; a single one, for the second against the first, when there are two.</param>
/// <param name="Rule">How decision values become probabilities.</param>
public sealed record LinearClassifierFit(IReadOnlyList<int> Present, int AllClasses, IReadOnlyList<LinearFit> Scores, ScoreRule Rule)
    : IFittedClassifier
{
    /// <summary>The decision values of rows, one array a function.</summary>
    public IReadOnlyList<double[]> Decisions(FeatureMatrix x, ParallelOptions? parallel = null) =>
        [.. Scores.Select(s => s.Predict(x, parallel))];

    /// <inheritdoc/>
    public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return ScoreRules.Probabilities(x, Decisions(x, parallel), Present, AllClasses, Rule);
    }
}

internal static class ScoreRules
{
    public static FeatureMatrix Probabilities(FeatureMatrix x, IReadOnlyList<double[]> decisions, IReadOnlyList<int> present, int classes,
        ScoreRule rule)
    {
        var all = new double[x.Rows * classes];
        var values = new double[decisions.Count];
        for (var r = 0; r < x.Rows; r++)
        {
            var row = all.AsSpan(r * classes, classes);
            for (var d = 0; d < values.Length; d++)
                values[d] = decisions[d][r];
            if (values.Length == 1)
            {
                row[present[1]] = Logistic(values[0]);
                row[present[0]] = Logistic(-values[0]);
                continue;
            }

            if (rule == ScoreRule.Softmax) TensorPrimitives.SoftMax<double>(Shifted(values), values);
            else Normalise(values);
            for (var d = 0; d < values.Length; d++)
                row[present[d]] = values[d];
        }

        return x.With(classes, all);
    }

    public static double Logistic(double value) => value >= 0 ? 1 / (1 + Math.Exp(-value)) : Math.Exp(value) / (1 + Math.Exp(value));

    // log(1 + exp(v)) without overflow.
    public static double LogOnePlusExp(double v) => v > 0 ? v + Math.Log(1 + Math.Exp(-v)) : Math.Log(1 + Math.Exp(v));

    private static double[] Shifted(double[] values)
    {
        TensorPrimitives.Subtract(values, TensorPrimitives.Max<double>(values), values);
        return values;
    }

    private static void Normalise(double[] values)
    {
        var sum = 0.0;
        for (var d = 0; d < values.Length; d++)
            sum += values[d] = Logistic(values[d]);
        for (var d = 0; d < values.Length; d++)
            values[d] = sum > 0 ? values[d] / sum : 1.0 / values.Length;
    }
}
