using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Analysis.Models;

/// <summary>
/// One tree of gradient boosting, grown from its most useful leaf first: a split's use is <c>G_l²/H_l + G_r²/H_r − G²/H</c> of the sums of
/// gradients and second derivatives, found in histograms of the binned features; of two children the smaller is counted and the other is
/// what is left of the parent (Ke et al. 2017, LightGBM). Sums of single-precision gradients are exact in double precision for all but huge
/// tables, so that equally useful splits are equal to the bit: the arithmetic of a gain is in the order of scikit-learn's, and the same of
/// them wins.
/// </summary>
internal sealed class BoostedTree
{
    private const double LeastHessian = 1e-3;
    private const int Columns = 8; // features a slice
    private readonly BinnedFeatures features;
    private readonly BoostingOptions options;
    private readonly float[] gradient;
    private readonly float[] hessian; // empty for 1
    private readonly int width; // numbers of a bin: sum of gradients, of second derivatives where they are not 1, rows
    private readonly int[] rows;
    private readonly float[] ordered;
    private readonly float[] orderedHessian;
    private readonly int[] scratch;
    private readonly Stack<double[]> free; // histograms that no leaf needs any more: they are megabytes, and a tree takes thirty
    private readonly ParallelOptions? parallel;

    private BoostedTree(BinnedFeatures features, float[] gradient, float[] hessian, BoostingOptions options, Stack<double[]> free,
        ParallelOptions? parallel)
    {
        (this.features, this.gradient, this.hessian, this.options, this.free, this.parallel) = (features, gradient, hessian, options,
            free, parallel);
        (rows, ordered, orderedHessian, scratch, width) = ([.. Enumerable.Range(0, gradient.Length)], new float[gradient.Length],
            new float[hessian.Length], new int[gradient.Length], hessian.Length > 0 ? 3 : 2);
    }

    /// <summary>The best split of a column in a node: rows in bins up to <c>Bin</c> go left, and have these sums.</summary>
    private readonly record struct Split(double Gain, int Bin, double Gradient, double Hessian);

    private sealed record Node(int Place, int First, int Count, int Depth, double Gradient, double Hessian)
    {
        public double[]? Sums { get; set; }

        public int Feature { get; private set; } = -1;

        public Split Best { get; private set; }

        // Of equally good columns the first.
        public void Choose(Split[] found)
        {
            for (var c = 0; c < found.Length; c++)
                if (found[c].Gain > Best.Gain) (Best, Feature) = (found[c], c);
        }
    }

    /// <summary>
    /// Grows a tree and adds its values to the scores of the training rows; <paramref name="free"/> is scratch that the trees of a fit hand
    /// on.
    /// </summary>
    public static Tree Grow(BinnedFeatures features, float[] gradient, float[] hessian, BoostingOptions options, Span<double> scores,
        Stack<double[]> free, ParallelOptions? parallel)
    {
        var grower = new BoostedTree(features, gradient, hessian, options, free, parallel);
        var (tree, leaves) = grower.Grow();
        foreach (var leaf in leaves)
        {
            foreach (var r in grower.rows.AsSpan(leaf.First, leaf.Count))
                scores[r] += tree.Value(leaf.Place);
        }

        return tree;
    }

    private (Tree, List<Node>) Grow()
    {
        var tree = new Tree(1);
        var (g, h) = (0.0, 0.0);
        for (var r = 0; r < gradient.Length; r++)
            (g, h) = (g + gradient[r], h + (hessian.Length > 0 ? hessian[r] : 1));
        var root = new Node(tree.Add(Value(g, h)), 0, rows.Length, 0, g, h);
        if (MaySplit(root)) Search(root, null);
        var open = new PriorityQueue<Node, (double, int)>();
        var leaves = new List<Node>();
        Put(root);
        var count = 1;
        while (open.Count > 0 && count < options.Leaves)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            var (left, right) = Divide(open.Dequeue(), tree, last: ++count == options.Leaves);
            Put(left);
            Put(right);
        }

        foreach (var node in open.UnorderedItems.Select(i => i.Element).OrderBy(n => n.Place))
            Close(node);
        return (tree, leaves);

        void Put(Node node)
        {
            if (node.Feature < 0) Close(node);
            else open.Enqueue(node, (-node.Best.Gain, node.Place));
        }

