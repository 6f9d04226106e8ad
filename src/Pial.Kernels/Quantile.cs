using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>Exact quantiles, by selection or by counting bits: linear time, no full sort.</summary>
public static partial class Quantile
{
    /// <summary>Smallest and largest finite value; (NaN, NaN) if there is none.</summary>
    public static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        var (lows, highs, whole) = (Vector256.Create(low), Vector256.Create(high), values.Length - (values.Length % 8));
        for (var n = 0; n < whole; n += 8)
        {
            var v = Vector256.Create(values.Slice(n, 8));
            var finite = Vector256.LessThanOrEqual(Vector256.Abs(v), Vector256.Create(float.MaxValue));
            lows = Vector256.Min(lows, Vector256.ConditionalSelect(finite, v, Vector256.Create(float.PositiveInfinity)));
            highs = Vector256.Max(highs, Vector256.ConditionalSelect(finite, v, Vector256.Create(float.NegativeInfinity)));
        }

        for (var lane = 0; lane < 8; lane++) (low, high) = (Math.Min(low, lows[lane]), Math.Max(high, highs[lane]));
        foreach (var v in values[whole..])
        {
            if (!float.IsFinite(v)) continue;
            low = v < low ? v : low;
            high = v > high ? v : high;
        }

        return low <= high ? (low, high) : (float.NaN, float.NaN);
    }

    /// <summary>The quantile of a set of values, interpolated linearly between the two nearest ranks as NumPy's default does.</summary>
    /// <param name="values">Values; NaN and infinities are left out. The order of the span is not changed: a copy is worked on.</param>
    /// <param name="q">0 for the smallest, 0.5 for the median, 1 for the largest.</param>
    /// <returns>The quantile, or NaN when no value is finite.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q is not between 0 and 1.</exception>
    public static double Of(ReadOnlySpan<float> values, double q)
    {
        var result = new double[1];
        Of(values, [q], result);
        return result[0];
    }

    /// <summary>Several quantiles of one set of values; see <see cref="Of(ReadOnlySpan{float}, double)"/>.</summary>
    public static void Of(ReadOnlySpan<float> values, ReadOnlySpan<double> q, Span<double> destination)
    {
        if (values.Length > Many)
        {
            ByCounting(values, q, destination);
            return;
        }

        var copy = new float[values.Length];
        var count = 0;
        foreach (var v in values)
        {
            if (float.IsFinite(v)) copy[count++] = v;
        }

        for (var n = 0; n < q.Length; n++)
            destination[n] = InPlace(copy.AsSpan(0, count), q[n]);
    }

    /// <summary>As <see cref="Of(ReadOnlySpan{float}, double)"/> for finite values only, reordering the span it is given.</summary>
    public static double InPlace(Span<float> values, double q)
    {
        if (!(q >= 0 && q <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "A quantile lies between 0 and 1.");
        if (values.Length == 0) return double.NaN;
        var rank = q * (values.Length - 1);
        var lower = (int)Math.Floor(rank);
        double a = Select(values, lower);
        if (lower == rank) return a;

        // All values behind the selected rank are at least as large: the next one is their minimum.
        var b = float.PositiveInfinity;
        foreach (var v in values[(lower + 1)..])
            b = v < b ? v : b;
        return a + ((rank - lower) * (b - a));
    }

    /// <summary>The value of a rank (0 for the smallest); reorders so that smaller values stand before it and larger ones behind.</summary>
    public static float Select(Span<float> values, int rank)
    {
        if ((uint)rank >= (uint)values.Length)
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"There are {values.Length} values.");
        var (low, high) = (0, values.Length - 1);
        while (low < high)
        {
            // The middle of three as pivot keeps sorted and constant input from taking quadratic time.
            var pivot = Median(values[low], values[low + ((high - low) / 2)], values[high]);
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }

            if (rank <= j) high = j;
            else if (rank >= i) low = i;
            else break;
        }

        return values[rank];
    }

    private static float Median(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
