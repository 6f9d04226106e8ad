using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Statistics.Designs;

/// <summary>Makes design matrices from tables.</summary>
public static class DesignBuilder
{
    private const int MostLevels = 50;

    /// <summary>
    /// The design of a formula. A column whose every value is a number is one; any other is categorical, and so is <c>C(column)</c>.
    /// </summary>
    /// <param name="table">One row a subject.</param>
    /// <param name="formula">The model.</param>
    /// <exception cref="ArgumentException">An unknown column, a missing value (subject and column are named), a constant column, a
    /// rank-deficient design, too few subjects.</exception>
    public static Design Build(SubjectTable table, Formula formula)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(formula);
        Refuse(table, formula);
        var variables = formula.Terms.SelectMany(t => t).Distinct().ToDictionary(v => v, v => Coded.Of(table, v));
        var (names, columns, terms) = (new List<string>(), new List<double[]>(), new List<DesignTerm>());
        foreach (var term in formula.Terms)
        {
            var parts = new List<(string Name, double[] Values)> { ("", [.. Enumerable.Repeat(1.0, table.Ids.Count)]) };
            foreach (var variable in term)
                parts = [.. parts.SelectMany(
                    a => variables[variable].Columns.Select(
                        b => (a.Name.Length == 0 ? b.Name : $"{a.Name}:{b.Name}", a.Values.Zip(b.Values, (x, y) => x * y).ToArray())))];
            terms.Add(new(string.Join(':', term.Select(v => v.Column)), [.. Enumerable.Range(names.Count, parts.Count)]));
            names.AddRange(parts.Select(p => p.Name));
            columns.AddRange(parts.Select(p => p.Values));
        }

        if (formula.Intercept)
        {
            names.Add("intercept");
            columns.Add([.. Enumerable.Repeat(1.0, table.Ids.Count)]);
        }

        return new(
            table.Ids, names, [.. columns], terms,
            [.. variables.Values.Select(c => c.Factor).OfType<Factor>().DistinctBy(f => f.Column)],
            variables.Where(v => v.Value.Factor is null).ToDictionary(v => v.Key.Column, v => v.Value.Mean, StringComparer.Ordinal));
    }

    private static void Refuse(SubjectTable table, Formula formula)
    {
        var missing = new List<string>();
        foreach (var column in formula.Columns)
        {
            var values = table[column];
            for (var n = 0; n < values.Count; n++)
                if (SubjectTable.IsMissing(values[n])) missing.Add($"{table.Ids[n]} has no {column}");
        }

        if (missing.Count > 0)
            throw new ArgumentException(
                $"{table.Name} has missing values: " +
                    $"{string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? $" and {missing.Count - 5} more" : "")}; fill them in, " +
                    "or leave out the subjects or columns.");
    }

    private sealed record Coded(IReadOnlyList<(string Name, double[] Values)> Columns, Factor? Factor, double Mean)
    {
        public static Coded Of(SubjectTable table, Variable variable)
        {
            var text = table[variable.Column];
            var numbers = new double[text.Count];
            var numeric = !variable.Categorical;
            for (var n = 0; n < text.Count && numeric; n++)
                numeric = double.TryParse(text[n], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[n])
                    && double.IsFinite(numbers[n]);
            return numeric ? Numeric(table, variable.Column, numbers) : Categorical(table, variable.Column, text);
        }

        private static Coded Numeric(SubjectTable table, string column, double[] values)
        {
            var mean = values.Average();
            if (values.Max() - values.Min() <= 1e-12 * Math.Max(1, Math.Abs(mean)))
                throw new ArgumentException(
                    $"{table.Name}: '{column}' is {values[0]:g6} for every subject; a constant column says nothing beside the intercept.");
            return new([(column, [.. values.Select(v => v - mean)])], null, mean);
        }

        private static Coded Categorical(SubjectTable table, string column, IReadOnlyList<string> values)
        {
            LevelSpelling.Check(table.Name, column, values);
            var levels = values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
            if (levels.Length == 1)
                throw new ArgumentException($"{table.Name}: '{column}' is '{levels[0]}' for every subject; there is nothing to compare.");
            if (levels.Length > MostLevels || levels.Length == values.Count)
            {
                var odd = Enumerable.Range(0, values.Count)
                    .First(n => !double.TryParse(values[n], NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                        || levels.Length == values.Count);
                throw new ArgumentException(
                    $"{table.Name}: '{column}' has {levels.Length} different values that are not all numbers (such as '{values[odd]}' of " +
                        $"{table.Ids[odd]}); too many for categories.");
            }

            var columns = levels.Skip(1)
                .Select(level => ($"{column}[{level}]",
                    values.Select(v => string.Equals(v, level, StringComparison.Ordinal) ? 1.0 : 0).ToArray()));
            return new([.. columns],
                new(column, levels, [.. levels.Select(l => values.Count(v => string.Equals(v, l, StringComparison.Ordinal)))]), 0);
        }
    }
}
