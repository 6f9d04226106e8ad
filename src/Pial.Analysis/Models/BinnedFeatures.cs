using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Analysis.Models;

/// <summary>
/// Features as at most 255 bins a column, for trees: a bin for every distinct value where there are no more, cut half-way between
/// neighbours, else cut at percentiles of the training rows; as scikit-learn's histogram-based gradient boosting.
/// </summary>
internal sealed class BinnedFeatures
{
    private const int MostBins = BinSums.Bins - 1;
    private readonly byte[][] bins;

    private readonly (double Low, double High)[][] ranges;

    private BinnedFeatures(double[][] cuts, byte[][] bins, (double, double)[][] ranges, int rows) =>
        (Cuts, this.bins, this.ranges, Rows) = (cuts, bins, ranges, rows);

    public int Rows { get; }

    public int Columns => bins.Length;

    /// <summary>For each column its cuts, rising: a value in bin b is at most cut b, and above cut b − 1.</summary>
    public double[][] Cuts { get; }

    public ReadOnlySpan<byte> Column(int column) => bins[column];

    /// <summary>Half-way between the training values of two bins, as if the bins between them were not there.</summary>
    public double Between(int column, int lower, int upper) => (ranges[column][lower].High + ranges[column][upper].Low) / 2;

    public static BinnedFeatures Of(FeatureMatrix x, ParallelOptions? parallel)
    {
        var (cuts, bins, ranges) = (new double[x.Columns][], new byte[x.Columns][], new (double, double)[x.Columns][]);
        Slices.For((x.Columns + 15) / 16, parallel, s =>
        {
            for (var c = s * 16; c < Math.Min(x.Columns, (s + 1) * 16); c++)
            {
                var column = x.Column(c);
                cuts[c] = CutsOf(column);
                bins[c] = new byte[column.Length];
                ranges[c] = [.. Enumerable.Repeat((double.PositiveInfinity, double.NegativeInfinity), cuts[c].Length + 1)];
                for (var r = 0; r < column.Length; r++)
                {
                    var bin = Bin(cuts[c], column[r]);
                    bins[c][r] = (byte)bin;
                    ref var range = ref ranges[c][bin];
                    range = (Math.Min(range.Item1, column[r]), Math.Max(range.Item2, column[r]));
                }
            }
        });
        return new(cuts, bins, ranges, x.Rows);
    }

    private static int Bin(double[] cuts, double value)
    {
        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (value <= cuts[middle]) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static double[] CutsOf(double[] column)
    {
        var sorted = (double[])column.Clone();
        Array.Sort(sorted);
        var distinct = new List<double>();
        foreach (var v in sorted)
            if (distinct.Count == 0 || v != distinct[^1]) distinct.Add(v);
        if (distinct.Count <= MostBins)
            return [.. Enumerable.Range(0, distinct.Count - 1).Select(n => (distinct[n] + distinct[n + 1]) * 0.5)];
        // Half-way between the order statistics around each percentile (NumPy's "midpoint").
        var cuts = new List<double>();
        for (var n = 1; n < MostBins; n++)
        {
            // in the order of NumPy, whose rounding decides where it is whole
            var place = n * (100.0 / MostBins) / 100 * (sorted.Length - 1);
            var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
            var cut = above - ((above - below) * 0.5); // rounded as NumPy rounds it
            if (cuts.Count == 0 || cut != cuts[^1]) cuts.Add(cut);
        }

        return [.. cuts];
    }
}

/// <summary>A grown tree as arrays; node 0 is the root.</summary>
internal sealed class Tree(int outputs)
{
    private readonly List<(int Feature, double Cut, int Left, int Right)> nodes = [];
    private readonly List<double> values = [];

    /// <summary>A leaf with values, which may be split later.</summary>
    public int Add(params ReadOnlySpan<double> leaf)
    {
        nodes.Add((-1, 0, -1, -1));
        foreach (var v in leaf)
            values.Add(v);
        return nodes.Count - 1;
    }

    public void Split(int node, int feature, double cut, int left, int right) => nodes[node] = (feature, cut, left, right);

    public double Value(int node, int output = 0) => values[(node * outputs) + output];

    /// <summary>The leaf that a row ends in.</summary>
    public int Leaf(ReadOnlySpan<double> row)
    {
        var node = 0;
        while (nodes[node].Feature is var feature and >= 0)
            node = row[feature] <= nodes[node].Cut ? nodes[node].Left : nodes[node].Right;
        return node;
    }
}
