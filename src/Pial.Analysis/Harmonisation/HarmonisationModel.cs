using Pial.Analysis.Splits;

namespace Pial.Analysis.Harmonisation;

/// <summary>A fitted harmonisation; see <see cref="HarmonisationFit"/> and <see cref="HarmonisationCorrection"/>.</summary>
public sealed record HarmonisationModel
{
    /// <summary>Method.</summary>
    public required HarmonisationMethod Method { get; init; }

    /// <summary>How effects were shrunken.</summary>
    public required SitePrior Prior { get; init; }

    /// <summary>Whether only the shift is corrected.</summary>
    public required bool MeanOnly { get; init; }

    /// <summary>The site that stays as it is; null for none.</summary>
    public required string? Reference { get; init; }

    /// <summary>Column of the site.</summary>
    public required string Batch { get; init; }

    /// <summary>Column of the person, of longitudinal ComBat; null for the person in the id.</summary>
    public required string? Person { get; init; }

    /// <summary>Kept columns.</summary>
    public required IReadOnlyList<Covariate> Covariates { get; init; }

    /// <summary>Harmonised columns.</summary>
    public required IReadOnlyList<HarmonisedColumn> Columns { get; init; }

    /// <summary>Sites and how many rows each had at the fit.</summary>
    public required IReadOnlyList<(string Name, int Rows)> Sites { get; init; }

    /// <summary>
    /// Shift and variance of every site and column, in units of the column's <see cref="HarmonisedColumn.Deviation"/>: one array a site.
    /// </summary>
    public required IReadOnlyList<SiteEffect> Effects { get; init; }

    /// <summary>What CovBat does to components; null for other methods.</summary>
    public ComponentCorrection? Components { get; init; }

    /// <summary>Rows of the fit that were left out, for want of a site or a kept value.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What a reader must know: constant columns, sites of a few people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whom it saw.</summary>
    public required FittedOn FittedOn { get; init; }

    /// <summary>Names of the kept columns.</summary>
    public IReadOnlyList<string> Keep => [.. Covariates.Select(c => c.Column)];
}

/// <summary>A harmonised column.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Mean">Level of an average person at an average site (of the reference site, where there is one).</param>
/// <param name="Deviation">Standard deviation about site and kept columns; 0 for a column that is the same for everybody, which is left as
/// it is.</param>
/// <param name="Coefficients">Of the kept columns (<see cref="Covariate.Names"/>, one covariate after the other).</param>
/// <param name="Weights">Weight λ of the roughness of each curve.</param>
/// <param name="BetweenPeople">Variance between people over that within, of longitudinal ComBat; 0 otherwise.</param>
public sealed record HarmonisedColumn(string Column, double Mean, double Deviation, IReadOnlyList<double> Coefficients,
    IReadOnlyList<double> Weights, double BetweenPeople = 0);

/// <summary>What a site does to each column.</summary>
/// <param name="Shift">Added to standardised values.</param>
/// <param name="Variance">Factor on their variance.</param>
public sealed record SiteEffect(IReadOnlyList<double> Shift, IReadOnlyList<double> Variance);

/// <summary>Principal components of what ComBat leaves, and what each site does to them.</summary>
/// <param name="Loadings">Unit vectors over the columns, one a component.</param>
/// <param name="Sites">Mean of each component's scores in a site, and their standard deviation over that of all rows: in the order of the
/// sites.</param>
public sealed record ComponentCorrection(IReadOnlyList<IReadOnlyList<double>> Loadings, IReadOnlyList<SiteEffect> Sites)
{
    /// <summary>Share of the variance that the components carry.</summary>
    public double Explained { get; init; }

    /// <summary>Standard deviation of each component's scores within sites.</summary>
    public required IReadOnlyList<double> Deviations { get; init; }
}
