using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Statistics;

/// <summary>Many weighted sums over the rows of one table: a small matrix product, the inner loop of permutation tests.</summary>
/// <remarks>
/// Rows are added one after the other in every lane and on every path, without fused multiply-add, so the result has the same bits on every
/// processor.
/// </remarks>
public static class WeightedSums
{
    private const int Sets = 6; // 6 sets × 16 columns: twelve accumulators, two loads and one broadcast fill the sixteen registers

    /// <summary><c>destination[k, v] = Σ_r weights[k, r] · table[r, v]</c>.</summary>
    /// <param name="weights">Sets × rows numbers, set by set.</param>
    /// <param name="rows">Rows of the table.</param>
    /// <param name="table">Rows of <paramref name="stride"/> numbers; best in the second-level cache, with a stride that is no power of
    /// two.</param>
    /// <param name="stride">Numbers from one row to the next, in the table and in the destination.</param>
    /// <param name="columns">Columns to sum.</param>
    /// <param name="destination">A row of <paramref name="stride"/> sums for every set; beyond the columns nothing is written.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Of(ReadOnlySpan<float> weights, int rows, ReadOnlySpan<float> table, int stride, int columns,
        Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, stride);
        var sets = weights.Length / rows;
        if (weights.Length != sets * rows || table.Length < (((long)rows - 1) * stride) + columns
            || (sets > 0 && destination.Length < ((sets - 1) * stride) + columns))
            throw new ArgumentException(
                $"{weights.Length} weights, {table.Length} numbers and {destination.Length} sums do not fit {rows} rows of {columns} " +
                    "columns.", nameof(weights));
        var wide = columns / 16 * 16;
        var set = 0;
        for (; set + Sets <= sets; set += Sets)
        {
            for (var v = 0; v < wide; v += 16)
                SixBySixteen(weights.Slice(set * rows, Sets * rows), rows, table, stride, v, destination[(set * stride)..]);
        }

        for (; set < sets; set++)
        {
            for (var v = 0; v < wide; v += 16)
                OneBySixteen(weights.Slice(set * rows, rows), table, stride, v, destination[(set * stride)..]);
        }

        for (set = 0; set < sets; set++)
            Scalar(weights.Slice(set * rows, rows), table, stride, wide, columns, destination[(set * stride)..]);
    }

    /// <summary>The same sums for one set, one column after the other: what the vectorised loops are compared with.</summary>
    internal static void Scalar(ReadOnlySpan<float> weights, ReadOnlySpan<float> table, int stride, int from, int to,
        Span<float> destination)
    {
        for (var v = from; v < to; v++)
        {
            var sum = 0f;
            for (var r = 0; r < weights.Length; r++)
                sum += weights[r] * table[(r * stride) + v];
            destination[v] = sum;
        }
    }

    private static void SixBySixteen(ReadOnlySpan<float> weights, int rows, ReadOnlySpan<float> table, int stride, int v,
        Span<float> destination)
    {
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var t = ref Unsafe.Add(ref MemoryMarshal.GetReference(table), v);
        Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default;
        Vector256<float> d0 = default, d1 = default, e0 = default, e1 = default, f0 = default, f1 = default;
        for (var r = 0; r < rows; r++)
        {
            var x = Vector256.LoadUnsafe(ref t);
            var y = Vector256.LoadUnsafe(ref t, 8);
            var k = Vector256.Create(Unsafe.Add(ref w, r));
            (a0, a1) = (a0 + (k * x), a1 + (k * y));
            k = Vector256.Create(Unsafe.Add(ref w, rows + r));
            (b0, b1) = (b0 + (k * x), b1 + (k * y));
            k = Vector256.Create(Unsafe.Add(ref w, (2 * rows) + r));
            (c0, c1) = (c0 + (k * x), c1 + (k * y));
            k = Vector256.Create(Unsafe.Add(ref w, (3 * rows) + r));
            (d0, d1) = (d0 + (k * x), d1 + (k * y));
            k = Vector256.Create(Unsafe.Add(ref w, (4 * rows) + r));
            (e0, e1) = (e0 + (k * x), e1 + (k * y));
            k = Vector256.Create(Unsafe.Add(ref w, (5 * rows) + r));
            (f0, f1) = (f0 + (k * x), f1 + (k * y));
            t = ref Unsafe.Add(ref t, stride);
        }

        Store(a0, a1, destination[v..]);
        Store(b0, b1, destination[(stride + v)..]);
        Store(c0, c1, destination[((2 * stride) + v)..]);
        Store(d0, d1, destination[((3 * stride) + v)..]);
        Store(e0, e1, destination[((4 * stride) + v)..]);
        Store(f0, f1, destination[((5 * stride) + v)..]);
    }

    private static void OneBySixteen(ReadOnlySpan<float> weights, ReadOnlySpan<float> table, int stride, int v, Span<float> destination)
    {
        ref var t = ref Unsafe.Add(ref MemoryMarshal.GetReference(table), v);
        Vector256<float> a = default, b = default;
        foreach (var weight in weights)
        {
            var k = Vector256.Create(weight);
            (a, b) = (a + (k * Vector256.LoadUnsafe(ref t)), b + (k * Vector256.LoadUnsafe(ref t, 8)));
            t = ref Unsafe.Add(ref t, stride);
        }

        Store(a, b, destination[v..]);
    }

    private static void Store(Vector256<float> low, Vector256<float> high, Span<float> to)
    {
        low.CopyTo(to);
        high.CopyTo(to[8..]);
    }
}
