using System.Buffers.Binary;
using Pial.Kernels.Deflate;

namespace Pial.Formats.Streams;

/// <summary>Decompresses a gzip file of one member (RFC 1952) that is in memory as a whole.</summary>
internal static class GzipMember
{
    private const int HeadBytes = 10, TailBytes = 8;
    private const byte HasHeaderCrc = 2, HasExtra = 4, HasName = 8, HasComment = 16;

    /// <summary>Decompresses the member and checks its checksum.</summary>
    /// <param name="file">The file, then <see cref="Inflater.SourceRoom"/> bytes.</param>
    /// <param name="output">The content, then <see cref="Inflater.DestinationRoom"/> bytes.</param>
    /// <returns>Whether the file is one sound member that fills the output exactly; <c>false</c> for anything else, whatever the
    /// reason.</returns>
    public static bool TryGunzip(ReadOnlySpan<byte> file, Span<byte> output)
    {
        var member = file[..^Inflater.SourceRoom];
        var start = HeaderLength(member);
        if (start < 0 || start + TailBytes > member.Length) return false;
        var used = new Inflater().Inflate(file[start..^TailBytes], output);
        if (used != member.Length - start - TailBytes) return false;
        var content = output[..^Inflater.DestinationRoom];
        return System.IO.Hashing.Crc32.HashToUInt32(content) == BinaryPrimitives.ReadUInt32LittleEndian(member[^TailBytes..])
            && (uint)content.Length == BinaryPrimitives.ReadUInt32LittleEndian(member[^4..]);
    }

    private static int HeaderLength(ReadOnlySpan<byte> member)
    {
        if (member.Length < HeadBytes || member[0] != 0x1f || member[1] != 0x8b || member[2] != 8) return -1;
        var flags = member[3];
        var at = HeadBytes;
        if ((flags & HasExtra) != 0)
        {
            if (at + 2 > member.Length) return -1;
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian(member[at..]);
        }

        for (var texts = ((flags & HasName) != 0 ? 1 : 0) + ((flags & HasComment) != 0 ? 1 : 0); texts > 0; texts--)
        {
            var length = at < member.Length ? member[at..].IndexOf((byte)0) : -1;
            if (length < 0) return -1;
            at += length + 1;
        }

        return (flags & HasHeaderCrc) != 0 ? at + 2 : at;
    }
}
