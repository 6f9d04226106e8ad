using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;

namespace Pial.Hub.Evaluation;

/// <summary>Who was tested: one row a subject and repeat, the same for all entries of a run.</summary>
/// <param name="Ids">Who each row is.</param>
/// <param name="Repeats">The repeat of the split it belongs to, from 1.</param>
public sealed record TestedRows(IReadOnlyList<string> Ids, IReadOnlyList<int> Repeats)
{
    /// <summary>The person behind each row: what is drawn and exchanged whole.</summary>
    public IReadOnlyList<string> Persons { get; } = [.. Ids.Select(SubjectKey.Of)];

    /// <summary>The fold in which each row was tested, from 0.</summary>
    public IReadOnlyList<int> Folds { get; init; } = [.. Repeats.Select(r => r - 1)];

    /// <summary>Rows tested over rows trained on, mean of the folds.</summary>
    public double TestOverTrain { get; init; } = 1;
}

/// <summary>What an entry gave for every tested row.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Truth">What was to be predicted: a number, or the place of a class.</param>
/// <param name="Values">What was predicted, width a row: a number, the classes' probabilities, or an image's measures.</param>
/// <param name="Width">Values a row.</param>
/// <param name="Predictions">The same, for measures.</param>
public sealed record Outcome(TestedRows Rows, double[] Truth, double[] Values, int Width, Predictions Predictions)
{
    /// <summary>Predictions of a table's rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="truth">What was to be predicted.</param>
    /// <param name="values">What was predicted.</param>
    /// <param name="classes">How many classes there are; 0 for a regression.</param>
    public static Outcome OfTable(TestedRows rows, double[] truth, double[] values, int classes)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Predictions inner = classes == 0 ? new NumberPredictions(truth, values)
            : ClassPredictions.Of([.. truth.Select(t => (int)t)], Pial.Analysis.Tables.FeatureMatrix.Of(truth.Length, classes, values));
        return new(rows, truth, values, Math.Max(1, classes), new RepeatedPredictions(inner, rows.Repeats));
    }

    /// <summary>Measures of images.</summary>
    /// <param name="rows">One a case.</param>
    /// <param name="measures">Cases × measures.</param>
    /// <param name="names">The measures.</param>
    public static Outcome OfCases(TestedRows rows, double[] measures, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rows);
        return new(rows, new double[rows.Ids.Count], measures, names.Count, new CasePredictions(measures, names));
    }
}
