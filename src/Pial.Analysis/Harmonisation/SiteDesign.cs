using Pial.Analysis.Statistics.Splines;

namespace Pial.Analysis.Harmonisation;

/// <summary>
/// The rows of a fit that have a value, with sites taken out of the kept columns: what is left is fitted, and each site's level follows
/// from its means.
/// </summary>
internal sealed class SiteDesign
{
    private readonly double[][] within;
    private readonly double[][] siteMeans;
    private readonly PenalisedFit equations;

    /// <summary>A design.</summary>
    /// <param name="rows">Rows, counted in the table of the fit.</param>
    /// <param name="siteOf">Site of every row of that table.</param>
    /// <param name="sites">Sites.</param>
    /// <param name="covariates">Kept columns.</param>
    /// <param name="columns">Their values in every row of that table.</param>
    public SiteDesign(int[] rows, int[] siteOf, int sites, IReadOnlyList<Covariate> covariates, double[][] columns)
    {
        (Rows, Site, Counts) = (rows, [.. rows.Select(r => siteOf[r])], new int[sites]);
        foreach (var s in Site)
            Counts[s]++;
        (within, siteMeans) = (new double[columns.Length][], new double[columns.Length][]);
        for (var c = 0; c < columns.Length; c++)
            (within[c], siteMeans[c]) = Centred([.. rows.Select(r => columns[c][r])]);
        var smooths = new List<(int, int, double[])>();
        var start = 0;
        foreach (var covariate in covariates)
        {
            if (covariate.Spline is { } spline) smooths.Add((start, spline.Count, spline.Roughness()));
            start += covariate.Names.Count;
        }

        var products = new double[columns.Length * columns.Length];
        for (var a = 0; a < columns.Length; a++)
        {
            for (var b = 0; b <= a; b++)
                products[(a * columns.Length) + b] = products[(b * columns.Length) + a] = Dot(within[a], within[b]);
        }

        equations = new(columns.Length, products, smooths, rows.Length, Counts.Count(n => n > 0));
    }

    public int[] Rows { get; }

    /// <summary>The site of each row.</summary>
    public int[] Site { get; }

    /// <summary>Rows of each site.</summary>
    public int[] Counts { get; }

    /// <summary>Columns of sites and of kept columns that are fitted freely.</summary>
    public int Parameters => equations.Absorbed + equations.Columns;

    /// <summary>Fits a column: coefficients, level of each site (NaN without rows), weights of the curves, residuals of each row.</summary>
    /// <param name="values">Values of the rows.</param>
    /// <param name="weights">Weights of the curves; null to find them.</param>
    public (double[] Coefficients, double[] Levels, double[] Weights, double[] Residuals) Fit(double[] values,
        IReadOnlyList<double>? weights)
    {
        var (left, means) = Centred(values);
        double[] xy = [.. within.Select(c => Dot(c, left))];
        double[] used = equations.Smooths.Count == 0 ? [] : weights is null ? equations.Weights(xy, Dot(left, left)) : [.. weights];
        var b = equations.Solve(xy, used);
        double[] levels = [.. means];
        for (var c = 0; c < b.Length; c++)
        {
            for (var s = 0; s < levels.Length; s++)
                levels[s] -= b[c] * siteMeans[c][s];
            for (var r = 0; r < left.Length; r++)
                left[r] -= b[c] * within[c][r];
        }

        return (b, levels, used, left);
    }

    private (double[] Within, double[] Means) Centred(double[] values)
    {
        var means = new double[Counts.Length];
        for (var r = 0; r < values.Length; r++)
            means[Site[r]] += values[r];
        for (var s = 0; s < means.Length; s++)
            means[s] /= Counts[s];
        return ([.. values.Select((v, r) => v - means[Site[r]])], means);
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
            sum += a[n] * b[n];
        return sum;
    }
}
