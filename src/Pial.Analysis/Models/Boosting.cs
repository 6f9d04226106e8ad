using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>
/// How gradient-boosted trees grow; the defaults are those of scikit-learn's HistGradientBoosting without early stopping.
/// </summary>
public sealed record BoostingOptions
{
    /// <summary>Trees (of several classes: rounds of a tree for each).</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Share of each tree's step that is taken.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>Most leaves of a tree.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Most splits from root to leaf; null for any number.</summary>
    public int? Depth { get; init; }

    /// <summary>Least training rows of a leaf.</summary>
    public int LeastRows { get; init; } = 20;

    /// <summary>Weight of the squared leaf values.</summary>
    public double Penalty { get; init; }
}

/// <summary>
/// Gradient-boosted regression trees (Friedman 2001, doi 10.1214/aos/1013203451), squared loss, after several numbers of trees: one growth
/// serves all of them.
/// </summary>
/// <param name="trees">Numbers of trees, fewest first; null for 25, 50, 100.</param>
/// <param name="options">How they grow; the number of trees there is not used.</param>
public sealed class BoostingRegressorGrid(IReadOnlyList<int>? trees = null, BoostingOptions? options = null) : IRegressorGrid
{
    private readonly int[] trees = BoostingGrids.Checked(trees);
    private readonly BoostingOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => "boosting";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = BoostingGrids.Words(BoostingGrids.Checked(trees));

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("trees", [.. trees.Select(t => (double)t)])];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var targets = ModelInput.Targets(x, y);
        var (binned, mean) = (BinnedFeatures.Of(x, parallel), targets.Average());
        var (scores, gradient, grown) = (new double[x.Rows], new float[x.Rows], new List<Tree>());
        Array.Fill(scores, mean);
        var free = new Stack<double[]>();
        for (var t = 0; t < settings.Max(s => trees[s]); t++)
        {
            for (var r = 0; r < gradient.Length; r++)
                gradient[r] = (float)(scores[r] - targets[r]);
            grown.Add(BoostedTree.Grow(binned, gradient, [], options, scores, free, parallel));
        }

        return [.. settings.Select(s => new Fitted(x.Columns, mean, [.. grown.Take(trees[s])]))];
    }

    private sealed class Fitted(int columns, double start, Tree[] grown) : IFittedRegressor
    {
        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            ModelInput.Columns(x, columns);
            var predicted = new double[x.Rows];
            BoostingGrids.AddTo(predicted, start, grown, x, parallel);
            return predicted;
        }
    }
}

/// <summary>
/// Gradient-boosted classification trees with the logistic loss of two classes or the multinomial loss of more, after several numbers of
/// trees: one growth serves all of them.
/// </summary>
/// <param name="trees">Numbers of trees, fewest first; null for 25, 50, 100.</param>
/// <param name="options">How they grow; the number of trees there is not used.</param>
public sealed class BoostingClassifierGrid(IReadOnlyList<int>? trees = null, BoostingOptions? options = null) : IClassifierGrid
{
    private readonly int[] trees = BoostingGrids.Checked(trees);
    private readonly BoostingOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => "boosting";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = BoostingGrids.Words(BoostingGrids.Checked(trees));

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("trees", [.. trees.Select(t => (double)t)])];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var rows = ClassRows.Of(ModelInput.Classes(x, y, classes), classes, balanced: false);
        if (rows.Present.Length == 1) return [.. settings.Select(_ => new FixedProbabilities(rows.Only))];
        var binned = BinnedFeatures.Of(x, parallel);
        var outputs = rows.Present.Length == 2 ? 1 : rows.Present.Length;
        double[] start = [.. Enumerable.Range(0, outputs).Select(k => Start(rows.Place, k, outputs))];
        var (scores, gradient, hessian) = (new double[outputs][], new float[x.Rows], new float[x.Rows]);
        for (var k = 0; k < outputs; k++)
            Array.Fill(scores[k] = new double[x.Rows], start[k]);
        var grown = start.Select(_ => new List<Tree>()).ToArray();
        var free = new Stack<double[]>();
        for (var t = 0; t < settings.Max(s => trees[s]); t++)
        {
            var p = ScoreRules.Probabilities(x, scores, [.. Enumerable.Range(0, rows.Present.Length)], rows.Present.Length,
                ScoreRule.Softmax);
            for (var k = 0; k < outputs; k++)
            {
                var own = outputs == 1 ? 1 : k;
                for (var r = 0; r < gradient.Length; r++)
                    (gradient[r], hessian[r]) = ((float)(p[r, own] - (rows.Place[r] == own ? 1 : 0)), (float)(p[r, own] * (1 - p[r, own])));
                grown[k].Add(BoostedTree.Grow(binned, gradient, hessian, options, scores[k], free, parallel));
            }
        }

        return [.. settings.Select(
            s => new Fitted(x.Columns, rows.Present, classes, start, [.. grown.Select(g => g.Take(trees[s]).ToArray())]))];
    }

    private static double Start(int[] place, int k, int outputs)
    {
        var share = (double)place.Count(p => p == (outputs == 1 ? 1 : k)) / place.Length;
        return outputs == 1 ? Math.Log(share / (1 - share)) : Math.Log(share);
    }

    private sealed class Fitted(int columns, int[] present, int classes, double[] start, Tree[][] grown) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            ModelInput.Columns(x, columns);
            var scores = grown.Select(_ => new double[x.Rows]).ToArray();
            for (var k = 0; k < scores.Length; k++)
                BoostingGrids.AddTo(scores[k], start[k], grown[k], x, parallel);
            return ScoreRules.Probabilities(x, scores, present, classes, ScoreRule.Softmax);
        }
    }
}

internal static class BoostingGrids
{
    private static readonly int[] Usual = [25, 50, 100];

    public static int[] Checked(IReadOnlyList<int>? trees) => trees is null ? Usual
        : trees.Count > 0 && trees.All(t => t > 0) ? [.. trees]
            : throw new ArgumentException("Numbers of trees above 0 are expected.", nameof(trees));

    public static string[] Words(int[] trees) => [.. trees.Select(t => string.Create(CultureInfo.InvariantCulture, $"trees={t}"))];

    public static void AddTo(double[] scores, double start, Tree[] grown, FeatureMatrix x, ParallelOptions? parallel) =>
        Slices.For((x.Rows + 63) / 64, parallel, s =>
    {
        for (var r = s * 64; r < Math.Min(x.Rows, (s + 1) * 64); r++)
        {
            var row = x.Row(r);
            var sum = start;
            foreach (var tree in grown)
                sum += tree.Value(tree.Leaf(row));
            scores[r] = sum;
        }
    });
}
