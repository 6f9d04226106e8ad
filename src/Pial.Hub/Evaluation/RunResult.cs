using Pial.Analysis.Confounds;
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

    /// <summary>How intervals were made, in words.</summary>
    public string Intervals { get; init; } = "";

    /// <summary>SHA-256 of the data as they were read.</summary>
    public string DataSha256 { get; init; } = "";

    /// <summary>What it ran on.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>What the data are: counts and ranges, for the data card.</summary>
    public IReadOnlyList<(string Name, string Value)> DataCard { get; init; } = [];

    /// <summary>How target and predictions hang together with site, head size, age and sex.</summary>
    public IReadOnlyList<ConfoundFinding> Confounds { get; init; } = [];

    /// <summary>How the confounds hang together, and how the sides of the split differ in them; null where no confound is named.</summary>
    public ConfoundReport? ConfoundReport { get; init; }

    /// <summary>Figures before and after correction of the age bias.</summary>
    public IReadOnlyList<AgeBias> BrainAge { get; init; } = [];

    /// <summary>What the suite asks for, and whether the candidate reached it.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];

    /// <summary>The candidate's worst, median and best case of a segmentation.</summary>
    public IReadOnlyList<CasePicture> Pictures { get; init; } = [];

    /// <summary>Of the notes, what must be looked at before a score is believed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was looked at to find people on both sides, and what no look can find.</summary>
    public (string Done, string Unknown) Checked { get; init; } = ("", "");

    /// <summary>How a participant's program was shut in, or "not isolated"; empty where none ran.</summary>
    public string Isolation { get; init; } = "";

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
/// <param name="WithTarget">How strongly it goes with the target: |r|, η or Cramér's V.</param>
/// <param name="WithPrediction">How strongly it goes with the predictions of test subjects, each once: of two classes with the probability
/// of the second.</param>
/// <param name="PredictionGivenTarget">The same among subjects of the same target: what the predictions have of the confound beyond what
/// the target has (Spisák 2022, doi 10.1093/gigascience/giac082).</param>
/// <param name="FromFeatures">How well it is told from the features: balanced accuracy of words, R² of numbers; NaN when not
/// measured.</param>
/// <param name="Chance">What chance gives for that.</param>
public sealed record ConfoundFinding(string Name, string Role, Association WithTarget, Association WithPrediction,
    PartialAssociation PredictionGivenTarget, double FromFeatures, double Chance)
{
    /// <summary>With the target among subjects of one site; null for the site itself, and where there is no site.</summary>
    public PartialAssociation? TargetInSite { get; init; }

    /// <summary>With the predictions among subjects of one site.</summary>
    public PartialAssociation? PredictionInSite { get; init; }

    /// <summary>Whether the predictions have more of it than the target explains: notable, and not by chance.</summary>
    public bool IsCarried => PredictionGivenTarget.Strength >= ConfoundReport.Notable && PredictionGivenTarget.P < 0.05;

    /// <summary>What a reader must know when it is.</summary>
    internal string Warning =>
        $"The predictions go with {Name} beyond what the target explains (partial association " +
            $"{NumberText.Number(PredictionGivenTarget.Strength)}, p {NumberText.P(PredictionGivenTarget.P)}): part of the score may be " +
            $"{Role.Replace('_', ' ')} and not the target.";
}

/// <summary>Brain age of an entry before and after its bias with age was corrected by a line fitted on training subjects alone.</summary>
/// <param name="Entry">Which entry.</param>
/// <param name="Mae">Mean absolute error as predicted, years.</param>
/// <param name="Slope">Slope of predicted minus true age over true age, as predicted.</param>
/// <param name="CorrectedMae">Mean absolute error after correction, years.</param>
/// <param name="CorrectedSlope">Slope after correction.</param>
public sealed record AgeBias(string Entry, double Mae, double Slope, double CorrectedMae, double CorrectedSlope);