        void Close(Node node)
        {
            if (node.Sums is { } sums) free.Push(sums);
            leaves.Add(node);
        }
    }

    private (Node, Node) Divide(Node node, Tree tree, bool last)
    {
        var bins = features.Column(node.Feature);
        var best = node.Best;
        var (kept, moved) = (node.First, 0);
        for (var n = node.First; n < node.First + node.Count; n++)
        {
            if (bins[rows[n]] <= best.Bin) rows[kept++] = rows[n];
            else scratch[moved++] = rows[n];
        }

        scratch.AsSpan(0, moved).CopyTo(rows.AsSpan(kept));
        var (rg, rh) = (node.Gradient - best.Gradient, node.Hessian - best.Hessian);
        var left = new Node(tree.Add(Value(best.Gradient, best.Hessian)), node.First, kept - node.First, node.Depth + 1, best.Gradient,
            best.Hessian);
        var right = new Node(tree.Add(Value(rg, rh)), kept, moved, node.Depth + 1, rg, rh);
        tree.Split(node.Place, node.Feature, features.Cuts[node.Feature][best.Bin], left.Place, right.Place);
        var (small, large) = left.Count < right.Count ? (left, right) : (right, left);
        large.Sums = node.Sums;
        if (!last && MaySplit(large)) Search(large, small);
        return (left, right);
    }

    private bool MaySplit(Node node) => node.Count >= 2 * options.LeastRows && (options.Depth is not { } depth || node.Depth < depth);

    private double Value(double g, double h) => -options.Rate * g / (h + options.Penalty + 1e-15);

    // Counts the smaller of two children, takes it off the parent's histograms, which become the larger's, and looks for the best split of
    // both, a column at a time while it is in the cache. The root has no smaller one.
    private void Search(Node large, Node? small)
    {
        var counted = small ?? large;
        var wanted = small is null || MaySplit(small);
        for (var n = counted.First; n < counted.First + counted.Count; n++)
        {
            ordered[n] = gradient[rows[n]];
            if (hessian.Length > 0) orderedHessian[n] = hessian[rows[n]];
        }

        var size = width * BinSums.Bins;
        if (wanted) counted.Sums = free.TryPop(out var used) ? used : new double[features.Columns * size];
        var (of, ofLarge) = (wanted ? new Split[features.Columns] : [], new Split[small is null ? 0 : features.Columns]);
        Slices.For((features.Columns + Columns - 1) / Columns, parallel, s =>
        {
            Span<double> own = stackalloc double[wanted ? 0 : size];
            for (var c = s * Columns; c < Math.Min(features.Columns, (s + 1) * Columns); c++)
            {
                var sums = wanted ? counted.Sums.AsSpan(c * size, size) : own;
                Count(counted, c, sums);
                if (wanted) of[c] = BestOf(counted, c, sums);
                if (small is null) continue;
                var rest = large.Sums.AsSpan(c * size, width * (features.Cuts[c].Length + 1));
                TensorPrimitives.Subtract(rest, sums[..rest.Length], rest);
                ofLarge[c] = BestOf(large, c, rest);
            }
        });
        if (wanted) counted.Choose(of);
        if (small is not null) large.Choose(ofLarge);
    }

    private void Count(Node node, int column, Span<double> sums)
    {
        sums[..(width * (features.Cuts[column].Length + 1))].Clear();
        var own = rows.AsSpan(node.First, node.Count);
        var values = ordered.AsSpan(node.First, node.Count);
        if (hessian.Length == 0) BinSums.Add(features.Column(column), own, values, sums);
        else BinSums.Add(features.Column(column), own, values, orderedHessian.AsSpan(node.First, node.Count), sums);
    }

    private Split BestOf(Node node, int column, ReadOnlySpan<double> sums)
    {
        var penalty = options.Penalty;
        // scikit-learn gives the root the value 0, so nothing is taken off there.
        var whole = node.Place == 0 ? 0 : node.Gradient * (node.Gradient / (node.Hessian + penalty + 1e-15));
        var (best, g, h, n, count, least) = (default(Split), 0.0, 0.0, 0.0, (double)node.Count, (double)options.LeastRows);
        for (var (b, at) = (0, 0); b < features.Cuts[column].Length; b++, at += width)
        {
            var here = sums[at + width - 1];
            if (here == 0) continue; // the same split as one bin before
            (g, h, n) = (g + sums[at], h + sums[at + 1], n + here);
            if (n < least || h < LeastHessian) continue;
            if (count - n < least || node.Hessian - h < LeastHessian) break;
            var (rg, lower, upper) = (node.Gradient - g, h + penalty + 1e-15, node.Hessian - h + penalty + 1e-15);
            // Divisions are slow: only for what may win.
            if ((g * g * upper) + (rg * rg * lower) <= (best.Gain + whole) * lower * upper * (1 - 1e-12)) continue;
            var gain = -whole + (g * (g / lower)) + (rg * (rg / upper));
            if (gain > best.Gain) best = new(gain, b, g, h);
        }

        return best;
    }
}
