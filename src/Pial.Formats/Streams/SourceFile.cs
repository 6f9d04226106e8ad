using System.IO.Compression;
using Pial.Kernels.Deflate;

namespace Pial.Formats.Streams;

/// <summary>One input file read from front to back, decompressed when its first bytes are gzip's, whatever its name.</summary>
public sealed class SourceFile : IDisposable
{
    // Deflate cannot shrink by more than this (RFC 1951: a 258-byte match in two bits), so a longer claim is a lie.
    private const long MaxDeflateRatio = 1032;

    // Beyond these a file is read piece by piece.
    private const int MostWholeBytes = 1 << 30;
    private const int MostTrailingBytes = 16 << 20;

    private readonly FileStream file;
    private Stream stream;
    private ReadOnlyMemory<byte> peeked;

    internal SourceFile(string path)
    {
        Path = path;
        file = Open(path);
        try
        {
            StoredLength = file.Length;
            if (StoredLength == 0)
                throw new ImageFormatException(path, -1, "file", "an image", "empty");
            Span<byte> magic = stackalloc byte[3];
            var n = file.ReadAtLeast(magic, 3, throwOnEndOfStream: false);
            Compressed = n == 3 && magic[0] == 0x1f && magic[1] == 0x8b && magic[2] == 8;
            file.Position = 0;
            stream = Compressed ? new GZipStream(new BufferedStream(file, 1 << 17), CompressionMode.Decompress) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // What cannot be read is the caller's to change (exit code 2), as what is damaged is.
    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageFormatException(path, -1, "file", "one that may be read",
                Directory.Exists(path) ? "a directory" : "closed to this user (permission denied)", e);
        }
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Whether it is gzip-compressed.</summary>
    public bool Compressed { get; }

    /// <summary>Bytes on disk.</summary>
    public long StoredLength { get; }

    /// <summary>Bytes of the decompressed file taken so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes the file can hold at most: its length, or what gzip could have packed into it.</summary>
    public long MostBytes => Compressed ? StoredLength * MaxDeflateRatio : StoredLength;

    /// <summary>The first bytes, up to a number, without taking them; only before anything is taken.</summary>
    public ReadOnlySpan<byte> Peek(int most)
    {
        if (Position != 0 || !peeked.IsEmpty)
            throw new InvalidOperationException("Only the start of a file can be looked at ahead.");
        var head = new byte[most];
        var n = Read(head);
        Position = 0;
        peeked = head.AsMemory(0, n);
        return peeked.Span;
    }

    /// <summary>All bytes of the decompressed file, once <see cref="TryDecompressWhole"/> succeeded.</summary>
    internal Memory<byte>? Whole { get; private set; }

    /// <summary>
    /// Decompresses the file in one go where it is not huge and the gzip trailer's length fits the claim; nothing changes when that fails,
    /// so that the ordinary way finds the fault and names it.
    /// </summary>
    /// <param name="atLeast">Bytes the header claims; already checked against what the file can hold.</param>
    internal void TryDecompressWhole(long atLeast)
    {
        if (!Compressed || StoredLength > MostWholeBytes || atLeast > MostWholeBytes) return;
        var packed = GC.AllocateUninitializedArray<byte>((int)StoredLength + Inflater.SourceRoom);
        var member = packed.AsSpan(0, (int)StoredLength);
        if (RandomAccess.Read(file.SafeFileHandle, member, 0) < member.Length) return;
        long length = BitConverter.ToUInt32(member[^4..]);
        if (length < atLeast || length > Math.Min(MostBytes, atLeast + MostTrailingBytes)) return;
        var whole = GC.AllocateUninitializedArray<byte>((int)length + Inflater.DestinationRoom);
        if (!(LibDeflate.IsAvailable ? LibDeflate.TryGunzip(member, whole.AsSpan(0, (int)length)) : GzipMember.TryGunzip(packed, whole)))
            return;
        stream.Dispose();
        stream = new MemoryStream(whole, 0, (int)length, writable: false) { Position = Position };
        peeked = default;
        Whole = whole.AsMemory(0, (int)length);
    }

    /// <summary>Fills the span as far as the file reaches, and says how far.</summary>
    public int Read(Span<byte> destination)
    {
        var ahead = Math.Min(peeked.Length, destination.Length);
        peeked.Span[..ahead].CopyTo(destination);
        peeked = peeked[ahead..];
        try
        {
            var n = ahead + stream.ReadAtLeast(destination[ahead..], destination.Length - ahead, throwOnEndOfStream: false);
            Position += n;
            return n;
        }
        catch (InvalidDataException e)
        {
            throw new ImageFormatException(Path, -1, "gzip stream", "an undamaged one; copy or download the file again", "damaged", e);
        }
    }

    /// <summary>Fills the span.</summary>
    /// <exception cref="ImageFormatException">The file ends before.</exception>
    public void ReadExactly(Span<byte> destination, string field)
    {
        var start = Position;
        var n = Read(destination);
        if (n < destination.Length)
            throw new ImageFormatException(Path, start, field, $"{destination.Length} bytes", $"cut off after {n}");
    }

    /// <summary>Moves forward to a byte of the decompressed file.</summary>
    /// <exception cref="ImageFormatException">The file ends before.</exception>
    public void SkipTo(long position, string field)
    {
        if (!Compressed)
        {
            if (position > StoredLength)
                throw new ImageFormatException(Path, -1, field, $"at most {StoredLength} (the size of the file)", $"{position}");
            file.Position = Position = position;
            peeked = default;
            return;
        }

        if (Whole is { } whole)
        {
            stream.Position = Position = Math.Min(position, whole.Length);
            return;
        }

        var scratch = new byte[(int)Math.Min(1 << 16, Math.Max(0, position - Position))];
        while (Position < position)
        {
            if (Read(scratch.AsSpan(0, (int)Math.Min(scratch.Length, position - Position))) == 0)
                throw new ImageFormatException(Path, -1, field, $"at most {Position} (the size of the decompressed file)", $"{position}");
        }
    }

    /// <summary>Reads on to the end, which also makes gzip compare its checksum, and counts the bytes, giving up after a limit.</summary>
    public long CountToEnd(long limit = long.MaxValue)
    {
        if (!Compressed)
            return StoredLength - Position;
        var scratch = new byte[1 << 16];
        long count = 0;
        for (int n; count < limit && (n = Read(scratch)) > 0;)
            count += n;
        return count;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        stream.Dispose();
        file.Dispose();
    }
}
