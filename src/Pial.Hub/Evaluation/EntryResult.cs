using Pial.Analysis.Metrics.Uncertainty;

namespace Pial.Hub.Evaluation;

/// <summary>What an entry reached.</summary>
public sealed record EntryResult
{
    /// <summary>Its name on the board.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string What { get; init; }

    /// <summary>Whether it is the model that is judged, and no baseline.</summary>
    public bool IsCandidate { get; init; }

    /// <summary>Its predictions; null when it failed.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Why it gave no result; null when it did.</summary>
    public string? Failed { get; init; }

    /// <summary>Its measures, in the benchmark's order.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>95 % intervals of its measures.</summary>
    public IReadOnlyDictionary<string, Interval95> Confidence { get; init; } = new Dictionary<string, Interval95>(StringComparer.Ordinal);

    /// <summary>Measures of groups.</summary>
    public IReadOnlyList<Stratum> Strata { get; init; } = [];

    /// <summary>Place by the primary measure, from 1.</summary>
    public double Rank { get; init; }

    /// <summary>Share of bootstrap samples in which it is first.</summary>
    public double FirstShare { get; init; }

    /// <summary>Places between which it lies in 95 % of the bootstrap samples.</summary>
    public (double Low, double High) Ranks { get; init; }

    /// <summary>The candidate against it; null for the candidate.</summary>
    public PairedDifference? Against { get; init; }

    /// <summary>Score curves under graded artefacts.</summary>
    public IReadOnlyList<ProbeCurve> Probes { get; init; } = [];

    /// <summary>All of its figures by name: measures, <c>ARTEFACT_rAUC</c>, and their mean <c>robustness_score</c>.</summary>
    public IEnumerable<KeyValuePair<string, double>> Figures => Probes.Count == 0 ? Metrics
        : Metrics.Concat(Probes.Select(p => KeyValuePair.Create($"{p.Name}_rAUC", p.Area)))
            .Append(KeyValuePair.Create("robustness_score", Probes.Average(p => p.Area)));

    /// <summary>Time for training and prediction, s.</summary>
    public double Seconds { get; init; }

    /// <summary>Largest memory of a user's program, MiB; 0 when it was none.</summary>
    public double PeakMemoryMb { get; init; }

    /// <summary>How whom it was fitted on was checked.</summary>
    public string FittedOn { get; init; } = "";

    /// <summary>The settings that were chosen, and in how many splits; empty where there was nothing to choose.</summary>
    public string Settings { get; init; } = "";

    /// <summary>
    /// Chosen values that lie on the edge of what was tried, and in how many splits: outside it something may be better still.
    /// </summary>
    public string AtEdge { get; init; } = "";

    /// <summary>What a reader must know of it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A 95 % interval.</summary>
/// <param name="Low">Its lower end; NaN where there is none.</param>
/// <param name="High">Its upper end.</param>
public readonly record struct Interval95(double Low, double High);

/// <summary>The candidate against another entry, on the same persons.</summary>
/// <param name="Difference">Candidate minus the other, in the primary measure.</param>
/// <param name="Interval">Its 95 % interval.</param>
/// <param name="P">Of the paired permutation test.</param>
public sealed record PairedDifference(double Difference, Interval95 Interval, double P);

/// <summary>The score under an artefact of growing strength.</summary>
/// <param name="Name">The artefact.</param>
/// <param name="Grid">Strengths.</param>
/// <param name="Unit">Their unit.</param>
/// <param name="Scores">The score at each strength.</param>
/// <param name="ScoreName">What the score is.</param>
/// <param name="Area">rAUC: area under the curve, over the range of strengths; higher is better.</param>
public sealed record ProbeCurve(string Name, IReadOnlyList<double> Grid, string Unit, IReadOnlyList<double> Scores, string ScoreName,
    double Area);
