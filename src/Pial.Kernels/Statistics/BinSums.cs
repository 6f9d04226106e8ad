using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Statistics;

/// <summary>
/// Sums of numbers of rows by the bin that each row's value of a feature falls in: what histogram-based trees are grown from.
/// </summary>
public static class BinSums
{
    /// <summary>Most bins of a feature.</summary>
    public const int Bins = 256;

    /// <summary>Adds a number and a count of each row to its bin.</summary>
    /// <param name="bins">The bin of every row of the table.</param>
    /// <param name="rows">Rows to add, as places in <paramref name="bins"/>.</param>
    /// <param name="values">The number of each added row, in the order of <paramref name="rows"/>.</param>
    /// <param name="destination">Two numbers a bin: sum and count.</param>
    public static void Add(ReadOnlySpan<byte> bins, ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<double> destination)
    {
        Check(rows, values, values, destination, 2);
        ref var into = ref MemoryMarshal.GetReference(destination);
        for (var n = 0; n < rows.Length; n++)
        {
            ref var place = ref Unsafe.Add(ref into, 2 * bins[rows[n]]);
            (Vector128.LoadUnsafe(ref place) + Vector128.Create(values[n], 1.0)).StoreUnsafe(ref place);
        }
    }

    /// <summary>Adds two numbers and a count of each row to its bin.</summary>
    /// <param name="bins">The bin of every row of the table.</param>
    /// <param name="rows">Rows to add, as places in <paramref name="bins"/>.</param>
    /// <param name="first">The first number of each added row, in the order of <paramref name="rows"/>.</param>
    /// <param name="second">The second number.</param>
    /// <param name="destination">Three numbers a bin: both sums and the count.</param>
    public static void Add(ReadOnlySpan<byte> bins, ReadOnlySpan<int> rows, ReadOnlySpan<float> first, ReadOnlySpan<float> second,
        Span<double> destination)
    {
        Check(rows, first, second, destination, 3);
        ref var into = ref MemoryMarshal.GetReference(destination);
        for (var n = 0; n < rows.Length; n++)
        {
            ref var place = ref Unsafe.Add(ref into, 3 * bins[rows[n]]);
            (Vector128.LoadUnsafe(ref place) + Vector128.Create((double)first[n], second[n])).StoreUnsafe(ref place);
            Unsafe.Add(ref place, 2) += 1;
        }
    }

    private static void Check(ReadOnlySpan<int> rows, ReadOnlySpan<float> first, ReadOnlySpan<float> second,
        Span<double> destination, int width)
    {
        if (destination.Length < width * Bins)
            throw new ArgumentException($"Room for {destination.Length} numbers; {width * Bins} are needed.", nameof(destination));
        if (first.Length < rows.Length || second.Length < rows.Length)
            throw new ArgumentException($"{rows.Length} rows with {first.Length} and {second.Length} numbers.", nameof(first));
    }
}
