namespace Pial.Kernels.Deflate;

/// <summary>Huffman code lengths and codes as DEFLATE wants them (RFC 1951 §3.2.2).</summary>
internal static class HuffmanLengths
{
    /// <summary>
    /// Lengths of an optimal prefix code, none above a limit: Huffman's tree by two queues over sorted counts; lengths over the limit are
    /// clamped and the Kraft sum is mended exactly, one unit at a time, so that the code stays complete (decoders insist).
    /// </summary>
    /// <param name="counts">How often each symbol occurs.</param>
    /// <param name="limit">Longest code, bits.</param>
    /// <param name="lengths">Receives the length of each symbol's code; 0 where it never occurs.</param>
    public static void Build(ReadOnlySpan<int> counts, int limit, Span<byte> lengths)
    {
        lengths.Clear();
        Span<long> sorted = stackalloc long[counts.Length];
        var used = 0;
        for (var s = 0; s < counts.Length; s++)
        {
            if (counts[s] > 0)
                sorted[used++] = ((long)counts[s] << 16) | (uint)s;
        }

        if (used == 0) return;
        if (used == 1)
        {
            lengths[(int)(sorted[0] & 0xffff)] = 1;
            return;
        }

        sorted = sorted[..used];
        sorted.Sort();
        Span<int> ofLength = stackalloc int[limit + 1];
        ofLength.Clear();
        CountDepths(sorted, limit, ofLength);
        Mend(ofLength, limit);
        var next = 0;
        for (var length = limit; length > 0; length--)
        {
            for (var n = 0; n < ofLength[length]; n++)
                lengths[(int)(sorted[next++] & 0xffff)] = (byte)length;
        }
    }

    /// <summary>Canonical codes, bit-reversed because DEFLATE sends the highest bit of a code first.</summary>
    public static void Codes(ReadOnlySpan<byte> lengths, Span<uint> codes)
    {
        Span<int> next = stackalloc int[17];
        Span<int> ofLength = stackalloc int[17];
        ofLength.Clear();
        foreach (var length in lengths)
            ofLength[length]++;
        ofLength[0] = 0;
        var code = 0;
        for (var length = 1; length <= 16; length++)
        {
            code = (code + ofLength[length - 1]) << 1;
            next[length] = code;
        }

        for (var s = 0; s < lengths.Length; s++)
        {
            if (lengths[s] > 0)
                codes[s] = Reverse((uint)next[lengths[s]]++, lengths[s]);
        }
    }

    public static uint Reverse(uint code, int length)
    {
        var reversed = 0u;
        for (var n = 0; n < length; n++, code >>= 1)
            reversed = (reversed << 1) | (code & 1);
        return reversed;
    }

    private static void CountDepths(ReadOnlySpan<long> sorted, int limit, Span<int> ofLength)
    {
        // Inner nodes come out in increasing weight, so they are a queue already.
        var n = sorted.Length;
        Span<long> weight = stackalloc long[n];
        Span<int> parent = stackalloc int[2 * n];
        int leaf = 0, inner = 0;
        for (var made = 0; made < n - 1; made++)
        {
            var sum = 0L;
            for (var pick = 0; pick < 2; pick++)
            {
                if (inner >= made || (leaf < n && (sorted[leaf] >> 16) <= weight[inner]))
                {
                    sum += sorted[leaf] >> 16;
                    parent[leaf++] = n + made;
                }
                else
                {
                    sum += weight[inner];
                    parent[n + inner++] = n + made;
                }
            }

            weight[made] = sum;
        }

        Span<int> depth = stackalloc int[2 * n];
        depth[(2 * n) - 2] = 0;
        for (var node = (2 * n) - 3; node >= 0; node--)
        {
            depth[node] = depth[parent[node]] + 1;
            if (node < n)
                ofLength[Math.Min(depth[node], limit)]++;
        }
    }

    private static void Mend(Span<int> ofLength, int limit)
    {
        var kraft = 0L;
        for (var length = 1; length <= limit; length++)
            kraft += (long)ofLength[length] << (limit - length);
        while (kraft > 1L << limit)
        {
            var length = limit - 1;
            while (ofLength[length] == 0)
                length--;
            // a shorter code becomes two longer ones, one of which takes in a code of the longest: the sum falls by one unit
            ofLength[length]--;
            ofLength[length + 1] += 2;
            ofLength[limit]--;
            kraft--;
        }
    }
}
