namespace Pial.Analysis.Harmonisation;

/// <summary>Ways to take sites out of measures.</summary>
public enum HarmonisationMethod
{
    /// <summary>
    /// Shift and scale of each site, shrunken over features (Johnson 2007, doi 10.1093/biostatistics/kxj037; Fortin 2018, doi
    /// 10.1016/j.neuroimage.2017.11.024).
    /// </summary>
    ComBat,

    /// <summary>The same with smooth covariates (Pomponio 2020, doi 10.1016/j.neuroimage.2019.116450).</summary>
    ComBatGam,

    /// <summary>ComBat, and then shift and scale of the principal components of what is left (Chen 2022, doi 10.1002/hbm.25688).</summary>
    CovBat,

    /// <summary>
    /// ComBat for people with several scans, each with a level of their own (Beer 2020, doi 10.1016/j.neuroimage.2020.117129).
    /// </summary>
    Longitudinal,
}

/// <summary>How the effects of a site are shrunken.</summary>
public enum SitePrior
{
    /// <summary>Normal and inverse gamma, fitted to the site's features.</summary>
    Parametric,

    /// <summary>The site's other features themselves.</summary>
    NonParametric,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>What <see cref="HarmonisationFit"/> fits.</summary>
public sealed record HarmonisationOptions
{
    /// <summary>Column of the site, scanner or batch.</summary>
    public required string Batch { get; init; }

    /// <summary>Method. Default: ComBat.</summary>
    public HarmonisationMethod Method { get; init; }

    /// <summary>Columns to harmonise. Default: every column of numbers that has no other role.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns whose effects are kept: numbers as straight lines, words as levels. Default: none.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>Columns of numbers that are kept as smooth curves; ComBat-GAM alone.</summary>
    public IReadOnlyList<string> Smooth { get; init; } = [];

    /// <summary>
    /// Ends of the curves, one for each of <see cref="Smooth"/>; null for the range of the training rows rounded outwards.
    /// </summary>
    public IReadOnlyList<(double Low, double High)>? SmoothBounds { get; init; }

    /// <summary>
    /// Weight λ of the roughness ∫f″², one for all columns and curves, or one a column; null to find one for each by restricted likelihood.
    /// </summary>
    public IReadOnlyList<double>? Smoothing { get; init; }

    /// <summary>How effects are shrunken. Default: parametric.</summary>
    public SitePrior Prior { get; init; }

    /// <summary>Whether only the shift of a site is corrected, not its scale.</summary>
    public bool MeanOnly { get; init; }

    /// <summary>A site that all others are brought to and that stays as it is; null for the mean of all.</summary>
    public string? Reference { get; init; }

    /// <summary>Column of the person, of longitudinal ComBat; null for the person in the id.</summary>
    public string? Person { get; init; }

    /// <summary>Share of the variance whose principal components CovBat corrects. Default 0.95.</summary>
    public double Explained { get; init; } = 0.95;
}
