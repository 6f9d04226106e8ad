using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Harmonisation;

/// <summary>Fits what sites add to measures and by what they stretch them, on training people alone.</summary>
/// <remarks>
/// Each column is modelled as level, kept columns, shift of the site and noise whose size depends on the site. Shifts and scales are
/// shrunken towards what the site's columns have in common. Nothing that
/// belongs to rows outside of the training rows is looked at. See docs/concepts/harmonisation.md.
/// </remarks>
public static class HarmonisationFit
{
    private const int FewPeople = 10;

    /// <summary>Fits the columns of a table.</summary>
    /// <param name="table">Measures, site and kept columns, one row a subject or scan.</param>
    /// <param name="rows">Which rows are for training.</param>
    /// <param name="options">Columns, method.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">What is asked cannot be fitted; says why and what to do.</exception>
    /// <exception cref="FormatException">A value is no number.</exception>
    public static HarmonisationModel Fit(SubjectTable table, TrainingRows rows, HarmonisationOptions options,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        string?[] roles = [options.Batch, options.Person, .. options.Keep, .. options.Smooth];
        var columns = options.Columns ?? HarmonisationColumns.Of(table, roles.OfType<string>());
        if (columns.Count == 0) throw new ArgumentException($"{table.Name} has no column of measures; name them with option 'columns'.");
        var training = table.Of(rows.Train);
        return Fit(training, columns, [.. columns.Select(training.Numbers)], options, ids =>
            new(ids, table.Name, rows.Rows, rows.HeldOut), parallel);
    }

    /// <summary>Fits columns that lie beside a table of sites and kept columns.</summary>
    /// <param name="people">Sites and kept columns of the training rows.</param>
    /// <param name="columns">Names of the columns to harmonise.</param>
    /// <param name="values">Their values, one array a column, NaN for what is not known.</param>
    /// <param name="options">Method.</param>
    /// <param name="seen">Record of those whom the fit saw.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">What is asked cannot be fitted; says why and what to do.</exception>
    public static HarmonisationModel Fit(
        SubjectTable people, IReadOnlyList<string> columns, IReadOnlyList<double[]> values, HarmonisationOptions options,
            Func<IReadOnlyList<string>, FittedOn> seen, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(seen);
        options = WithCurves(people, options);
        HarmonisationChecks.Options(people, columns, values, options);
        string[] needed = [options.Batch, .. options.Keep, .. options.Smooth, .. new[] { options.Person }.OfType<string>()];
        int[] known = [.. Enumerable.Range(0, people.Ids.Count).Where(r => needed.All(c => !SubjectTable.IsMissing(people[c][r])))];
        if (known.Length == 0) throw new ArgumentException($"{people.Name}: no training row has {string.Join(", ", needed)}.");
        var used = known.Length == people.Ids.Count ? people : people.Of([.. known.Select(r => people.Ids[r])]);
        var sites = HarmonisationChecks.Sites(used, options);
        var covariates = Covariates(used, options);
        var work = new HarmonisationWork(used, sites, covariates, columns, [.. values.Select(v => known.Select(r => v[r]).ToArray())],
            options);
        HarmonisationChecks.Confounded(used, work.SiteOf, covariates);
        var fits = new ColumnFit[columns.Count];
        work.Prepare();
        Slices.For(columns.Count, parallel, c => fits[c] = work.Fit(c));
        var effects = Effects(fits, [.. sites.Select(s => s.Name)], options, parallel);
        var model = new HarmonisationModel
        {
            Method = options.Method,
            Prior = options.Prior,
            MeanOnly = options.MeanOnly,
            Reference = options.Reference,
            Batch = options.Batch,
            Person = options.Person,
            Covariates = covariates,
            Columns = [.. fits.Select(f => f.Column)],
            Sites = sites,
            Effects = effects,
            LeftOut = [.. people.Ids.Except(used.Ids, StringComparer.Ordinal)],
            Notes = [.. Notes(sites, fits), .. Codes(columns, work.Values)],
            FittedOn = seen(used.Ids),
        };
        return options.Method != HarmonisationMethod.CovBat ? model
            : model with
            {
                Components = ComponentFit.Of(model, HarmonisationCorrection.Standardised(used, work.Values, model, work.SiteOf, parallel),
                    work.SiteOf, options.Explained, parallel),
            };
    }

