using System.Globalization;
using System.Text;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests.Harmonisation;

/// <summary>A cohort whose sites add a known shift and stretch a known scale; thickness falls with age.</summary>
internal static class Cohort
{
    public const int Columns = 12;

    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Columns).Select(c => $"r{c:00}_thickness")];

    /// <summary>A table.</summary>
    /// <param name="people">People of each site.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="bend">Whether age bends.</param>
    /// <param name="visits">Scans of each person, in turn at the sites.</param>
    /// <param name="change">Changes a row's cells before it is written: column name to text.</param>
    public static SubjectTable Make(int[] people, int seed = 1, bool bend = false, int visits = 1, Action<int, Dictionary<string,
        string>>? change = null)
    {
        var random = new Random(seed);
        var text = new StringBuilder().AppendJoin('\t', Names.Prepend("sex").Prepend("age").Prepend("site").Prepend("participant_id"))
            .Append('\n');
        var n = 0;
        for (var s = 0; s < people.Length; s++)
        {
            for (var p = 0; p < people[s]; p++, n++)
            {
                var (age, sex, own) = (20 + (50 * random.NextDouble()) + (3 * s), random.Next(2), Normal(random));
                for (var v = 0; v < visits; v++)
                {
                    var site = (s + v) % people.Length;
                    var cells = new Dictionary<string,
                        string>(StringComparer.Ordinal)
                    {
                        ["site"] = $"site{site}",
                        ["age"] = Text(age + v),
                        ["sex"] = sex == 0 ? "F" : "M"
                    };
                    for (var c = 0; c < Columns; c++)
                    {
                        var effect = (-0.005 * (age + v - 45)) - (bend ? 0.0004 * (age + v - 45) * (age + v - 45) : 0) + (0.05 * sex);
                        var noise = (0.1 * (1 + (0.5 * site)) * Normal(random)) + (visits > 1 ? 0.2 * own : 0);
                        cells[Names[c]] = Text(2.5 + (0.1 * c) + effect + (Shift(site) * (1 + (0.1 * c))) + noise);
                    }

                    change?.Invoke(n, cells);
                    text.Append(CultureInfo.InvariantCulture, $"sub-{n:000}{(visits > 1 ? $"_ses-{v + 1}" : "")}\t")
                        .AppendJoin('\t', Names.Prepend("sex").Prepend("age").Prepend("site").Select(k => cells[k])).Append('\n');
                }
            }
        }

        return SubjectTable.Parse(text.ToString(), "cohort.tsv");
    }

    public static double Shift(int site) => 0.3 * ((site % 3) - 1);

    /// <summary>Mean of a column at each site, less what age and sex make of it.</summary>
    public static double[] Levels(SubjectTable table, string column)
    {
        var (values, ages) = (table.Numbers(column), table.Numbers("age"));
        return [.. Enumerable.Range(0, values.Length).GroupBy(r => table["site"][r]).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Average(r => values[r] + (0.005 * (ages[r] - 45)) - (table["sex"][r] == "M" ? 0.05 : 0)))];
    }

    public static double Slope(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (mx, my) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum() / x.Sum(a => (a - mx) * (a - mx));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
