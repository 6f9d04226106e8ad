using Pial.Analysis.Splits;

namespace Pial.Analysis.Confounds;

/// <summary>What goes with the label besides the brain, and what differs between the sides of a split.</summary>
/// <param name="WithLabel">Each confound with the label, the strongest first.</param>
/// <param name="AmongThemselves">Each pair of confounds, the strongest first.</param>
/// <param name="BetweenSides">Label and confounds between the sides of each fold: the fold with the largest difference of each.</param>
public sealed record ConfoundReport(IReadOnlyList<Association> WithLabel, IReadOnlyList<Association> AmongThemselves,
    IReadOnlyList<(string Fold, Imbalance Imbalance)> BetweenSides)
{
    /// <summary>Strength (V, η or |r|) from which a confound should be read beside every score.</summary>
    public const double Notable = 0.2;

    /// <summary>Measures all.</summary>
    /// <param name="label">What is to be predicted.</param>
    /// <param name="confounds">Sites, scanners, head size, age, sex, quality.</param>
    /// <param name="plan">The split; null leaves the sides out.</param>
    public static ConfoundReport Of(Variable label, IReadOnlyList<Variable> confounds, SplitPlan? plan = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(confounds);
        var pairs = confounds.SelectMany((a, n) => confounds.Skip(n + 1).Select(b => Association.Of(a, b)));
        var sides = plan is null
            ? [] : confounds.Prepend(label)
                .Select(v => plan.Folds.Select(f => (f.Name, Imbalance.Of(v, f)))
                    .MaxBy(i => double.IsNaN(i.Item2.Difference) ? -1 : Math.Abs(i.Item2.Difference))).ToList();
        return new(Sorted(confounds.Select(c => Association.Of(label, c))), Sorted(pairs), sides);
    }

    private static List<Association> Sorted(IEnumerable<Association> associations) =>
        [.. associations.OrderByDescending(a => double.IsNaN(a.Value) ? -1 : a.Strength)];
}
