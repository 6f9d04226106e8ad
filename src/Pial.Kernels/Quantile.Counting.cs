using System.Runtime.InteropServices;

namespace Pial.Kernels;

public static partial class Quantile
{
    // Above this many values counting their bits takes less time than selecting, and no copy.
    private const int Many = 1 << 20;

    // The upper halves of all finite values' bits are counted once, the lower halves of those around a rank once a quantile.
    private static void ByCounting(ReadOnlySpan<float> values, ReadOnlySpan<double> q, Span<double> destination)
    {
        var upper = new int[1 << 16];
        var finite = 0;
        foreach (var bits in MemoryMarshal.Cast<float, uint>(values))
        {
            if ((bits & 0x7F80_0000) == 0x7F80_0000) continue; // NaN and infinities
            upper[Key(bits) >> 16]++;
            finite++;
        }

        for (var n = 0; n < q.Length; n++)
        {
            if (!(q[n] >= 0 && q[n] <= 1))
                throw new ArgumentOutOfRangeException(nameof(q), q[n], "A quantile lies between 0 and 1.");
            if (finite == 0)
            {
                destination[n] = double.NaN;
                continue;
            }

            var rank = q[n] * (finite - 1);
            var lower = (int)Math.Floor(rank);
            double a = OfRank(values, upper, lower);
            destination[n] = lower == rank ? a : a + ((rank - lower) * (OfRank(values, upper, lower + 1) - a));
        }
    }

    private static float OfRank(ReadOnlySpan<float> values, int[] upper, int rank)
    {
        var high = 0;
        while (rank >= upper[high])
            rank -= upper[high++];
        var lower = new int[1 << 16];
        foreach (var bits in MemoryMarshal.Cast<float, uint>(values))
        {
            var key = Key(bits);
            if (key >> 16 == high) lower[key & 0xFFFF]++;
        }

        var low = 0;
        while (rank >= lower[low])
            rank -= lower[low++];
        var found = ((uint)high << 16) | (uint)low;
        return BitConverter.UInt32BitsToSingle(found ^ (((found >> 31) - 1) | 0x8000_0000));
    }

    // Negative numbers: all bits turned; others: the sign bit set. Then the order of the bits is the order of the numbers.
    private static uint Key(uint bits) => bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
}
