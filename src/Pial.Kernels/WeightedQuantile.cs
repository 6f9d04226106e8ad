using System.Runtime.InteropServices;

namespace Pial.Kernels;

/// <summary>Exact quantiles of weighted values: linear time, no sort.</summary>
/// <remarks>
/// The values' bits, mapped so that their order is that of the numbers, are counted by their upper and then by their lower half: two passes
/// and 65,536 counters each, whatever the values are.
/// </remarks>
public static class WeightedQuantile
{
    /// <summary>
    /// Quantiles of a weighted set: the smallest value at which the cumulative weight reaches q × total, or, where it is met exactly, the
    /// mean of that value and the next.
    /// </summary>
    /// <param name="values">Finite values in any order.</param>
    /// <param name="weights">A weight, 0 or more, for each; empty for ones.</param>
    /// <param name="q">Each between 0 and 1; 0.5 is the median.</param>
    /// <param name="destination">Receives as many quantiles; NaN when no value has weight.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a q is not between 0 and 1.</exception>
    public static void Of(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, ReadOnlySpan<double> q, Span<double> destination)
    {
        if (weights.Length > 0 && weights.Length != values.Length)
            throw new ArgumentException($"{weights.Length} weights do not fit {values.Length} values.", nameof(weights));
        var upper = new double[1 << 16];
        Count(values, weights, upper);
        var total = 0.0;
        foreach (var count in upper)
            total += count;
        for (var n = 0; n < q.Length; n++)
        {
            if (!(q[n] >= 0 && q[n] <= 1)) throw new ArgumentException($"A quantile lies between 0 and 1, not at {q[n]}.", nameof(q));
            destination[n] = total > 0 ? Find(values, weights, upper, q[n] * total) : double.NaN;
        }
    }

    /// <summary>The median of values that all count alike; NaN when there are none.</summary>
    public static double Median(ReadOnlySpan<float> values)
    {
        var median = new double[1];
        Of(values, [], [0.5], median);
        return median[0];
    }

    private static double Find(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, double[] upper, double target)
    {
        var (high, below) = Reach(upper, 0, target);
        var lower = new double[1 << 16];
        CountWithin(values, weights, (uint)high, lower);
        var (low, reached) = Reach(lower, below, target);
        var key = ((uint)high << 16) | (uint)low;
        double found = Value(key);
        if (reached + lower[low] > target * (1 + 1e-12)) return found;
        var next = float.PositiveInfinity;
        for (var n = 0; n < values.Length; n++)
            if (values[n] > found && values[n] < next && (weights.Length == 0 || weights[n] > 0)) next = values[n];
        return float.IsFinite(next) ? (found + next) / 2 : found;
    }

    // First bin at which the sum reaches the target, and the sum before it.
    private static (int Bin, double Below) Reach(double[] counts, double below, double target)
    {
        var last = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] <= 0) continue;
            last = bin;
            if (below + counts[bin] >= target * (1 - 1e-12)) return (bin, below);
            below += counts[bin];
        }

        return (last, below - counts[last]); // rounding left the target just above the total
    }

    private static void Count(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, double[] bins)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (var n = 0; n < bits.Length; n++)
            bins[Key(bits[n]) >> 16] += weights.Length == 0 ? 1 : weights[n];
    }

    private static void CountWithin(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, uint high, double[] bins)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (var n = 0; n < bits.Length; n++)
        {
            var key = Key(bits[n]);
            if (key >> 16 == high) bins[key & 0xFFFF] += weights.Length == 0 ? 1 : weights[n];
        }
    }

    // Negative numbers: all bits turned; others: the sign bit set. Then the order of the bits is the order of the numbers.
    private static uint Key(uint bits) => bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);

    private static float Value(uint key) => BitConverter.UInt32BitsToSingle(key ^ (((key >> 31) - 1) | 0x8000_0000));
}
