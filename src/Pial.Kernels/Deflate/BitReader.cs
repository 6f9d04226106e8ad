using System.Runtime.CompilerServices;

namespace Pial.Kernels.Deflate;

/// <summary>
/// Reads bits from the low end up (RFC 1951 §3.1.1), eight bytes ahead and without checking: <see cref="IsBeyond"/> is asked often enough
/// that no more than <see cref="Inflater.SourceRoom"/> bytes past <see cref="End"/> are looked at.
/// </summary>
internal unsafe struct BitReader(byte* input, byte* end)
{
    private ulong bits;
    private int count;

    public byte* Position { get; private set; } = input;

    public byte* End { get; } = end;

    /// <summary>Whether more was taken than there is, or nearly; a sound stream never is.</summary>
    public readonly bool IsBeyond => Position > End + sizeof(ulong);

    /// <summary>At least 56 bits wait afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        bits |= Unsafe.ReadUnaligned<ulong>(Position) << count;
        Position += (63 - count) >> 3;
        count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek(int length) => (uint)bits & ((1u << length) - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(int length)
    {
        var value = Peek(length);
        bits >>= length;
        count -= length;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(uint entry)
    {
        bits >>= (int)(entry & 31);
        count -= (int)(entry & 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Literal(uint entry)
    {
        Drop(entry);
        return (byte)(entry >> 16);
    }

    /// <summary>Base and extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Value(uint entry)
    {
        var extra = (uint)((bits & ((1ul << (int)(entry & 31)) - 1)) >> (int)((entry >> 8) & 15));
        Drop(entry);
        return (int)((entry >> 16) + extra);
    }

    /// <summary>Where a linked table's entry is; its bits count from the start of the code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Follow(uint link, int rootBits) => (link >> 16) + ((uint)(bits >> rootBits) & ((1u << (15 - rootBits)) - 1));

    /// <summary>Gives back the whole bytes not taken and drops the rest of the one begun.</summary>
    public void Align()
    {
        Position -= count >> 3;
        (bits, count) = (0, 0);
    }

    /// <summary>Passes over bytes, after <see cref="Align"/>.</summary>
    public void Skip(int bytes) => Position += bytes;
}
