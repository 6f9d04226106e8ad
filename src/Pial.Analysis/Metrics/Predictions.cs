using Pial.Analysis.Tables;

namespace Pial.Analysis.Metrics;

/// <summary>A metric's value; NaN with the reason where the data do not define it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Undefined">Why there is none, or null.</param>
public readonly record struct Measure(double Value, string? Undefined = null)
{
    /// <summary>No value, for a reason.</summary>
    public static Measure None(string reason) => new(double.NaN, reason);
}

/// <summary>What was predicted for some rows, and what was true.</summary>
public abstract record Predictions
{
    /// <summary>How many rows.</summary>
    public abstract int Rows { get; }

    /// <summary>Some rows, in the order asked for; a row may come more than once.</summary>
    public abstract Predictions Take(IReadOnlyList<int> rows);

    /// <summary>The same predictions with the truth of other rows, for tests against chance.</summary>
    /// <param name="from">For each row, whose truth it gets.</param>
    public abstract Predictions WithTruthOf(IReadOnlyList<int> from);

    /// <summary>For each row the prediction of this or, where chosen, of another entry on the same rows.</summary>
    /// <param name="other">The other entry.</param>
    /// <param name="swapped">Which rows come from it.</param>
    public abstract Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped);
}

/// <summary>Predicted classes.</summary>
public sealed record ClassPredictions : Predictions
{
    private readonly int[] truth;
    private readonly int[] predicted;
    private readonly double[]? probabilities;

    private ClassPredictions(int classes, int[] truth, int[] predicted, double[]? probabilities) =>
        (Classes, this.truth, this.predicted, this.probabilities) = (classes, truth, predicted, probabilities);

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <inheritdoc/>
    public override int Rows => truth.Length;

    /// <summary>The true class of each row.</summary>
    public ReadOnlySpan<int> Truth => truth;

    /// <summary>The predicted class of each row.</summary>
    public ReadOnlySpan<int> Predicted => predicted;

    /// <summary>Whether there are probabilities, and not classes alone.</summary>
    public bool HasProbabilities => probabilities is not null;

    /// <summary>Predictions with probabilities; the predicted class is that of the largest, of equal ones the first.</summary>
    /// <param name="truth">The true class of each row.</param>
    /// <param name="probabilities">Rows × classes.</param>
    /// <exception cref="ArgumentException">Other counts, a class out of range, or a probability that is not a number.</exception>
    public static ClassPredictions Of(IReadOnlyList<int> truth, FeatureMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (truth.Count != probabilities.Rows)
            throw new ArgumentException($"{probabilities.Rows} predictions for {truth.Count} rows.", nameof(probabilities));
        foreach (var p in probabilities.Values)
            if (!double.IsFinite(p)) throw new ArgumentException("A probability is not a finite number.", nameof(probabilities));
        return new(probabilities.Columns, Checked(truth, probabilities.Columns), Metrics.Classes.Predicted(probabilities),
            probabilities.Values.ToArray());
    }

