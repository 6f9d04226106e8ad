using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <summary>
/// Rows of a table that are the same person under two ids, told by their numbers: identical in every column, or within a thousandth of the
/// columns' spread in many (one table written with other digits). Rows that agree
/// by chance, because the columns have few values, do not count: the agreement must be rarer than one such pair in a thousand tables.
/// </summary>
public static class RowTwins
{
    private const double Near = 1e-3; // of a column's spread
    private const int NearColumns = 8;
    private const double Rarity = 10; // bits: 1 in 1024

    /// <summary>Twins among the rows of a matrix; of rotated maps, rows that coincide.</summary>
    public static IReadOnlyList<(int First, int Second)> Find(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return features.Rotated ? Coinciding(features) : Find([.. Enumerable.Range(0, features.Columns).Select(features.Column)]);
    }

    /// <summary>Twins among the rows of columns.</summary>
    /// <param name="columns">Numbers, NaN for what is not known; all of one length.</param>
    /// <returns>Pairs of rows, the first the smaller; of several identical rows each with the first of them.</returns>
    public static IReadOnlyList<(int First, int Second)> Find(IReadOnlyList<double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0 || columns[0].Length < 2) return [];
        var measured = columns.Select(c => new Measured(c)).Where(m => m.Spread > 0).ToList();
        if (measured.Count == 0) return [];
        var n = columns[0].Length;
        var needed = Math.Log2(n * (n - 1.0) / 2) + Rarity;
        var pairs = new List<(int, int)>();
        foreach (var group in Enumerable.Range(0, n).GroupBy(r => RowHash(measured, r)).Where(g => g.Skip(1).Any()))
        {
            int[] rows = [.. group];
            for (var k = 1; k < rows.Length; k++)
                if (Array.FindIndex(rows, 0, k, a => measured.TrueForAll(m => m.Same(a, rows[k]))) is >= 0 and var at
                    && measured.Sum(m => m.Bits(rows[at])) >= needed) pairs.Add((rows[at], rows[k]));
        }

        pairs.AddRange(NearlyEqual(measured, n, needed));
        return pairs;
    }

    private static int RowHash(List<Measured> columns, int row)
    {
        var hash = default(HashCode);
        foreach (var column in columns)
            hash.Add(column.Values[row]);
        return hash.ToHashCode();
    }

    // Neighbours in one column are compared in all; what is exactly equal was judged already.
    private static IEnumerable<(int First, int Second)> NearlyEqual(List<Measured> columns, int rows, double needed)
    {
        var fine = columns.Where(c => c.Scale > 0).ToList();
        if (fine.Count < NearColumns) yield break;
        var lead = fine.OrderByDescending(c => c.Distinct).First();
        int[] order = [.. Enumerable.Range(0, rows).Where(r => !double.IsNaN(lead.Values[r])).OrderBy(r => lead.Values[r])];
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && lead.Values[order[j]] - lead.Values[order[i]] <= Near * lead.Scale; j++)
            {
                var (a, b) = (Math.Min(order[i], order[j]), Math.Max(order[i], order[j]));
                if (!columns.TrueForAll(c => c.Same(a, b) || c.Close(a, b)) || columns.TrueForAll(c => c.Same(a, b))) continue;
                if (fine.Count(c => c.Close(a, b) && !double.IsNaN(c.Values[a])) >= NearColumns
                    && columns.Sum(c => c.Same(a, b) ? Math.Min(10, c.Bits(a)) : 9) >= needed + 20) yield return (a, b);
            }
        }
    }

    private static List<(int First, int Second)> Coinciding(FeatureMatrix maps)
    {
        // The variances of the columns add up to 1000, so two people are some 2000 apart.
        const double Apart = 0.01;
        var pairs = new List<(int, int)>();
        int[] order = [.. Enumerable.Range(0, maps.Rows).OrderBy(r => maps[r, 0])];
        for (var i = 0; i < order.Length; i++)
        {
            for (var j = i + 1; j < order.Length && maps[order[j], 0] - maps[order[i], 0] <= Math.Sqrt(Apart); j++)
            {
                var (a, b, sum) = (order[i], order[j], 0.0);
                for (var c = 0; c < maps.Columns && sum <= Apart; c++)
                    sum += (maps[a, c] - maps[b, c]) * (maps[a, c] - maps[b, c]);
                if (sum <= Apart) pairs.Add((Math.Min(a, b), Math.Max(a, b)));
            }
        }

        return pairs;
    }

    // A column with what is needed to say how rare an agreement is.
    private sealed class Measured
    {
        private readonly Dictionary<double, int> counts = [];
        private readonly double known, fineBits;

        public Measured(double[] values)
        {
            Values = values;
            double[] sorted = [.. values.Where(double.IsFinite).Order()];
            foreach (var v in sorted) counts[v] = counts.GetValueOrDefault(v) + 1;
            known = sorted.Length;
            if (sorted.Length < 2) return;
            var mean = sorted.Average();
            Spread = Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1));
            Scale = (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / 1.349;
            // Two draws of a normal distribution, written to a step, are equal with probability step / (2 √π σ).
            fineBits = Math.Clamp(Math.Log2(2 * Math.Sqrt(Math.PI) * (Scale > 0 ? Scale : Spread) / Step(counts.Keys)), 0, 40);
        }

        public double[] Values { get; }

        public double Spread { get; }

        public double Scale { get; }

        public int Distinct => counts.Count;

        public bool Same(int a, int b) => Values[a].Equals(Values[b]);

        public bool Close(int a, int b) => Math.Abs(Values[a] - Values[b]) <= Near * Scale;

        // How surprising it is that another row has this row's value too.
        public double Bits(int row)
        {
            if (!counts.TryGetValue(Values[row], out var held)) return 0;
            return held > 2 ? Math.Log2(known / held) : fineBits;
        }

        private static double Step(IEnumerable<double> values)
        {
            var step = 1.0;
            foreach (var v in values)
                while (step > 1e-9 && Math.Abs((v / step) - Math.Round(v / step)) > 1e-6) step /= 10;
            return step;
        }
    }
}
