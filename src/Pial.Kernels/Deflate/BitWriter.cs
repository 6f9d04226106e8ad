using System.Runtime.CompilerServices;

namespace Pial.Kernels.Deflate;

/// <summary>Writes bits from the low end up (RFC 1951 §3.1.1). Up to 8 bytes past the position may be touched.</summary>
internal unsafe ref struct BitWriter(byte* output)
{
    private ulong bits;
    private int count;

    public byte* Position { get; private set; } = output;

    /// <summary>At most 56 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong value, int length)
    {
        bits |= value << count;
        count += length;
        Unsafe.WriteUnaligned(Position, bits);
        Position += count >> 3;
        bits >>= count & ~7;
        count &= 7;
    }

    /// <summary>Fills up to a whole byte with zeros.</summary>
    public void Align() => Write(0, -count & 7);

    /// <summary>Whole bytes, after <see cref="Align"/>.</summary>
    public void Copy(byte* bytes, int length)
    {
        Buffer.MemoryCopy(bytes, Position, length, length);
        Position += length;
    }
}