    /// <summary>Predictions of classes alone.</summary>
    /// <param name="truth">The true class of each row.</param>
    /// <param name="predicted">The predicted class.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentException">Other counts or a class out of range.</exception>
    public static ClassPredictions Of(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, int classes)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (truth.Count != predicted.Count)
            throw new ArgumentException($"{predicted.Count} predictions for {truth.Count} rows.", nameof(predicted));
        return new(classes, Checked(truth, classes), Checked(predicted, classes), null);
    }

    /// <summary>The probability of a class in each row.</summary>
    /// <exception cref="InvalidOperationException">There are no probabilities.</exception>
    public double[] ProbabilityOf(int @class)
    {
        var all = probabilities ?? throw new InvalidOperationException("There are no probabilities.");
        var own = new double[Rows];
        for (var r = 0; r < own.Length; r++)
            own[r] = all[(r * Classes) + @class];
        return own;
    }

    /// <inheritdoc/>
    public override Predictions Take(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var taken = probabilities is null ? null : new double[rows.Count * Classes];
        for (var n = 0; taken is not null && n < rows.Count; n++)
            probabilities.AsSpan(rows[n] * Classes, Classes).CopyTo(taken.AsSpan(n * Classes));
        return new ClassPredictions(Classes, [.. rows.Select(r => truth[r])], [.. rows.Select(r => predicted[r])], taken);
    }

    /// <inheritdoc/>
    public override Predictions WithTruthOf(IReadOnlyList<int> from) =>
        new ClassPredictions(Classes, [.. from.Select(r => truth[r])], predicted, probabilities);

    /// <inheritdoc/>
    public override Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped)
    {
        ArgumentNullException.ThrowIfNull(swapped);
        if (other is not ClassPredictions second || second.Classes != Classes || !second.truth.AsSpan().SequenceEqual(truth))
            throw new ArgumentException("The entries do not predict the same rows.", nameof(other));
        var (mixed, values) = ((int[])predicted.Clone(),
            probabilities is null || second.probabilities is null ? null : (double[])probabilities.Clone());
        for (var r = 0; r < Rows; r++)
        {
            if (!swapped[r]) continue;
            mixed[r] = second.predicted[r];
            if (values is not null) second.probabilities.AsSpan(r * Classes, Classes).CopyTo(values.AsSpan(r * Classes));
        }

        return new ClassPredictions(Classes, truth, mixed, values);
    }

    private static int[] Checked(IReadOnlyList<int> values, int classes)
    {
        for (var r = 0; r < values.Count; r++)
            if (values[r] < 0 || values[r] >= classes)
                throw new ArgumentException($"Class {values[r]} of row {r} is out of range; expected 0 to {classes - 1}.", nameof(values));
        return [.. values];
    }
}

/// <summary>Predicted numbers.</summary>
public sealed record NumberPredictions : Predictions
{
    private readonly double[] truth;
    private readonly double[] predicted;

    /// <summary>Checks and keeps predictions.</summary>
    /// <param name="truth">The true number of each row.</param>
    /// <param name="predicted">The predicted number.</param>
    /// <exception cref="ArgumentException">Other counts, or a number that is not finite.</exception>
    public NumberPredictions(IReadOnlyList<double> truth, IReadOnlyList<double> predicted)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        if (truth.Count != predicted.Count)
            throw new ArgumentException($"{predicted.Count} predictions for {truth.Count} rows.", nameof(predicted));
        (this.truth, this.predicted) = ([.. truth], [.. predicted]);
        for (var r = 0; r < truth.Count; r++)
            if (!double.IsFinite(truth[r]) || !double.IsFinite(predicted[r]))
                throw new ArgumentException($"Row {r} has the truth {truth[r]} and the prediction {predicted[r]}; both must be finite.",
                    nameof(predicted));
    }

    /// <inheritdoc/>
    public override int Rows => truth.Length;

    /// <summary>The true number of each row.</summary>
    public ReadOnlySpan<double> Truth => truth;

    /// <summary>The predicted number of each row.</summary>
    public ReadOnlySpan<double> Predicted => predicted;

    /// <inheritdoc/>
    public override Predictions Take(IReadOnlyList<int> rows) =>
        new NumberPredictions([.. rows.Select(r => truth[r])], [.. rows.Select(r => predicted[r])]);

    /// <inheritdoc/>
    public override Predictions WithTruthOf(IReadOnlyList<int> from) => new NumberPredictions([.. from.Select(r => truth[r])], predicted);

    /// <inheritdoc/>
    public override Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped)
    {
        ArgumentNullException.ThrowIfNull(swapped);
        if (other is not NumberPredictions second || !second.truth.AsSpan().SequenceEqual(truth))
            throw new ArgumentException("The entries do not predict the same rows.", nameof(other));
        return new NumberPredictions(truth, [.. predicted.Select((p, r) => swapped[r] ? second.predicted[r] : p)]);
    }
}