    /// <summary>
    /// The model with one site more, estimated from people of it alone: level, kept effects and deviations of the columns stay as they are,
    /// and the site's shifts and scales are shrunken towards each other.
    /// Those people count as seen from then on.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="people">Sites and kept columns of people of the new site, all of one site.</param>
    /// <param name="values">Their values, one array a column of the model.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Fewer than two people with values, or the site is known already.</exception>
    public static HarmonisationModel Learn(HarmonisationModel model, SubjectTable people, IReadOnlyList<double[]> values,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(people);
        var names = people[model.Batch].Distinct(StringComparer.Ordinal).ToList();
        if (names.Count != 1)
            throw new ArgumentException($"{people.Name}: people of one new site are expected, not of {names.Count}.", nameof(people));
        if (model.Sites.Any(s => s.Name == names[0]))
            throw new ArgumentException($"The model knows site '{names[0]}' already.", nameof(people));
        var at = new int[people.Ids.Count];
        var blank = new SiteEffect([.. model.Columns.Select(_ => 0.0)], [.. model.Columns.Select(_ => 1.0)]);
        var alone = model with { Sites = [(names[0], at.Length)], Effects = [blank], Components = null };
        var z = HarmonisationCorrection.Standardised(people, values, alone, at, parallel);
        var moments = z.Select(c => Moments([.. c.Where(v => !double.IsNaN(v))])).ToArray();
        for (var c = 0; c < z.Length; c++)
        {
            if (model.Columns[c].Deviation > 0 && moments[c].Count < 2)
                throw new ArgumentException(
                    $"{people.Name}: site '{names[0]}' has {moments[c].Count} people with a {model.Columns[c].Column}; a new site is " +
                    $"learned from two or more, better 20.");
        }

        var effect = Shrunken(model, moments, [.. z.Select(c => c.Where(v => !double.IsNaN(v)).ToArray())]);
        var seen = model.FittedOn;
        var learned = model with
        {
            Sites = [.. model.Sites, (names[0], at.Length)],
            Effects = [.. model.Effects, effect],
            FittedOn = new(seen.Ids.Concat(people.Ids), seen.Table,
                $"{seen.Rows}; site {names[0]} learned from {at.Length} of {people.Name}",
                seen.HeldOut.Except(people.Ids, StringComparer.Ordinal)),
        };
        return model.Components is null ? learned : learned with
        {
            Components = ComponentFit.WithSite(model.Components,
                HarmonisationCorrection.Standardised(people, values, alone with { Effects = [effect] }, at, parallel)),
        };
    }

    /// <summary>Shift and variance of a site from its moments.</summary>
    private static SiteEffect Shrunken(HarmonisationModel model, SiteMoments[] moments, double[][] values)
    {
        int[] varying = [.. Enumerable.Range(0, moments.Length).Where(c => model.Columns[c].Deviation > 0)];
        var (shift, scale) = SiteShrinkage.Of([.. varying.Select(c => moments[c])], [.. varying.Select(c => values[c])], model.Prior,
            model.MeanOnly);
        return Spread(moments.Length, varying, shift, scale);
    }

    private static SiteEffect Spread(int columns, int[] varying, double[] shift, double[] scale)
    {
        var (allShift, allScale) = (new double[columns], Enumerable.Repeat(1.0, columns).ToArray());
        for (var n = 0; n < varying.Length; n++)
            (allShift[varying[n]], allScale[varying[n]]) = (shift[n], scale[n]);
        return new(allShift, allScale);
    }

