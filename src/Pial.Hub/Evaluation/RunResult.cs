using Pial.Analysis.Metrics;
using Pial.Hub.Records;
using Pial.Hub.Suites;

namespace Pial.Hub.Evaluation;

/// <summary>Everything a run found.</summary>
public sealed record RunResult
{
    /// <summary>What was run.</summary>
    public required Benchmark Benchmark { get; init; }

    /// <summary>Suite, model, UTC date and time.</summary>
    public required string EvalId { get; init; }

    /// <summary>When, UTC; given by the caller.</summary>
    public required DateTime Date { get; init; }

    /// <summary>The measures, the primary first.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>All entries, best first.</summary>
    public required IReadOnlyList<EntryResult> Entries { get; init; }

    /// <summary>The candidate's record; null when it is a baseline or a bare file of predictions.</summary>
    public RecordFile? Model { get; init; }

    /// <summary>Subjects trained on; of several folds the fewest.</summary>
    public int Train { get; init; }

    /// <summary>Subjects tested, each once.</summary>
    public int Test { get; init; }

    /// <summary>Columns predicted from; 0 for images.</summary>
    public int Features { get; init; }

    /// <summary>The classes, or structures.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>How train and test were told apart.</summary>
    public required string Split { get; init; }

    /// <summary>SHA-256 of the data as they were read.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>What it ran on.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>What the data are: counts and ranges, for the data card.</summary>
    public IReadOnlyList<(string Name, string Value)> DataCard { get; init; } = [];

    /// <summary>How target and predictions hang together with site, head size, age and sex.</summary>
    public IReadOnlyList<ConfoundFinding> Confounds { get; init; } = [];

    /// <summary>Figures before and after correction of the age bias.</summary>
    public IReadOnlyList<AgeBias> BrainAge { get; init; } = [];

    /// <summary>What a reader must know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The entry that is judged.</summary>
    public EntryResult Candidate => Entries.First(e => e.IsCandidate);

    /// <summary>The measure that ranks.</summary>
    public Metric Primary => Metrics[0];
}

/// <summary>How a column hangs together with target and predictions.</summary>
/// <param name="Name">The column.</param>
/// <param name="Role">What it is: site, head_size, age, sex.</param>
/// <param name="WithTarget">How strongly it goes with the target, 0 to 1: |r|, η or Cramér's V.</param>
/// <param name="WithPrediction">How strongly it goes with the predictions of test subjects.</param>
/// <param name="FromFeatures">How well it is told from the features: balanced accuracy of words, R² of numbers; NaN when not measured.</param>
/// <param name="Chance">What chance gives for that.</param>
public sealed record ConfoundFinding(string Name, string Role, double WithTarget, double WithPrediction, double FromFeatures, double Chance);

/// <summary>Brain age of an entry before and after its bias with age was corrected by a line fitted on training subjects alone.</summary>
/// <param name="Entry">Which entry.</param>
/// <param name="Mae">Mean absolute error as predicted, years.</param>
/// <param name="Slope">Slope of predicted minus true age over true age, as predicted.</param>
/// <param name="CorrectedMae">Mean absolute error after correction, years.</param>
/// <param name="CorrectedSlope">Slope after correction.</param>
public sealed record AgeBias(string Entry, double Mae, double Slope, double CorrectedMae, double CorrectedSlope);
