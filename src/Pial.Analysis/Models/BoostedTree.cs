using Pial.Kernels;
using Pial.Kernels.Statistics;

namespace Pial.Analysis.Models;

/// <summary>
/// One tree of gradient boosting, grown from its most useful leaf first: a split's use is <c>G_l²/H_l + G_r²/H_r − G²/H</c> of the sums of gradients and second derivatives, found in histograms of the binned features; of
/// two children the smaller is counted and the other is what is left of the parent (Ke et al. 2017, LightGBM).
/// </summary>
internal sealed class BoostedTree
{
    private const double LeastHessian = 1e-3;
    private const int Columns = 8; // features a slice
    private readonly BinnedFeatures features;
    private readonly BoostingOptions options;
    private readonly float[] gradient;
    private readonly float[] hessian; // empty for 1
    private readonly int[] rows;
    private readonly float[] ordered;
    private readonly float[] orderedHessian;
    private readonly int[] scratch;
    private readonly Stack<double[]> free; // histograms that no leaf needs any more: they are megabytes, and a tree takes sixty
    private readonly ParallelOptions? parallel;

    private BoostedTree(BinnedFeatures features, float[] gradient, float[] hessian, BoostingOptions options, Stack<double[]> free, ParallelOptions? parallel)
    {
        (this.features, this.gradient, this.hessian, this.options, this.free, this.parallel) = (features, gradient, hessian, options, free, parallel);
        (rows, ordered, orderedHessian, scratch) = ([.. Enumerable.Range(0, gradient.Length)], new float[gradient.Length], new float[hessian.Length], new int[gradient.Length]);
    }

    private sealed record Node(int Place, int First, int Count, int Depth, double[] Sums, double Gradient, double Hessian)
    {
        public double Gain { get; set; }

        public int Feature { get; set; } = -1;

        public int Bin { get; set; }

        public (double Gradient, double Hessian, int Count) Left { get; set; }
    }

