using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>How a random forest grows; the defaults are 100 trees of depth 10.</summary>
public sealed record ForestOptions
{
    /// <summary>Trees.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Most splits from root to leaf; null for any number.</summary>
    public int? Depth { get; init; } = 10;

    /// <summary>
    /// Columns looked at in each split; null for all in regression and the root of their number in classification, as scikit-learn.
    /// </summary>
    public int? Features { get; init; }

    /// <summary>Whether each tree sees rows drawn with replacement.</summary>
    public bool Bootstrap { get; init; } = true;
}

/// <summary>
/// Random forest (Breiman 2001, doi 10.1023/A:1010933404324) for numbers: the mean of trees that split by squared error, each on rows drawn
/// with replacement. Splits are looked for between at most 255 bins a column; scikit-learn tries every value.
/// </summary>
/// <param name="options">How it grows.</param>
public sealed class ForestRegressor(ForestOptions? options = null) : IRegressor
{
    private readonly ForestOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => "forest";

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Targets(x, y);
        return new Fitted(x.Columns, Forests.Grow(x, new(targets, null, 1), options, options.Features ?? x.Columns, seed, parallel));
    }

    private sealed class Fitted(int columns, Tree[] trees) : IFittedRegressor
    {
        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null) => Forests.Mean(trees, 1, columns, x, parallel);
    }
}

/// <summary>
/// Random forest (Breiman 2001, doi 10.1023/A:1010933404324) for classes: the mean of the class shares in the leaves of trees that split by
/// Gini's impurity.
/// </summary>
/// <param name="options">How it grows.</param>
public sealed class ForestClassifier(ForestOptions? options = null) : IClassifier
{
    private readonly ForestOptions options = options ?? new();

    /// <inheritdoc/>
    public string Id => "forest";

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null)
    {
        var targets = ModelInput.Classes(x, y, classes);
        return new Fitted(x.Columns, classes, Forests.Grow(x, new(null, targets, classes), options,
            options.Features ?? Math.Max(1, (int)Math.Sqrt(x.Columns)), seed, parallel));
    }

    private sealed class Fitted(int columns, int classes, Tree[] trees) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null) =>
            x.With(classes, Forests.Mean(trees, classes, columns, x, parallel));
    }
}

internal static class Forests
{
    public static Tree[] Grow(FeatureMatrix x, TreeTargets targets, ForestOptions options, int features, ulong seed,
        ParallelOptions? parallel)
    {
        var (binned, trees) = (BinnedFeatures.Of(x, parallel), new Tree[options.Trees]);
        Slices.For(trees.Length, parallel, t =>
        {
            var random = new CounterRandom(seed, 0xF0E5).Stream((uint)t);
            int[] rows = [.. Enumerable.Range(0, x.Rows)
                .Select(r => options.Bootstrap ? (int)(((ulong)random.Bits((ulong)r).A * (ulong)x.Rows) >> 32) : r)];
            trees[t] = new ForestTree(binned, targets, options.Depth, Math.Clamp(features, 1, Math.Max(1, x.Columns)), rows, random).Grow();
        });
        return trees;
    }

    public static double[] Mean(Tree[] trees, int outputs, int columns, FeatureMatrix x, ParallelOptions? parallel)
    {
        ModelInput.Columns(x, columns);
        var mean = new double[x.Rows * outputs];
        Slices.For((x.Rows + 63) / 64, parallel, s =>
        {
            for (var r = s * 64; r < Math.Min(x.Rows, (s + 1) * 64); r++)
            {
                foreach (var tree in trees)
                {
                    var leaf = tree.Leaf(x.Row(r));
                    for (var k = 0; k < outputs; k++)
                        mean[(r * outputs) + k] += tree.Value(leaf, k) / trees.Length;
                }
            }
        });
        return mean;
    }
}

/// <summary>Numbers, or classes.</summary>
internal sealed record TreeTargets(double[]? Numbers, int[]? Classes, int Outputs);
