using System.Runtime.InteropServices;

namespace Pial.Kernels.Statistics;

/// <summary>Which numbers are ordered.</summary>
public enum Signs
{
    /// <summary>All but 0.</summary>
    Both,

    /// <summary>Those above 0.</summary>
    Positive,

    /// <summary>Those below 0.</summary>
    Negative,
}

/// <summary>Orders numbers by magnitude, the largest first, in time proportional to their count: a radix sort of the bits.</summary>
/// <param name="capacity">The most numbers it will be given; it keeps 16 bytes for each.</param>
public sealed class DescendingOrder(int capacity)
{
    private const int Digit = 11;
    private const int Buckets = 1 << Digit;
    private readonly uint[] keys = new uint[capacity];
    private readonly uint[] otherKeys = new uint[capacity];
    private readonly int[] places = new int[capacity];
    private readonly int[] otherPlaces = new int[capacity];
    private int count;

    /// <summary>Magnitude of the n-th of the numbers last ordered.</summary>
    public float Magnitude(int n) => n < count ? BitConverter.UInt32BitsToSingle(~otherKeys[n])
        : throw new ArgumentOutOfRangeException(nameof(n));

    /// <summary>
    /// Places of the numbers that are not 0 (nor NaN), by descending magnitude; equal ones keep their order. Valid until the next call.
    /// </summary>
    /// <param name="values">Numbers.</param>
    /// <param name="signs">Which are ordered.</param>
    public ReadOnlySpan<int> Of(ReadOnlySpan<float> values, Signs signs = Signs.Both)
    {
        if (values.Length > keys.Length)
            throw new ArgumentException($"{values.Length} numbers; the sorter was made for {keys.Length}.", nameof(values));
        Span<int> counts = stackalloc int[3 * Buckets];
        counts.Clear();
        count = 0;
        var unwanted = signs switch { Signs.Positive => 1u, Signs.Negative => 0u, _ => 2u };
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (var n = 0; n < bits.Length; n++)
        {
            var magnitude = bits[n] & 0x7FFFFFFF;
            if (magnitude - 1 >= 0x7F800000 || (bits[n] >> 31) == unwanted) continue;
            var key = ~magnitude; // ascending keys are descending magnitudes
            (keys[count], places[count++]) = (key, n);
            counts[(int)(key & (Buckets - 1))]++;
            counts[Buckets + (int)((key >> Digit) & (Buckets - 1))]++;
            counts[(2 * Buckets) + (int)(key >> (2 * Digit))]++;
        }

        Pass(keys, places, otherKeys, otherPlaces, count, counts[..Buckets], 0);
        Pass(otherKeys, otherPlaces, keys, places, count, counts.Slice(Buckets, Buckets), Digit);
        Pass(keys, places, otherKeys, otherPlaces, count, counts[(2 * Buckets)..], 2 * Digit);
        return otherPlaces.AsSpan(0, count);
    }

    private static void Pass(uint[] keys, int[] places, uint[] toKeys, int[] toPlaces, int count, Span<int> counts, int shift)
    {
        var sum = 0;
        for (var b = 0; b < counts.Length; b++)
            (counts[b], sum) = (sum, sum + counts[b]);
        for (var n = 0; n < count; n++)
        {
            var key = keys[n];
            var to = counts[(int)((key >> shift) & (Buckets - 1))]++;
            (toKeys[to], toPlaces[to]) = (key, places[n]);
        }
    }
}
