namespace Pial.Pipelines.Reports;

/// <summary>One thing the report looked at.</summary>
/// <param name="Passed">Whether it is as expected; null when that could not be judged.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Found">What it is, in words and numbers; why not, when it could not be judged.</param>
/// <param name="Expected">What would be as expected.</param>
public sealed record Check(bool? Passed, string Name, string Found, string Expected);

/// <summary>The line a person reads first.</summary>
/// <param name="Checks">All that was looked at.</param>
public sealed record Verdict(IReadOnlyList<Check> Checks)
{
    /// <summary>Checks that failed.</summary>
    public IReadOnlyList<Check> Failed { get; } = [.. Checks.Where(c => c.Passed == false)];

    /// <summary>Checks that could not be made.</summary>
    public IReadOnlyList<Check> NotJudged { get; } = [.. Checks.Where(c => c.Passed is null)];

    /// <summary>Whether everything was looked at and is as expected.</summary>
    public bool LooksGood => Failed.Count == 0 && NotJudged.Count == 0;

    /// <summary>One sentence or two.</summary>
    public string Line
    {
        get
        {
            var open = NotJudged.Count == 0 ? "" : $"{string.Join(", ", NotJudged.Select(c => LowerFirst(c.Name)))}";
            if (Failed.Count > 0)
                return $"Look closer: {string.Join("; ", Failed.Select(c => c.Found))}.{(open.Length > 0 ? $" Not judged: {open}." : "")}";
            var passed = Checks.Count - NotJudged.Count;
            return open.Length > 0
                ? $"Not judged in full: {passed} {(passed == 1 ? "check" : "checks")} passed, {NotJudged.Count} could not be made " +
                    $"({open}). Look at the outlines below before you use it."
                : $"Looks good: all {passed} checks passed. Glance at the outlines below before you use it.";
        }
    }

    private static string LowerFirst(string name) =>
        name.Length > 1 && char.IsUpper(name[1]) ? name : $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
