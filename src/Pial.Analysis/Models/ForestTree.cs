using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Analysis.Models;

/// <summary>
/// One tree of a forest, grown depth first from histograms. A split's use is the fall of Σ (sum²/count) over the outputs: squared error for
/// numbers, Gini's impurity for classes.
/// </summary>
internal sealed class ForestTree(BinnedFeatures features, TreeTargets targets, int? depth, int tried, int[] rows, CounterRandom random)
{
    private readonly int outputs = targets.Outputs;
    private readonly double[] sums = new double[BinSums.Bins * targets.Outputs];
    private readonly int[] counts = new int[BinSums.Bins];
    private readonly int[] order = [.. Enumerable.Range(0, features.Columns)];
    private readonly Tree tree = new(targets.Outputs);
    private ulong drawn = (ulong)rows.Length;

    public Tree Grow()
    {
        Node(0, rows.Length, 0);
        return tree;
    }

    private int Node(int first, int count, int level)
    {
        var whole = new double[outputs];
        for (var n = first; n < first + count; n++)
            Add(whole, 0, rows[n], 1);
        var leaf = new double[outputs];
        for (var k = 0; k < outputs; k++)
            leaf[k] = whole[k] / count;
        var node = tree.Add(leaf);
        if (count < 2 || level >= depth || Pure(first, count) || Best(first, count, whole) is not { } split) return node;
        var middle = Part(first, count, split.Feature, split.Bin);
        var left = Node(first, middle - first, level + 1);
        var right = Node(middle, count - (middle - first), level + 1);
        tree.Split(node, split.Feature, features.Between(split.Feature, split.Bin, split.Next), left, right);
        return node;
    }

    private void Add(double[] into, int place, int row, double sign)
    {
        if (targets.Numbers is { } numbers) into[place] += sign * numbers[row];
        else into[place + targets.Classes![row]] += sign;
    }

    private bool Pure(int first, int count)
    {
        for (var n = first + 1; n < first + count; n++)
        {
            if (targets.Numbers is { } numbers ? numbers[rows[n]] != numbers[rows[first]]
                : targets.Classes![rows[n]] != targets.Classes[rows[first]])
                return false;
        }

        return true;
    }

    // Columns in a drawn order, until enough that are not constant here have been tried.
    private (int Feature, int Bin, int Next)? Best(int first, int count, double[] whole)
    {
        (int, int, int)? best = null;
        var (most, seen) = (0.0, 0);
        foreach (var w in whole)
            most += w * w / count;
        most += 1e-12 * Math.Abs(most);
        for (var n = 0; n < order.Length && seen < tried; n++)
        {
            if (tried < order.Length)
            {
                var other = n + (int)(((ulong)random.Bits(drawn++).B * (ulong)(order.Length - n)) >> 32);
                (order[n], order[other]) = (order[other], order[n]);
            }

            if (Scan(order[n], first, count, whole, ref most) is not { } found) continue;
            seen++;
            if (found.Bin >= 0) best = (order[n], found.Bin, found.Next);
        }

        return best;
    }

    // The best cut of a column if it beats the best so far (Bin −1 if not); null when the column is constant here.
    private (int Bin, int Next)? Scan(int feature, int first, int count, double[] whole, ref double most)
    {
        var bins = features.Column(feature);
        var last = features.Cuts[feature].Length;
        Array.Clear(sums, 0, (last + 1) * outputs);
        Array.Clear(counts, 0, last + 1);
        for (var n = first; n < first + count; n++)
        {
            var bin = bins[rows[n]];
            counts[bin]++;
            Add(sums, bin * outputs, rows[n], 1);
        }

        if (counts[bins[rows[first]]] == count) return null;
        var (found, left, own) = ((-1, -1), 0, new double[outputs]);
        for (var b = 0; b < last; b++)
        {
            if (counts[b] == 0) continue;
            left += counts[b];
            if (left == count) break;
            var value = 0.0;
            for (var k = 0; k < outputs; k++)
            {
                own[k] += sums[(b * outputs) + k];
                value += (own[k] * own[k] / left) + ((whole[k] - own[k]) * (whole[k] - own[k]) / (count - left));
            }

            if (!(value > most)) continue;
            var next = b + 1;
            while (counts[next] == 0)
                next++;
            (most, found) = (value, (b, next));
        }

        return found;
    }

    private int Part(int first, int count, int feature, int bin)
    {
        var bins = features.Column(feature);
        var (kept, others) = (first, new List<int>());
        for (var n = first; n < first + count; n++)
        {
            if (bins[rows[n]] <= bin) rows[kept++] = rows[n];
            else others.Add(rows[n]);
        }

        others.CopyTo(rows, kept);
        return kept;
    }
}
