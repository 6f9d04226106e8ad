namespace Pial.Pipelines.Reports;

/// <summary>One thing the report looked at.</summary>
/// <param name="Passed">Whether it is as expected.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Found">What it is, in words and numbers.</param>
/// <param name="Expected">What would be as expected.</param>
public sealed record Check(bool Passed, string Name, string Found, string Expected);

/// <summary>The line a person reads first.</summary>
/// <param name="Checks">All that was looked at.</param>
public sealed record Verdict(IReadOnlyList<Check> Checks)
{
    /// <summary>Checks that failed.</summary>
    public IReadOnlyList<Check> Failed { get; } = [.. Checks.Where(c => !c.Passed)];

    /// <summary>Whether everything is as expected.</summary>
    public bool LooksGood => Failed.Count == 0;

    /// <summary>One sentence.</summary>
    public string Line => LooksGood
        ? $"Looks good: all {Checks.Count} checks passed. Glance at the outlines below before you use it."
        : $"Look closer: {string.Join("; ", Failed.Select(c => c.Found))}.";
}
