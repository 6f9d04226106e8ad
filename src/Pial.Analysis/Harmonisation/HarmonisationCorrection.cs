using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Harmonisation;

/// <summary>What is done with people of a site that a model does not know.</summary>
public enum UnknownSite
{
    /// <summary>An error that names the sites.</summary>
    Refuse,

    /// <summary>Their site is estimated from them, or from those of them who are named.</summary>
    Learn,

    /// <summary>They stay as they are.</summary>
    Leave,
}

/// <summary>A harmonised table and what a reader must know of it.</summary>
/// <param name="Table">The table; other columns as they were.</param>
/// <param name="Model">The model, with the sites that were learned.</param>
/// <param name="SeenByFit">People the fit had seen.</param>
/// <param name="Unknown">Rows without a site or a kept value: n/a in the harmonised columns.</param>
/// <param name="Learned">Sites that were learned here, and from how many people.</param>
/// <param name="Left">Rows of unknown sites that stay as they are.</param>
/// <param name="Outside">Rows whose kept value lies outside of the range the fit saw, and of which column: lines go on, curves stay at
/// their end.</param>
/// <param name="MissingValues">Values that were not known and stay so.</param>
public sealed record Harmonised(SubjectTable Table, HarmonisationModel Model, IReadOnlyList<string> SeenByFit,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<(string Site, int People)> Learned, IReadOnlyList<string> Left,
        IReadOnlyList<(string Id, string Column, double Value)> Outside, int MissingValues);

/// <summary>Takes sites out of measures with a fitted model.</summary>
public static class HarmonisationCorrection
{
    /// <summary>Harmonises a table.</summary>
    /// <param name="table">A table with the model's columns.</param>
    /// <param name="model">The model.</param>
    /// <param name="unknown">What is done with sites that the model does not know.</param>
    /// <param name="teachers">Ids of those from whom a new site is learned; null for all of the site.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">A column or a site is missing or unknown, or a site has too few people to be
    /// learned.</exception>
    /// <exception cref="FormatException">A value is no number.</exception>
    public static Harmonised Apply(SubjectTable table, HarmonisationModel model, UnknownSite unknown = UnknownSite.Refuse,
        IReadOnlyCollection<string>? teachers = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        foreach (var column in model.Columns.Select(c => c.Column).Concat(model.Keep).Append(model.Batch))
            if (!table.Has(column)) throw new ArgumentException($"{table.Name} has no column '{column}', which the model needs.");
        double[][] values = [.. model.Columns.Select(c => table.Numbers(c.Column))];
        var seen = model.FittedOn.SeenAmong(table.Ids);
        var used = unknown == UnknownSite.Learn ? WithSites(table, values, model, teachers, parallel) : model;
        var (siteOf, missing) = SitesOf(table, used);
        Refuse(table, used, siteOf, missing, unknown);
        var harmonised = Apply(table, values, used, siteOf, missing, parallel);
        var result = table;
        for (var c = 0; c < harmonised.Length; c++)
            result = result.With(model.Columns[c].Column, harmonised[c]);
        return new(result, used, seen, [.. Ids(table, r => missing[r])],
        [.. used.Sites.Skip(model.Sites.Count).Select(s => (s.Name, s.Rows))],
            [.. Ids(table, r => siteOf[r] < 0 && !missing[r])], Outside(table, model), values.Sum(v => v.Count(double.IsNaN)));
    }

