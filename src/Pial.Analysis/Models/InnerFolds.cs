using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>Folds of training rows for tuning: whole groups where there are any, else dealt out evenly over the targets.</summary>
internal static class InnerFolds
{
    /// <summary>The fold of each row; null when there is too little to divide.</summary>
    public static int[]? Of(FeatureMatrix x, IReadOnlyList<double> order, int folds, ulong seed)
    {
        if (x.Groups is { } groups)
        {
            var count = Math.Min(folds, groups.Distinct(StringComparer.Ordinal).Count());
            return count < 2 ? null : GroupFolds.Of(groups, count);
        }

        if (x.Rows < 4) return null;
        var number = Math.Min(folds, x.Rows / 2);
        // Rows in the order of their targets, equal ones in a drawn order; of every run of neighbours each fold gets one.
        var random = new CounterRandom(seed, 0xF01D);
        int[] sorted = [.. Enumerable.Range(0, x.Rows).OrderBy(r => order[r]).ThenBy(r => random.Bits((ulong)r).A).ThenBy(r => r)];
        var fold = new int[x.Rows];
        for (var run = 0; run < sorted.Length; run += number)
        {
            var draw = random.Stream((uint)(run / number));
            int[] deal = [.. Enumerable.Range(0, number).OrderBy(f => draw.Bits((ulong)f).A).ThenBy(f => f)];
            for (var n = 0; n < number && run + n < sorted.Length; n++)
                fold[sorted[run + n]] = deal[n];
        }

        return fold;
    }

    /// <summary>Training and test rows of each inner fold: those given, or made here; null when there is too little to divide.</summary>
    public static (int[] Train, int[] Test)[]? Sides(FeatureMatrix x, IReadOnlyList<double> order, TuningOptions options, ulong seed)
    {
        if (options.Inner is { } given)
        {
            if (!given.SelectMany(f => f.Test).Order().SequenceEqual(Enumerable.Range(0, x.Rows)))
                throw new ArgumentException("Inner folds must hold each training row out exactly once.", nameof(options));
            return [.. given.Select(f => (f.Train.ToArray(), f.Test.ToArray()))];
        }

        if (Of(x, order, options.Folds, seed) is not { } fold) return null;
        return [.. Enumerable.Range(0, fold.Max() + 1).Select(f => (Where(fold, f, inside: false), Where(fold, f, inside: true)))
            .Where(s => s.Item2.Length > 0)];
    }

    private static int[] Where(int[] fold, int which, bool inside) =>
        [.. Enumerable.Range(0, fold.Length).Where(r => fold[r] == which == inside)];

    public static T[] Of<T>(IReadOnlyList<T> values, int[] rows) => [.. rows.Select(r => values[r])];
}
