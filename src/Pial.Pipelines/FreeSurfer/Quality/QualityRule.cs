namespace Pial.Pipelines.FreeSurfer.Quality;

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

    /// <summary>That difference over 1.4826 times the site's median absolute deviation.</summary>
    SiteRobustZ,
}

/// <summary>One threshold.</summary>
/// <param name="Name">Name of the flag.</param>
/// <param name="Metric">What it looks at.</param>
/// <param name="Reference">What is compared.</param>
/// <param name="Below">Flagged below this; null for no such limit.</param>
/// <param name="Above">Flagged above this; null for no such limit.</param>
/// <param name="Flag">How bad it is.</param>
/// <param name="Needs">Subjects of the site that must have a value, for relative rules.</param>
/// <param name="Only">The program it holds for, <c>FreeSurfer</c> or <c>FastSurfer</c>; null for both.</param>
/// <param name="Means">What the flag says, for people.</param>
/// <param name="Source">Where the threshold comes from.</param>
public sealed record QualityRule(string Name, ReconstructionMetric Metric, QualityReference Reference, double? Below, double? Above, QualityFlag Flag, int Needs, string? Only, string Means, string Source)
{
    /// <summary>The limits as words: <c>mean_thickness_mm below 2 or above 3</c>.</summary>
    public string Limits
    {
        get
        {
            var what = Reference switch
            {
                QualityReference.SiteMedian => $"{Metric.Name} minus its site's median",
                QualityReference.SiteRobustZ => $"robust z of {Metric.Name} within its site",
                _ => Metric.Name,
            };
            string?[] limits = [Below is { } below ? FormattableString.Invariant($"below {below}") : null, Above is { } above ? FormattableString.Invariant($"above {above}") : null];
            return $"{what} {string.Join(" or ", limits.OfType<string>())}";
        }
    }
}
