namespace Pial.Pipelines.Rules;

/// <summary>How bad it is to be flagged.</summary>
public enum QualityFlag
{
    /// <summary>A person should look at it.</summary>
    Look,

    /// <summary>It should not be used.</summary>
    Exclude,
}

/// <summary>What a rule compares with its limits.</summary>
public enum QualityReference
{
    /// <summary>The metric itself.</summary>
    Value,

    /// <summary>The metric minus the median of the site.</summary>
    SiteMedian,

    /// <summary>That difference in units of the site's spread, from its median absolute deviation.</summary>
    SiteRobustZ,
}

/// <summary>One threshold.</summary>
/// <param name="Name">Name of the flag.</param>
/// <param name="Metric">What it looks at; <see cref="RuleVocabulary.Any"/> for every rated metric.</param>
/// <param name="Reference">What is compared.</param>
/// <param name="Below">Flagged below this; null for no such limit.</param>
/// <param name="Above">Flagged above this; null for no such limit.</param>
/// <param name="Flag">How bad it is.</param>
/// <param name="Needs">Scans of the site that must have a value, for relative rules.</param>
/// <param name="Only">The program it holds for, where there are several; null for all.</param>
/// <param name="Means">What the flag says, for people.</param>
/// <param name="Source">Where the threshold comes from.</param>
public sealed record QualityRule(string Name, string Metric, QualityReference Reference, double? Below, double? Above, QualityFlag Flag,
    int Needs, string? Only, string Means, string Source)
{
    /// <summary>Flagged beyond this on the metric's bad side, whichever that is; null for no such limit.</summary>
    public double? Worse { get; init; }

    /// <summary>The limits as words: <c>mean_thickness_mm below 2 or above 3</c>.</summary>
    public string Limits
    {
        get
        {
            var metric = Metric == RuleVocabulary.Any ? "any rated metric" : Metric;
            var what = Reference switch
            {
                QualityReference.SiteMedian => $"{metric} minus its site's median",
                QualityReference.SiteRobustZ => $"robust z of {metric} within its site",
                _ => metric,
            };
            string?[] limits =
            [
                Below is { } below ? FormattableString.Invariant($"below {below}") : null,
                Above is { } above ? FormattableString.Invariant($"above {above}") : null,
                Worse is { } worse ? FormattableString.Invariant($"beyond {worse} on its bad side") : null,
            ];
            return $"{what} {string.Join(" or ", limits.OfType<string>())}";
        }
    }
}
