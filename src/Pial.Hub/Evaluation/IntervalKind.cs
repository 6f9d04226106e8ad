using Pial.Analysis.Metrics.Uncertainty;

namespace Pial.Hub.Evaluation;

/// <summary>What the intervals of a board are of.</summary>
public enum IntervalKind
{
    /// <summary>Persons drawn again, ends shifted for bias and skewness and as far out as few persons ask for (BCa).</summary>
    Bca,

    /// <summary>Persons drawn again, percentiles: too narrow for few persons.</summary>
    Percentile,

    /// <summary>Scores of repeated splits: what other training persons would have changed is in them.</summary>
    Splits,
}

/// <summary>What kinds of intervals mean.</summary>
internal static class IntervalKinds
{
    public static BootstrapOptions Draws(this IntervalKind kind, int samples) => kind == IntervalKind.Percentile
        ? new() { Replicates = samples }
        : new() { Replicates = samples, Method = IntervalMethod.BiasCorrectedAccelerated, Expanded = true };

    public static string Text(this IntervalKind kind, int samples) => kind switch
    {
        IntervalKind.Percentile => $"percentiles of {samples} draws of tested persons; trained models are taken as given",
        IntervalKind.Splits =>
            "scores of repeated splits with their variance corrected for shared subjects (Nadeau and Bengio 2003); what other training " +
                "persons would change is in them",
        _ => $"{samples} draws of tested persons, BCa with Student's t for few persons; trained models are taken as given",
    };
}