    /// <summary>
    /// Harmonises values that lie beside a table of sites and kept columns; rows of unknown sites stay as they are, rows without a site or
    /// a kept value become NaN.
    /// </summary>
    /// <param name="people">Sites and kept columns.</param>
    /// <param name="values">One array a column of the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static double[][] Values(SubjectTable people, IReadOnlyList<double[]> values, HarmonisationModel model,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(model);
        var (siteOf, missing) = SitesOf(people, model);
        return Apply(people, values, model, siteOf, missing, parallel);
    }

    /// <summary>The sites of a table that a model does not know, with how many rows each has.</summary>
    public static IReadOnlyList<(string Site, int Rows)> UnknownSites(SubjectTable table, HarmonisationModel model)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        var known = model.Sites.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        return [.. table[model.Batch].Where(s => !SubjectTable.IsMissing(s) && !known.Contains(s)).CountBy(s => s, StringComparer.Ordinal)
            .OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value))];
    }

    /// <summary>
    /// Values without level, kept columns, people's own levels and the sites' shift and scale, in the columns' deviations; NaN for what is
    /// not known.
    /// </summary>
    internal static double[][] Standardised(SubjectTable people, IReadOnlyList<double[]> values, HarmonisationModel model, int[] siteOf,
        ParallelOptions? parallel)
    {
        var expected = Expected(people, values, model, siteOf, parallel);
        var z = new double[values.Count][];
        Slices.For(values.Count, parallel, c =>
        {
            var deviation = model.Columns[c].Deviation;
            z[c] = new double[siteOf.Length];
            for (var r = 0; r < siteOf.Length; r++)
            {
                z[c][r] = deviation <= 0 ? 0 : siteOf[r] < 0 ? (values[c][r] - expected[c][r]) / deviation
                    : (((values[c][r] - expected[c][r]) / deviation) - model.Effects[siteOf[r]]
                        .Shift[c]) / Math.Sqrt(model.Effects[siteOf[r]].Variance[c]);
            }
        });
        return z;
    }

    private static double[][] Apply(SubjectTable people, IReadOnlyList<double[]> values, HarmonisationModel model, int[] siteOf,
        bool[] missing, ParallelOptions? parallel)
    {
        var z = Standardised(people, values, model, siteOf, parallel);
        if (model.Components is { } components) ComponentFit.Apply(components, z, siteOf);
        var expected = Expected(people, values, model, siteOf, parallel);
        var made = new double[values.Count][];
        Slices.For(values.Count, parallel, c =>
        {
            made[c] = new double[siteOf.Length];
            for (var r = 0; r < siteOf.Length; r++)
            {
                var asIs = siteOf[r] < 0 || model.Columns[c].Deviation <= 0 || model.Sites[siteOf[r]].Name == model.Reference;
                made[c][r] = missing[r] ? double.NaN : asIs ? values[c][r] : expected[c][r] + (z[c][r] * model.Columns[c].Deviation);
            }
        });
        return made;
    }

    // Level, kept columns, and in longitudinal ComBat the person's own level as predicted from the person's scans in this table.
    private static double[][] Expected(SubjectTable people, IReadOnlyList<double[]> values, HarmonisationModel model, int[] siteOf,
        ParallelOptions? parallel)
    {
        double[][] kept = [.. model.Covariates.SelectMany(c => c.Values(people))];
        var persons = model.Method != HarmonisationMethod.Longitudinal ? null
            : Enumerable.Range(0, siteOf.Length)
                .GroupBy(r => model.Person is { } column ? people[column][r] : SubjectKey.Of(people.Ids[r]), StringComparer.Ordinal)
                .Select(g => g.ToArray()).ToArray();
        var expected = new double[values.Count][];
        Slices.For(values.Count, parallel, c =>
        {
            var (column, line) = (model.Columns[c], new double[siteOf.Length]);
            for (var r = 0; r < line.Length; r++)
            {
                line[r] = column.Mean;
                for (var k = 0; k < kept.Length; k++)
                    line[r] += column.Coefficients[k] * kept[k][r];
            }

            foreach (var scans in persons ?? [])
            {
                int[] known = [.. scans.Where(r => siteOf[r] >= 0 && !double.IsNaN(values[c][r]) && !double.IsNaN(line[r]))];
                var sum = known.Sum(r => values[c][r] - line[r] - (model.Effects[siteOf[r]].Shift[c] * column.Deviation));
                foreach (var r in scans)
                    line[r] += column.BetweenPeople * sum / (1 + (known.Length * column.BetweenPeople));
            }

            expected[c] = line;
        });
        return expected;
    }

    private static HarmonisationModel WithSites(SubjectTable table, double[][] values, HarmonisationModel model,
        IReadOnlyCollection<string>? teachers, ParallelOptions? parallel)
    {
        var (batch, learned) = (table[model.Batch], model);
        var (_, missing) = SitesOf(table, model);
        foreach (var (site, rows) in UnknownSites(table, model))
        {
            int[] from = [.. Enumerable.Range(0, table.Ids.Count)
                .Where(r => batch[r] == site && !missing[r] && teachers?.Contains(table.Ids[r]) != false)];
            if (from.Length < 2)
                throw new ArgumentException(
                    $"{table.Name}: {from.Length} of the {rows} people of the new site '{site}' can teach it; two or more are needed, " +
                    $"better 20.");
            learned = HarmonisationFit.Learn(learned, table.Of([.. from.Select(r => table.Ids[r])]),
                [.. values.Select(v => from.Select(r => v[r]).ToArray())], parallel);
        }

        return learned;
    }

    private static (int[] SiteOf, bool[] Missing) SitesOf(SubjectTable table, HarmonisationModel model)
    {
        var places = model.Sites.Select((s, n) => (s.Name, n)).ToDictionary(p => p.Name, p => p.n, StringComparer.Ordinal);
        var batch = table[model.Batch];
        string[] needed = [model.Batch, .. model.Keep,
            .. model.Method == HarmonisationMethod.Longitudinal && model.Person is { } person ? [person] : Array.Empty<string>()];
        bool[] missing = [.. Enumerable.Range(0, table.Ids.Count).Select(r => needed.Any(c => SubjectTable.IsMissing(table[c][r])))];
        return ([.. batch.Select((s, r) => missing[r] ? -1 : places.GetValueOrDefault(s, -1))], missing);
    }

    private static void Refuse(SubjectTable table, HarmonisationModel model, int[] siteOf, bool[] missing, UnknownSite unknown)
    {
        if (unknown == UnknownSite.Leave || !Enumerable.Range(0, siteOf.Length).Any(r => siteOf[r] < 0 && !missing[r])) return;
        var sites = UnknownSites(table, model);
        throw new ArgumentException(
            $"{table.Name}: the model does not know {(sites.Count == 1 ? "site" : $"{sites.Count} sites")} " +
                $"{string.Join(", ", sites.Take(6).Select(s => $"'{s.Site}' ({s.Rows} rows)"))}{(sites.Count > 6 ? ", …" : "")}; it was " +
                $"fitted on {string.Join(", ", model.Sites.Take(8).Select(s => s.Name))}{(model.Sites.Count > 8 ? ", …" : "")}. Use " +
                $"option 'new-site' learn to estimate {(sites.Count == 1 ? "it" : "them")} from people of this table, or option " +
                "'new-site' leave.");
    }

    private static List<(string Id, string Column, double Value)> Outside(SubjectTable table, HarmonisationModel model)
    {
        var outside = new List<(string, string, double)>();
        foreach (var covariate in model.Covariates.Where(c => !c.IsWords))
        {
            var values = table.Numbers(covariate.Column);
            for (var r = 0; r < values.Length; r++)
                if (values[r] < covariate.Least || values[r] > covariate.Most) outside.Add((table.Ids[r], covariate.Column, values[r]));
        }

        return outside;
    }

    private static IEnumerable<string> Ids(SubjectTable table, Func<int, bool> which) => table.Ids.Where((_, r) => which(r));
}
