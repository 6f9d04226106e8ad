using System.Runtime.InteropServices;

namespace Pial.Kernels;

/// <summary>
/// Copies between memory-mapped files and spans in one piece; the framework's own spans of mapped memory go element by element.
/// </summary>
public static class MappedBytes
{
    /// <summary>Copies mapped bytes into a span.</summary>
    /// <param name="source">The mapping.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">They leave the mapping.</exception>
    public static unsafe void Read(SafeBuffer source, long offset, Span<byte> destination)
    {
        Check(source, offset, destination.Length);
        byte* start = null;
        source.AcquirePointer(ref start);
        try
        {
            new ReadOnlySpan<byte>(start + offset, destination.Length).CopyTo(destination);
        }
        finally
        {
            source.ReleasePointer();
        }
    }

    /// <summary>Copies a span into mapped memory.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="destination">The mapping.</param>
    /// <param name="offset">First byte there.</param>
    /// <exception cref="ArgumentOutOfRangeException">They leave the mapping.</exception>
    public static unsafe void Write(ReadOnlySpan<byte> source, SafeBuffer destination, long offset)
    {
        Check(destination, offset, source.Length);
        byte* start = null;
        destination.AcquirePointer(ref start);
        try
        {
            source.CopyTo(new Span<byte>(start + offset, source.Length));
        }
        finally
        {
            destination.ReleasePointer();
        }
    }

    private static void Check(SafeBuffer mapped, long offset, int count)
    {
        ArgumentNullException.ThrowIfNull(mapped);
        if (offset < 0 || (ulong)offset + (ulong)count > mapped.ByteLength)
            throw new ArgumentOutOfRangeException(nameof(offset), offset,
                $"{count} bytes from there leave a mapping of {mapped.ByteLength}.");
    }
}
