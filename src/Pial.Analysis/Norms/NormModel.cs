using Pial.Analysis.Harmonisation;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Norms;

/// <summary>
/// What measures of healthy people are at an age: curves of age, sex, and sites by empirical Bayes (those of ComBat-GAM, so that the sites of one model are shrunken over all its measures), with a scale that
/// changes with age and a distribution that may be skew (<see cref="NormShape"/>).
/// </summary>
/// <param name="Centre">Expected values and sites.</param>
/// <param name="Age">Column of the age.</param>
/// <param name="Shapes">Spread of each measure, in the order of <see cref="HarmonisationModel.Columns"/>.</param>
public sealed record NormModel(HarmonisationModel Centre, string Age, IReadOnlyList<NormShape> Shapes)
{
    private const int Fewest = 100;

    /// <summary>Whom it saw.</summary>
    public FittedOn FittedOn => Centre.FittedOn;

    /// <summary>Ages that it speaks about.</summary>
    public (double Low, double High) Ages => Centre.Covariates.First(c => c.Column == Age) is var age ? (age.Least, age.Most) : default;

    /// <summary>Fits.</summary>
    /// <param name="table">Measures, age, site and sex of healthy people, one row each.</param>
    /// <param name="rows">Which rows are for training.</param>
    /// <param name="columns">Measures.</param>
    /// <param name="age">Column of the age, years.</param>
    /// <param name="site">Column of the site.</param>
    /// <param name="keep">Further columns that norms depend on, such as sex.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Fewer than 100 people, or what <see cref="HarmonisationFit"/> refuses.</exception>
    public static NormModel Fit(SubjectTable table, TrainingRows rows, IReadOnlyList<string> columns, string age, string site, IReadOnlyList<string> keep, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Train.Count < Fewest) throw new ArgumentException($"{table.Name}: {rows.Train.Count} people are too few for norms; {Fewest} or more are needed.");
        var centre = HarmonisationFit.Fit(table, rows, new() { Batch = site, Columns = columns, Keep = keep, Smooth = [age], Method = HarmonisationMethod.ComBatGam }, parallel);
        var people = table.Of([.. rows.Train.Except(centre.LeftOut, StringComparer.Ordinal)]);
        var (siteOf, ages) = (SitesOf(people, centre), people.Numbers(age));
        var z = HarmonisationCorrection.Standardised(people, [.. columns.Select(people.Numbers)], centre, siteOf, parallel);
        var shapes = new NormShape[columns.Count];
        Slices.For(columns.Count, parallel, c =>
        {
            int[] known = [.. Enumerable.Range(0, ages.Length).Where(r => !double.IsNaN(z[c][r]))];
            // The site's mean is made of these very people: they lie nearer to it than others will.
            shapes[c] = centre.Columns[c].Deviation <= 0 ? new(0, 0, 0, 0, 0, 0, 0)
                : NormShape.Fit([.. known.Select(r => z[c][r] / Math.Sqrt(1 - (1.0 / centre.Sites[siteOf[r]].Rows)))], [.. known.Select(r => ages[r])]);
        });
        return new(centre, age, shapes);
    }

    /// <summary>Scores people: z of each measure (one array a measure), NaN for what is not known or lies outside of the model's ages.</summary>
    /// <param name="people">Measures, age, site and sex.</param>
    /// <param name="logDensity">Also the logarithm of the predicted density of each value, in units of the measure.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">A site that the model does not know.</exception>
    public (double[][] Z, double[][] LogDensity) Score(SubjectTable people, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(people);
        var unknown = HarmonisationCorrection.UnknownSites(people, Centre);
        if (unknown.Count > 0) throw new ArgumentException($"{people.Name}: the norms do not know {(unknown.Count == 1 ? "site" : $"{unknown.Count} sites")} {string.Join(", ", unknown.Take(6).Select(u => $"'{u.Site}' ({u.Rows} rows)"))}; learn from healthy people of the site with --new-site learn --learn-from.");
        var (siteOf, ages) = (SitesOf(people, Centre), people.Numbers(Age));
        double[][] values = [.. Centre.Columns.Select(c => people.Numbers(c.Column))];
        var centred = HarmonisationCorrection.Standardised(people, values, Centre, siteOf, parallel);
        var (z, density) = (new double[values.Length][], new double[values.Length][]);
        Slices.For(values.Length, parallel, c =>
        {
            (z[c], density[c]) = (new double[ages.Length], new double[ages.Length]);
            for (var r = 0; r < ages.Length; r++)
            {
                var known = siteOf[r] >= 0 && ages[r] >= Ages.Low && ages[r] <= Ages.High && Centre.Columns[c].Deviation > 0;
                // How well the site's mean is known widens what is expected of a new person.
                var wide = known ? Math.Sqrt(1 + (1.0 / Centre.Sites[siteOf[r]].Rows)) : 1;
                var value = centred[c][r] / wide;
                z[c][r] = known ? Shapes[c].Normal(value, ages[r]) : double.NaN;
                density[c][r] = known ? Shapes[c].LogDensity(value, ages[r]) - Math.Log(wide * Centre.Columns[c].Deviation * Math.Sqrt(Centre.Effects[siteOf[r]].Variance[c])) : double.NaN;
            }
        });
        return (z, density);
    }

    /// <summary>The value of a measure at an age, of a standard normal value, at an average site.</summary>
    /// <param name="column">Place of the measure.</param>
    /// <param name="kept">Values of the kept columns (<see cref="Covariate.Names"/>), centred as the model does.</param>
    /// <param name="age">Age, years.</param>
    /// <param name="u">Standard normal value: 0 for the median.</param>
    internal double Value(int column, IReadOnlyList<double> kept, double age, double u)
    {
        var c = Centre.Columns[column];
        return c.Mean + c.Coefficients.Zip(kept, (b, k) => b * k).Sum() + (c.Deviation * Shapes[column].Value(u, age));
    }

    private static int[] SitesOf(SubjectTable people, HarmonisationModel centre)
    {
        var places = centre.Sites.Select((s, n) => (s.Name, n)).ToDictionary(p => p.Name, p => p.n, StringComparer.Ordinal);
        return [.. people[centre.Batch].Select((s, r) => centre.Keep.Any(k => SubjectTable.IsMissing(people[k][r])) ? -1 : places.GetValueOrDefault(s, -1))];
    }
}
