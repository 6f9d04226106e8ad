using Pial.Analysis.Metrics;

namespace Pial.Hub.Evaluation;

/// <summary>Predictions of a split that was made several times: a measure is taken in each repeat and averaged.</summary>
/// <param name="Inner">The predictions of all repeats.</param>
/// <param name="Repeats">The repeat of each row.</param>
internal sealed record RepeatedPredictions(Predictions Inner, IReadOnlyList<int> Repeats) : Predictions
{
    public override int Rows => Inner.Rows;

    public override Predictions Take(IReadOnlyList<int> rows) =>
        new RepeatedPredictions(Inner.Take(rows), [.. rows.Select(r => Repeats[r])]);

    public override Predictions WithTruthOf(IReadOnlyList<int> from) => new RepeatedPredictions(Inner.WithTruthOf(from), Repeats);

    public override Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped) =>
        new RepeatedPredictions(Inner.Mixed(((RepeatedPredictions)other).Inner, swapped), Repeats);

    /// <summary>A measure that knows repeats.</summary>
    public static Metric Averaged(Metric metric) =>
        metric with { Of = p => p is RepeatedPredictions repeated ? repeated.Average(metric) : metric.Of(p) };

    private Measure Average(Metric metric)
    {
        if (Repeats.Count == 0 || Repeats.All(r => r == Repeats[0])) return metric.Of(Inner);
        var values = Enumerable.Range(0, Rows).GroupBy(r => Repeats[r]).OrderBy(g => g.Key)
            .Select(g => metric.Of(Inner.Take([.. g]))).ToList();
        return values.Find(v => v.Undefined is not null) is { Undefined: not null } none ? none : new(values.Average(v => v.Value));
    }
}

/// <summary>Measures of images, cases × measures: an entry's is the mean of its cases.</summary>
/// <param name="Values">Case after case.</param>
/// <param name="Names">The measures.</param>
internal sealed record CasePredictions(double[] Values, IReadOnlyList<string> Names) : Predictions
{
    private int Width => Names.Count;

    public override int Rows => Values.Length / Width;

    public override Predictions Take(IReadOnlyList<int> rows) =>
        new CasePredictions([.. rows.SelectMany(r => Values.AsSpan(r * Width, Width).ToArray())], Names);

    public override Predictions WithTruthOf(IReadOnlyList<int> from) =>
        throw new NotSupportedException("Measures of images have no truth to exchange.");

    public override Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped)
    {
        var mixed = (double[])Values.Clone();
        for (var r = 0; r < Rows; r++)
            if (swapped[r]) Array.Copy(((CasePredictions)other).Values, r * Width, mixed, r * Width, Width);
        return new CasePredictions(mixed, Names);
    }

    /// <summary>The mean of a measure over the cases.</summary>
    public static Metric Mean(string name, bool higher) => new(name, name, higher, p =>
    {
        if (p is not CasePredictions cases) return Measure.None("it is a measure of images");
        if (cases.Rows == 0) return Measure.None("there is no case");
        var at = cases.Names.IndexOf(name);
        return at < 0 ? Measure.None("it was not taken of these images")
            : new(Enumerable.Range(0, cases.Rows).Average(r => cases.Values[(r * cases.Width) + at]));
    });
}

/// <summary>Places in lists that cannot be changed.</summary>
internal static class ReadOnlyLists
{
    /// <summary>Where a name stands, or −1.</summary>
    public static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (var n = 0; n < names.Count; n++)
            if (names[n] == name) return n;
        return -1;
    }
}

/// <summary>Two entries on the same rows: a measure is that of the first minus that of the second.</summary>
internal sealed record PairedPredictions(Predictions First, Predictions Second) : Predictions
{
    public override int Rows => First.Rows;

    public override Predictions Take(IReadOnlyList<int> rows) => new PairedPredictions(First.Take(rows), Second.Take(rows));

    public override Predictions WithTruthOf(IReadOnlyList<int> from) =>
        new PairedPredictions(First.WithTruthOf(from), Second.WithTruthOf(from));

    public override Predictions Mixed(Predictions other, IReadOnlyList<bool> swapped) =>
        throw new NotSupportedException("Pairs are not exchanged.");

    public static Metric Difference(Metric metric) => metric with
    {
        Of = p => p is PairedPredictions pair && (metric.Of(pair.First), metric.Of(pair.Second)) is var (a, b)
            ? new(a.Value - b.Value, a.Undefined ?? b.Undefined) : Measure.None("it is no pair"),
    };
}
