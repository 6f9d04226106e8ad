using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pial.Kernels.Statistics;

/// <summary>Sums of numbers of rows by the bin that each row's value of a feature falls in: what histogram-based trees are grown from.</summary>
public static class BinSums
{
    /// <summary>Most bins of a feature.</summary>
    public const int Bins = 256;

    /// <summary>Adds two numbers and a count of each row to its bin.</summary>
    /// <param name="bins">The bin of every row of the table.</param>
    /// <param name="rows">Rows to add, as places in <paramref name="bins"/>.</param>
    /// <param name="first">The first number of each added row, in the order of <paramref name="rows"/>.</param>
    /// <param name="second">The second number; empty for 1.</param>
    /// <param name="destination">Three numbers a bin: both sums and the count.</param>
    public static void Add(ReadOnlySpan<byte> bins, ReadOnlySpan<int> rows, ReadOnlySpan<float> first, ReadOnlySpan<float> second, Span<double> destination)
    {
        if (destination.Length < 3 * Bins) throw new ArgumentException($"Room for {destination.Length} numbers; {3 * Bins} are needed.", nameof(destination));
        if (first.Length < rows.Length || (second.Length > 0 && second.Length < rows.Length)) throw new ArgumentException($"{rows.Length} rows with {first.Length} and {second.Length} numbers.", nameof(first));
        ref var into = ref MemoryMarshal.GetReference(destination);
        if (second.Length == 0)
        {
            for (var n = 0; n < rows.Length; n++)
            {
                ref var place = ref Unsafe.Add(ref into, 3 * bins[rows[n]]);
                place += first[n];
                Unsafe.Add(ref place, 2) += 1;
            }

            for (var b = 0; b < Bins; b++)
                destination[(3 * b) + 1] = destination[(3 * b) + 2];
            return;
        }

        for (var n = 0; n < rows.Length; n++)
        {
            ref var place = ref Unsafe.Add(ref into, 3 * bins[rows[n]]);
            place += first[n];
            Unsafe.Add(ref place, 1) += second[n];
            Unsafe.Add(ref place, 2) += 1;
        }
    }
}
