using Pial.Pipelines;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Suites;

/// <summary>What a suite asks of a result: the least or the largest value of a measure that passes.</summary>
/// <param name="Measure">One of the benchmark's measures, <c>ARTEFACT_rAUC</c>, or <c>robustness_score</c>.</param>
/// <param name="Min">The least value that passes; null for none.</param>
/// <param name="Max">The largest value that passes; null for none.</param>
/// <param name="Description">Why; empty when the suite does not say.</param>
public sealed record Threshold(string Measure, double? Min, double? Max, string Description)
{
    /// <summary>Reads the <c>thresholds</c> of a suite.</summary>
    /// <param name="thresholds">The field.</param>
    /// <param name="measures">What a run of the benchmark measures.</param>
    /// <exception cref="InputException">A measure that the benchmark does not have, neither limit, or limits that nothing passes; with its
    /// line.</exception>
    public static IReadOnlyList<Threshold> Read(YamlEntry thresholds, IReadOnlyCollection<string> measures)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return [.. thresholds.Fields.Select(t => One(t, measures))];
    }

    /// <summary>Whether a value passes; one that was not measured does not.</summary>
    public bool Holds(double value) => double.IsFinite(value) && value >= (Min ?? double.NegativeInfinity)
        && value <= (Max ?? double.PositiveInfinity);

    private static Threshold One(YamlEntry entry, IReadOnlyCollection<string> measures)
    {
        var measure = measures.FirstOrDefault(m => m.Equals(entry.Name, StringComparison.OrdinalIgnoreCase))
            ?? throw entry.Bad($"is no measure of the benchmark.{NearestName.Hint(entry.Name, [.. measures])}");
        var (min, max) = (entry["min"]?.Number(), entry["max"]?.Number());
        if (min is null && max is null) throw entry.Bad("needs min or max.");
        return min > max ? throw entry.Bad($"has min {min} above max {max}; nothing passes.")
            : new(measure, min, max, entry["description"]?.Text().Trim() ?? "");
    }
}

/// <summary>A threshold and what a run reached.</summary>
/// <param name="Asked">The threshold.</param>
/// <param name="Value">What the candidate reached; NaN when it was not measured.</param>
public sealed record ThresholdResult(Threshold Asked, double Value)
{
    /// <summary>Whether it was reached.</summary>
    public bool Passed => Asked.Holds(Value);
}
