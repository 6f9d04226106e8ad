using System.Globalization;
using Pial.Analysis.Outliers;
using Pial.Pipelines.Rules;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>What the rules say of one subject.</summary>
/// <param name="Subject">Its numbers.</param>
/// <param name="Site">Its site; empty when no sites were given.</param>
/// <param name="Values">The metrics, in the order of <see cref="ReconstructionMetric.All"/>.</param>
/// <param name="Flags">Rules that it breaks, and what was compared with their limits.</param>
/// <param name="NotJudged">Rules that could not be applied, and why.</param>
/// <param name="Unjudged">Metrics that the rules speak of and none of them could judge; without them the subject cannot be called as
/// expected.</param>
public sealed record QualityVerdict(
    SubjectMorphometry Subject, string Site, IReadOnlyList<double> Values, IReadOnlyList<(QualityRule Rule, double Compared)> Flags,
    IReadOnlyList<(QualityRule Rule, string Why)> NotJudged,
    IReadOnlyList<string> Unjudged)
{
    /// <summary>The worst flag; null when there is none.</summary>
    public QualityFlag? Worst => Flags.Count == 0 ? null : Flags.Max(f => f.Rule.Flag);

    /// <summary>
    /// <c>exclude</c> or <c>look</c> for one that is flagged; <c>not judged</c> when no rule could be applied to one of the metrics that
    /// they speak of; else <c>keep</c>.
    /// </summary>
    public string Word => Worst switch
    {
        QualityFlag.Exclude => "exclude",
        QualityFlag.Look => "look",
        _ => Unjudged.Count > 0 ? NotJudgedWord : "keep",
    };

    /// <summary>The verdict on a subject that the rules cannot judge.</summary>
    public const string NotJudgedWord = "not judged";

    /// <summary>Sentences about numbers that cannot be; empty for nearly everybody.</summary>
    public IReadOnlyList<string> Impossible
    {
        get
        {
            var (name, share) = ImpossibleNumbers.LargestInHead(Subject);
            return
            [
                .. ImpossibleNumbers.Of(Subject),
                .. share > 1
                    ? new[] { string.Create(CultureInfo.InvariantCulture,
                        $"eTIV {Subject.ETiv / 1000:0.#} mL is below {name}, {Subject.ETiv * share / 1000:0.#} mL") } : [],
                .. (ImpossibleNumbers.Empty(Subject) ?? []).Select(s => $"{s} has no volume"),
            ];
        }
    }

    /// <summary>A metric.</summary>
    public double this[string metric]
    {
        get
        {
            for (var n = 0; n < Values.Count; n++)
                if (ReconstructionMetric.All[n].Name == metric) return Values[n];
            throw new ArgumentException($"There is no metric '{metric}'.", nameof(metric));
        }
    }
}

/// <summary>Judges the reconstructions of a cohort.</summary>
/// <remarks>FastSurfer's surfaces come from another pipeline, so at every site its subjects are a group of their own.</remarks>
public static class QualityControl
{
    // Makes the median absolute deviation of a normal distribution its standard deviation.
    private const double Consistency = 1.4826;

    /// <summary>Applies rules.</summary>
    /// <param name="cohort">Read with <see cref="ReconstructionMetric.Options"/>.</param>
    /// <param name="rules">The thresholds.</param>
    /// <param name="sites">Site by subject; null when all are of one.</param>
    /// <exception cref="InputException">A subject has no site.</exception>
    public static IReadOnlyList<QualityVerdict> Judge(FreeSurferCohort cohort, IReadOnlyList<QualityRule> rules,
        IReadOnlyDictionary<string, string>? sites = null)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(rules);
        var subjects = cohort.Subjects;
        string Site(string id) =>
            sites is null ? "" : sites.GetValueOrDefault(id) ?? throw new InputException($"{id} has no site in the table.");
        var site = subjects.Select(s => Site(s.Id)).ToArray();
        var group = subjects.Select((s, n) => (Site: site[n], Program: Program(s))).ToArray();
        var values = subjects.Select(s => ReconstructionMetric.All.Select(m => m.Of(s)).ToArray()).ToArray();
        var flags = subjects.Select(_ => new List<(QualityRule, double)>()).ToArray();
        var open = subjects.Select(_ => new List<(QualityRule, string)>()).ToArray();
        foreach (var rule in rules)
        {
            var metric = ReconstructionMetric.All.ToList().FindIndex(m => m.Name == rule.Metric);
            var centres = rule.Reference == QualityReference.Value
                ? [] : Enumerable.Range(0, subjects.Count).GroupBy(n => group[n]).ToDictionary(g => g.Key,
                    g => Centre(g.Select(n => values[n][metric])));
            for (var n = 0; n < subjects.Count; n++)
            {
                if (rule.Only is { } only && only != group[n].Program)
                {
                    open[n].Add((rule, $"holds for {only}, not for {group[n].Program}"));
                    continue;
                }

                var (compared, why) = Compare(rule, values[n][metric], centres.GetValueOrDefault(group[n]));
                if (why is not null) open[n].Add((rule, why));
                else if (compared < rule.Below || compared > rule.Above) flags[n].Add((rule, compared));
            }
        }

        return [.. subjects.Select(
            (s, n) => new QualityVerdict(s, site[n], values[n], flags[n], open[n], Unjudged(rules, open[n], group[n].Program)))];
    }

    // A metric is judged when one of its rules could be applied: an absolute band stands in for a relative rule that has too few subjects.
    private static string[] Unjudged(IReadOnlyList<QualityRule> rules, List<(QualityRule Rule, string Why)> open, string program)
    {
        var meant = rules.Where(r => r.Only is null || r.Only == program).ToArray();
        if (meant.Length == 0) meant = [.. rules];
        return [.. meant.GroupBy(r => r.Metric, StringComparer.Ordinal).Where(g => g.All(r => open.Exists(o => o.Rule == r)))
            .Select(g => g.Key)];
    }

    private static (double Compared, string? Why) Compare(QualityRule rule, double value, (int Count, double Median, double Deviation) site)
    {
        if (double.IsNaN(value)) return (value, $"{rule.Metric} is not known");
        if (rule.Reference == QualityReference.Value) return (value, null);
        if (site.Count < rule.Needs)
            return (value, string.Create(CultureInfo.InvariantCulture,
                $"the site has {site.Count} {(site.Count == 1 ? "subject" : "subjects")} with a value, {rule.Needs} are needed"));
        var difference = value - site.Median;
        if (rule.Reference == QualityReference.SiteMedian) return (difference, null);
        return site.Deviation > 0 ? (difference / (Consistency * site.Deviation), null)
            : (difference, "more than half of the site's subjects have the same value");
    }

    private static (int Count, double Median, double Deviation) Centre(IEnumerable<double> all)
    {
        double[] values = [.. all.Where(v => !double.IsNaN(v))];
        var median = RobustScale.Median(values);
        return (values.Length, median, RobustScale.Median(values.Select(v => Math.Abs(v - median))));
    }

    private static string Program(SubjectMorphometry subject) =>
        subject.Software?.StartsWith("FastSurfer", StringComparison.Ordinal) == true ? "FastSurfer" : "FreeSurfer";
}