    /// <summary>Grows a tree and adds its values to the scores of the training rows; <paramref name="free"/> is scratch that the trees of a fit hand on.</summary>
    public static Tree Grow(BinnedFeatures features, float[] gradient, float[] hessian, BoostingOptions options, Span<double> scores, Stack<double[]> free, ParallelOptions? parallel)
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
        var root = new Node(tree.Add(Value(g, h)), 0, rows.Length, 0, Histograms(), g, h);
        Count(root);
        Find(root);
        var open = new PriorityQueue<Node, (double, int)>();
        var leaves = new List<Node>();
        Put(root);
        var count = 1;
        while (open.Count > 0 && count < options.Leaves)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            var node = open.Dequeue();
            var (left, right) = Divide(node, tree);
            count++;
            Put(left);
            Put(right);
        }

        foreach (var node in open.UnorderedItems.Select(i => i.Element).OrderBy(n => n.Place))
            Close(node);
        return (tree, leaves);

        void Put(Node node)
        {
            if (node.Feature < 0) Close(node);
            else open.Enqueue(node, (-node.Gain, node.Place));
        }

        void Close(Node node)
        {
            free.Push(node.Sums);
            leaves.Add(node);
        }
    }

    private double[] Histograms()
    {
        if (!free.TryPop(out var sums)) return new double[features.Columns * 3 * BinSums.Bins];
        Array.Clear(sums);
        return sums;
    }

    private (Node, Node) Divide(Node node, Tree tree)
    {
        var bins = features.Column(node.Feature);
        var (kept, moved) = (node.First, 0);
        for (var n = node.First; n < node.First + node.Count; n++)
        {
            if (bins[rows[n]] <= node.Bin) rows[kept++] = rows[n];
            else scratch[moved++] = rows[n];
        }

        scratch.AsSpan(0, moved).CopyTo(rows.AsSpan(kept));
        var (lg, lh, _) = node.Left;
        var (rg, rh) = (node.Gradient - lg, node.Hessian - lh);
        var small = Histograms();
        var leftIsSmall = kept - node.First < moved;
        var left = new Node(tree.Add(Value(lg, lh)), node.First, kept - node.First, node.Depth + 1, leftIsSmall ? small : node.Sums, lg, lh);
        var right = new Node(tree.Add(Value(rg, rh)), kept, moved, node.Depth + 1, leftIsSmall ? node.Sums : small, rg, rh);
        tree.Split(node.Place, node.Feature, features.Cuts[node.Feature][node.Bin], left.Place, right.Place);
        var (l, r) = (MaySplit(left), MaySplit(right));
        if (l || r)
        {
            Count(leftIsSmall ? left : right);
            System.Numerics.Tensors.TensorPrimitives.Subtract<double>(node.Sums, small, node.Sums);
            if (l) Find(left);
            if (r) Find(right);
        }

        return (left, right);
    }

    private bool MaySplit(Node node) => node.Count >= 2 * options.LeastRows && (options.Depth is not { } depth || node.Depth < depth);

    private double Value(double g, double h) => -options.Rate * g / (h + options.Penalty + 1e-15);

    private void Count(Node node)
    {
        for (var n = node.First; n < node.First + node.Count; n++)
        {
            ordered[n] = gradient[rows[n]];
            if (hessian.Length > 0) orderedHessian[n] = hessian[rows[n]];
        }

        Slices.For((features.Columns + Columns - 1) / Columns, parallel, s =>
        {
            var own = rows.AsSpan(node.First, node.Count);
            for (var c = s * Columns; c < Math.Min(features.Columns, (s + 1) * Columns); c++)
            {
                BinSums.Add(features.Column(c), own, ordered.AsSpan(node.First, node.Count), hessian.Length > 0 ? orderedHessian.AsSpan(node.First, node.Count) : default,
                    node.Sums.AsSpan(c * 3 * BinSums.Bins, 3 * BinSums.Bins));
            }
        });
    }

    private void Find(Node node)
    {
        if (!MaySplit(node)) return;
        var best = new (double Gain, int Bin, double Gradient, double Hessian, int Count)[features.Columns];
        Slices.For((features.Columns + Columns - 1) / Columns, parallel, s =>
        {
            for (var c = s * Columns; c < Math.Min(features.Columns, (s + 1) * Columns); c++)
                best[c] = BestOf(node, c);
        });
        for (var c = 0; c < best.Length; c++)
        {
            if (best[c].Gain <= node.Gain) continue;
            (node.Gain, node.Feature, node.Bin, node.Left) = (best[c].Gain, c, best[c].Bin, (best[c].Gradient, best[c].Hessian, best[c].Count));
        }
    }

    private (double, int, double, double, int) BestOf(Node node, int column)
    {
        var sums = node.Sums.AsSpan(column * 3 * BinSums.Bins, 3 * BinSums.Bins);
        var (best, g, h, n) = ((Gain: 0.0, Bin: -1, G: 0.0, H: 0.0, N: 0), 0.0, 0.0, 0);
        var whole = node.Gradient * node.Gradient / (node.Hessian + options.Penalty + 1e-15);
        for (var b = 0; b < features.Cuts[column].Length; b++)
        {
            var rowsHere = (int)sums[(3 * b) + 2];
            if (rowsHere == 0) continue; // the same split as one bin before
            (g, h, n) = (g + sums[3 * b], h + sums[(3 * b) + 1], n + rowsHere);
            if (n < options.LeastRows || h < LeastHessian) continue;
            if (node.Count - n < options.LeastRows || node.Hessian - h < LeastHessian) break;
            var (rg, rh) = (node.Gradient - g, node.Hessian - h);
            var gain = (g * g / (h + options.Penalty + 1e-15)) + (rg * rg / (rh + options.Penalty + 1e-15)) - whole;
            if (gain > best.Gain) best = (gain, b, g, h, n);
        }

        return best;
    }
}
