using Pial.Analysis.Tables;

namespace Pial.Analysis.Harmonisation;

/// <summary>What a harmonisation refuses, in words that say what to do.</summary>
internal static class HarmonisationChecks
{
    /// <summary>Options that contradict each other or the table.</summary>
    public static void Options(SubjectTable people, IReadOnlyList<string> columns, IReadOnlyList<double[]> values,
        HarmonisationOptions options)
    {
        string[] kept = [.. options.Keep, .. options.Smooth];
        foreach (var column in kept.Prepend(options.Batch).Concat(new[] { options.Person }.OfType<string>()))
            if (!people.Has(column))
                throw new ArgumentException(
                    $"{people.Name} has no column '{column}'; it has " +
                    $"{string.Join(", ", people.Columns.Take(12))}{(people.Columns.Count > 12 ? ", …" : "")}.");
        if (kept.Distinct(StringComparer.Ordinal).Count() < kept.Length)
            throw new ArgumentException("A column is kept twice; name it once, in option 'keep' or in option 'smooth'.");
        if (kept.Contains(options.Batch, StringComparer.Ordinal))
            throw new ArgumentException($"'{options.Batch}' is the site itself; it cannot be taken out and kept.");
        var odd = columns.FirstOrDefault(c => c == options.Batch || kept.Contains(c, StringComparer.Ordinal));
        if (odd is not null)
            throw new ArgumentException($"'{odd}' is site or kept column; it cannot be harmonised too. Take it out of option 'columns'.");
        if (columns.Distinct(StringComparer.Ordinal).Count() < columns.Count)
            throw new ArgumentException("A column is to be harmonised twice.");
        var gam = options.Method == HarmonisationMethod.ComBatGam;
        if (gam && options.Smooth.Count == 0)
            throw new ArgumentException("ComBat-GAM needs a column to keep as a curve: option 'smooth' age.");
        if (!gam && options.Smooth.Count > 0)
            throw new ArgumentException(
                "Curves (option 'smooth') are ComBat-GAM's: add option 'method' combat-gam, or keep the column as a line with option " +
                    "'keep'.");
        if (options.SmoothBounds is { } bounds && bounds.Count != options.Smooth.Count)
            throw new ArgumentException($"{bounds.Count} ranges for {options.Smooth.Count} curves; one each is expected.");
        if (options.Smoothing is { } weights
            && (weights.Any(w => !(w >= 0) || !double.IsFinite(w))
            || (weights.Count != 1 && (weights.Count != columns.Count || options.Smooth.Count != 1))))
            throw new ArgumentException(
                $"{weights.Count} smoothing weights; one for all, or with one curve one a column ({columns.Count}), each 0 or more.");
        if (options.Method == HarmonisationMethod.Longitudinal && options.Reference is not null)
            throw new ArgumentException("Longitudinal ComBat has no reference site.");
        if (!(options.Explained is > 0 and <= 1)) throw new ArgumentException("The share of variance of CovBat must lie between 0 and 1.");
        if (values.Count != columns.Count || values.Any(v => v.Length != people.Ids.Count))
            throw new ArgumentException("Values do not fit rows and columns.", nameof(values));
    }

    /// <summary>The sites, in ordinal order.</summary>
    public static IReadOnlyList<(string Name, int Rows)> Sites(SubjectTable used, HarmonisationOptions options)
    {
        LevelSpelling.Check(used.Name, options.Batch, used[options.Batch]);
        var sites = used[options.Batch].CountBy(s => s, StringComparer.Ordinal).OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => (Name: s.Key, Rows: s.Value)).ToList();
        if (sites.Count < 2)
            throw new ArgumentException(
                $"{used.Name}: '{options.Batch}' is '{sites[0].Name}' in all training rows; there is nothing to harmonise.");
        var alone = sites.Where(s => s.Rows < 2).Select(s => s.Name).ToList();
        if (alone.Count > 0 && !options.MeanOnly)
        {
            throw new ArgumentException(
                $"{used.Name}: {(alone.Count == 1 ? "site" : $"{alone.Count} sites")} " +
                    $"{string.Join(", ", alone.Take(6).Select(a => $"'{a}'"))}{(alone.Count > 6 ? ", …" : "")} " +
                    $"{(alone.Count == 1 ? "has" : "have")} one training row, and no scale can be told from one. Leave " +
                    $"{(alone.Count == 1 ? "it" : "them")} out, join sites, or use option 'mean-only'.");
        }

        if (options.Reference is { } reference && !sites.Exists(s => s.Name == reference))
            throw new ArgumentException(
                $"{used.Name}: no training row is of the reference site '{reference}'; there are " +
                $"{string.Join(", ", sites.Take(12).Select(s => s.Name))}{(sites.Count > 12 ? ", …" : "")}.");
        return sites;
    }

    /// <summary>Kept columns that do not vary within any site.</summary>
    public static void Confounded(SubjectTable used, int[] siteOf, IReadOnlyList<Covariate> covariates)
    {
        foreach (var covariate in covariates)
        {
            var values = (covariate with { Spline = null }).Values(used);
            for (var k = 0; k < values.Length; k++)
            {
                var constant = Enumerable.Range(0, siteOf.Length).GroupBy(r => siteOf[r])
                    .All(g => g.Max(r => values[k][r]) - g.Min(r => values[k][r]) <= 1e-12);
                if (!constant) continue;
                var what = covariate.IsWords ? $"level '{covariate.Levels[k + 1]}' of '{covariate.Column}'" : $"'{covariate.Column}'";
                throw new ArgumentException(
                    $"{used.Name}: {what} is the same for everybody of a site, in every site: its effect and the sites' cannot be told " +
                    $"apart (confounded). Take it out of option 'keep', or add sites where it varies.");
            }
        }
    }

    /// <summary>Sites that have too few values of a column.</summary>
    public static void Column(SubjectTable people, string column, double[] values, int[] rows, int[] siteOf,
        IReadOnlyList<(string Name, int Rows)> sites, HarmonisationOptions options)
    {
        var odd = Array.FindIndex(values, double.IsInfinity);
        if (odd >= 0) throw new ArgumentException($"{people.Name}: {column} of {people.Ids[odd]} is infinite.");
        if (rows.Length == values.Length) return;
        var counts = new int[sites.Count];
        foreach (var r in rows)
            counts[siteOf[r]]++;
        var least = options.MeanOnly ? 1 : 2;
        var few = Array.FindIndex(counts, n => n < least);
        if (few >= 0)
            throw new ArgumentException(
                $"{people.Name}: {counts[few]} of {sites[few].Rows} training rows of site '{sites[few].Name}' have a {column}; {least} " +
                $"or more are needed. Leave out the column or the site.");
        if (options.Method == HarmonisationMethod.CovBat)
        {
            var row = Array.FindIndex(values, double.IsNaN);
            throw new ArgumentException(
                $"{people.Name}: {people.Ids[row]} has no {column}; CovBat needs every value of every training row.");
        }
    }
}