    private static List<SiteEffect> Effects(ColumnFit[] fits, string[] names, HarmonisationOptions options, ParallelOptions? parallel)
    {
        int[] varying = [.. Enumerable.Range(0, fits.Length).Where(c => fits[c].Column.Deviation > 0)];
        if (varying.Length == 0) throw new ArgumentException("Every column is the same for everybody; there is nothing to harmonise.");
        if (varying.Length < 2 && options.Prior != SitePrior.None)
            throw new ArgumentException(
                $"One column ({fits[varying[0]].Column.Column}) gives a site nothing to be shrunken towards; use option 'prior' none, or " +
                $"harmonise more columns.");
        var effects = new SiteEffect[names.Length];
        Slices.For(names.Length, parallel, s =>
        {
            if (fits[varying[0]].Reference == s)
            {
                effects[s] = new([.. fits.Select(_ => 0.0)], [.. fits.Select(_ => 1.0)]);
                return;
            }

            SiteMoments[] moments = [.. varying.Select(c => fits[c].Sites[s])];
            if (!options.MeanOnly && Array.TrueForAll(moments, m => m.Squares <= 1e-20))
                throw new ArgumentException(
                    $"Everybody of site '{names[s]}' has the same measures; it has no scale. Leave it out, or use option 'mean-only'.");
            var (shift, scale) = SiteShrinkage.Of(moments,
                options.Prior == SitePrior.NonParametric
                ? [.. varying.Select(c => fits[c].Standardised(s))] : [], options.Prior, options.MeanOnly);
            effects[s] = Spread(fits.Length, varying, shift, scale);
        });
        return [.. effects];
    }

    // ComBat-GAM without named curves: kept columns of numbers that take enough values to bend.
    private static HarmonisationOptions WithCurves(SubjectTable people, HarmonisationOptions options)
    {
        if (options.Method != HarmonisationMethod.ComBatGam || options.Smooth.Count > 0) return options;
        bool Bends(string c) =>
            people.Has(c) && people.IsNumeric(c)
            && people[c].Where(v => !SubjectTable.IsMissing(v)).Distinct(StringComparer.Ordinal).Skip(HarmonisationColumns.FewestValues - 1)
            .Any();
        return options with { Smooth = [.. options.Keep.Where(Bends)], Keep = [.. options.Keep.Where(c => !Bends(c))] };
    }

    private static List<Covariate> Covariates(SubjectTable used, HarmonisationOptions options) =>
    [
        .. options.Keep.Select(c => Covariate.Of(used, c, false, null)),
        .. options.Smooth.Select((c, n) => Covariate.Of(used, c, true, options.SmoothBounds?[n])),
    ];

    private static IEnumerable<string> Notes(IReadOnlyList<(string Name, int Rows)> sites, ColumnFit[] fits)
    {
        if (fits.Where(f => f.Column.Deviation <= 0).Select(f => f.Column.Column).ToList() is { Count: > 0 } constant)
            yield return $"the same for everybody, left as they are: {string.Join(", ", constant)}";
        if (sites.Where(s => s.Rows < FewPeople).ToList() is { Count: > 0 } small)
            yield return $"sites of fewer than {FewPeople} people, whose effects are hardly known: " +
                $"{string.Join(", ", small.Select(s => $"{s.Name} ({s.Rows})"))}";
    }

    // Taken as measured, as a benchmark does: a structure may really be absent.
    private static IEnumerable<string> Codes(IReadOnlyList<string> columns, double[][] values)
    {
        var found = columns.Zip(values, (c, v) => (c, Codes: MissingCode.Find(v))).Where(f => f.Codes.Count > 0)
            .Select(f => $"{f.c} {string.Join(" and ", f.Codes)} ({f.Codes.Sum(k => k.Count)} times)").ToList();
        if (found.Count > 0)
            yield return $"numbers that look like codes for missing and are taken as measured (write n/a where nothing was): " +
                $"{string.Join(", ", found.Take(6))}{(found.Count > 6 ? $" and {found.Count - 6} more columns" : "")}";
    }

    internal static SiteMoments Moments(double[] values)
    {
        if (values.Length == 0) return new(0, 0, 0);
        var mean = values.Average();
        return new(values.Length, mean, values.Sum(v => (v - mean) * (v - mean)));
    }

    /// <summary>A column's fit with what each site's standardised values say.</summary>
    internal sealed record ColumnFit(HarmonisedColumn Column, SiteMoments[] Sites, int Reference, double[] Z, int[] SiteOfZ)
    {
        public double[] Standardised(int site) => [.. Z.Where((_, r) => SiteOfZ[r] == site)];
    }
}
