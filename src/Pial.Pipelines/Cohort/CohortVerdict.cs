using Pial.Analysis.Outliers;
using Pial.Pipelines.Rules;

namespace Pial.Pipelines.Cohort;

/// <summary>A rule that a scan breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Metric">The measure that breaks it.</param>
/// <param name="Text">In plain words: the measure, its value, what was compared with which limit, and the site's figures.</param>
public sealed record BrokenRule(QualityRule Rule, string Metric, string Text);

/// <summary>What the rules say of one scan.</summary>
/// <param name="Broken">Rules that it breaks, the worst first.</param>
/// <param name="NotJudged">Rules that could not be applied, and why.</param>
/// <param name="Unjudged">Metrics that the rules speak of and none of them could judge; without them the scan cannot be accepted.</param>
public sealed record CohortVerdict(IReadOnlyList<BrokenRule> Broken, IReadOnlyList<(QualityRule Rule, string Why)> NotJudged,
    IReadOnlyList<string> Unjudged)
{
    /// <summary>
    /// The reasons for people, one for each rule: of the measures that break the same one, the worst is told and the others are named.
    /// </summary>
    public IReadOnlyList<string> Reasons =>
        [.. Broken.GroupBy(b => b.Rule)
            .Select(g => g.Count() == 1 ? g.First().Text
                : $"{g.First().Text} Beyond that limit too: {string.Join(", ", g.Skip(1).Select(b => b.Metric))}.")];

    /// <summary>The verdict on a scan that breaks no rule, where not every metric could be judged.</summary>
    public const string NotJudgedWord = "not judged";

    /// <summary><c>accept</c>, <c>check</c>, <c>exclude</c> or <c>not judged</c>.</summary>
    public string Word => Broken.Count == 0 ? Unjudged.Count > 0 ? NotJudgedWord : "accept"
        : Broken.Any(b => b.Rule.Flag == QualityFlag.Exclude) ? "exclude" : "check";
}

/// <summary>A measure over the whole cohort.</summary>
/// <param name="Metric">The measure.</param>
/// <param name="Values">One a scan; NaN where it is not defined.</param>
/// <param name="Deviations">Each scan's place within its site.</param>
internal sealed record CohortColumn(CohortMetric Metric, IReadOnlyList<double> Values, IReadOnlyList<Deviation> Deviations)
{
    /// <summary>How bad a scan's deviation is; NaN for what is not rated or not compared.</summary>
    public double Badness(int scan) => Metric.Worse is { } worse ? SiteDeviations.Badness(Deviations[scan].Z, worse) : double.NaN;
}
