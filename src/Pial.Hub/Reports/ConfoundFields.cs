using Pial.Analysis.Confounds;
using Pial.Hub.Evaluation;
using YamlDotNet.RepresentationModel;
using static Pial.Pipelines.Yaml.YamlText;

namespace Pial.Hub.Reports;

/// <summary>What a run found of confounds: as fields of <c>eval.yaml</c>, and as the columns and sentences of reports.</summary>
internal static class ConfoundFields
{
    /// <summary>What a report shows of each column: field and head. A field's p stands in the field with <c>_p</c>.</summary>
    public static IReadOnlyList<(string Key, string Head)> Columns { get; } =
    [
        ("role", "Role"), ("with_target", "With the target"), ("with_target_in_site", "… within sites"),
        ("with_prediction", "With the predictions"), ("with_prediction_in_site", "… within sites"),
        ("with_prediction_given_target", "… given the target"), ("told_from_features", "Told from features"), ("chance", "Chance"),
    ];

    /// <summary>What a report shows of each pair.</summary>
    public static IReadOnlyList<(string Key, string Head)> Pairs { get; } = [("strength", "Strength"), ("n", "Subjects")];

    /// <summary>What a report shows of the sides.</summary>
    public static IReadOnlyList<(string Key, string Head)> Sides { get; } = [("difference", "Standardised difference"), ("level", "Level"),
        ("fold", "Fold")];

    /// <summary>What the figures of a column are, for those who read the table.</summary>
    public const string Lead =
        "How strongly a column goes with the target and with the predictions (|r|, η or Cramér’s V: 0 nothing in common, 1 one tells the " +
            "other), also among subjects of one site, and among subjects of the same target: what "
        + "the predictions have of a column beyond what the target has. Last, how well it is told from the features alone (balanced " +
        "accuracy of words, R² of numbers): what the features give away can stand in for the target.";

    /// <summary>The fields <c>confounds</c>, <c>confound_pairs</c> and <c>split_balance</c>; null where nothing was measured.</summary>
    public static IEnumerable<(string Name, object? Value)> Of(RunResult run) =>
    [
        ("confounds", run.Confounds.Count == 0 ? null : Map(run.Confounds.Select(c => (c.Name, (object?)Finding(c))))),
        ("confound_pairs", run.ConfoundReport is not { AmongThemselves.Count: > 0 } report ? null
            : Map(report.AmongThemselves.Select(
                a => ($"{a.First} × {a.Second}", (object?)Map(("strength", a.Strength), ("strength_p", a.P), ("n", a.Count)))))),
        ("split_balance",
            run.ConfoundReport is null ? null
                : Map(run.ConfoundReport.BetweenSides.Select(
                    s => (s.Imbalance.Name,
                        (object?)Map(("difference", s.Imbalance.Difference), ("level", s.Imbalance.Level), ("fold", s.Fold)))))),
    ];

    private static YamlMappingNode Finding(ConfoundFinding c) => Map([
        ("role", c.Role), .. Two("with_target", c.WithTarget.Strength, c.WithTarget.P), .. Two("with_target_in_site", c.TargetInSite),
        .. Two("with_prediction", c.WithPrediction.Strength, c.WithPrediction.P),
        .. Two("with_prediction_in_site", c.PredictionInSite), .. Two("with_prediction_given_target", c.PredictionGivenTarget),
        ("told_from_features", c.FromFeatures), ("chance", c.Chance)]);

    private static (string, object?)[] Two(string name, PartialAssociation? found) =>
        found is null ? [] : Two(name, found.Strength, found.P);

    private static (string, object?)[] Two(string name, double value, double p) => [(name, value), ($"{name}_p", p)];
}
