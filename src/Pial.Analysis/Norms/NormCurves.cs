using System.Globalization;
using System.Text;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Norms;

/// <summary>Centile curves of a measure over age, at an average site.</summary>
public static class NormCurves
{
    /// <summary>The curves: one array of values, in units of the measure, a standard normal value.</summary>
    /// <param name="model">The norms.</param>
    /// <param name="measure">The measure.</param>
    /// <param name="at">Values of kept columns (<c>sex</c>: <c>F</c>); of those not named the first level, or the mean.</param>
    /// <param name="ages">Ages, years.</param>
    /// <param name="normals">Standard normal values: 0 for the median, −1.645 for the 5th centile. One a curve, or where there is a person one an age (see <paramref name="paired"/>).</param>
    /// <param name="paired">Whether each age has its own normal value; there is then one array.</param>
    /// <exception cref="ArgumentException">No such measure, column or level.</exception>
    public static double[][] Of(NormModel model, string measure, IReadOnlyDictionary<string, string> at, IReadOnlyList<double> ages, IReadOnlyList<double> normals, bool paired = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(ages);
        ArgumentNullException.ThrowIfNull(normals);
        var column = model.Centre.Columns.Select((c, n) => (c.Column, n)).Where(c => c.Column == measure).Select(c => c.n).FirstOrDefault(-1);
        if (column < 0) throw new ArgumentException($"The norms have no measure '{measure}'; they have {string.Join(", ", model.Centre.Columns.Take(8).Select(c => c.Column))}{(model.Centre.Columns.Count > 8 ? ", …" : "")}.");
        if (at.Keys.FirstOrDefault(k => !model.Centre.Keep.Contains(k, StringComparer.Ordinal) || k == model.Age) is { } odd)
            throw new ArgumentException($"The norms do not depend on '{odd}'; they depend on {string.Join(", ", model.Centre.Keep)}.");
        var people = People(model, at, ages);
        double[][] kept = [.. model.Centre.Covariates.SelectMany(c => c.Values(people))];
        double[] Kept(int r) => [.. kept.Select(k => k[r])];
        if (paired) return [[.. ages.Select((a, r) => model.Value(column, Kept(r), a, normals[r]))]];
        return [.. normals.Select(u => ages.Select((a, r) => model.Value(column, Kept(r), a, u)).ToArray())];
    }

    private static SubjectTable People(NormModel model, IReadOnlyDictionary<string, string> at, IReadOnlyList<double> ages)
    {
        var others = model.Centre.Covariates.Where(c => c.Column != model.Age).ToList();
        var text = new StringBuilder("row\t").AppendJoin('\t', others.Select(c => c.Column).Prepend(model.Age)).Append('\n');
        for (var r = 0; r < ages.Count; r++)
            text.Append(CultureInfo.InvariantCulture, $"r{r}\t{ages[r]:R}").Append(string.Concat(others.Select(c => "\t" + (at.TryGetValue(c.Column, out var v) ? v : c.IsWords ? c.Levels[0] : c.Means[0].ToString("R", CultureInfo.InvariantCulture))))).Append('\n');
        return SubjectTable.Parse(text.ToString(), "chart", "row");
    }
}
