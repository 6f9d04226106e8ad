using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Mgh;

/// <summary>The colour table that FreeSurfer 7 and later put into segmentations such as <c>aparc+aseg.mgz</c>, behind the voxels.</summary>
public static class EmbeddedColourTable
{
    private const int Parameters = 20; // TR, flip angle, TE, TI, field of view
    private const int TagTable = 1;
    private const int TagGeometry = 20;
    private const int TagRealRas = 2;

    /// <summary>The table of a file; null when it has none.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="header">Its MGH header, read with the voxels.</param>
    /// <exception cref="ImageFormatException">The table is damaged.</exception>
    public static LabelTable? Of(string path, MghHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var bytes = header.Footer.Span;
        var field = new FieldReader(bytes, bigEndian: true);
        for (var at = Parameters; at + 4 <= bytes.Length;)
        {
            var tag = field.I32(at);
            at += 4;
            if (tag == TagTable) return BinaryColourTable.Read(path, bytes, ref at);
            if (tag is 0 or TagGeometry or TagRealRas || at + 8 > bytes.Length) return null; // tags without a length end what can be walked
            var length = field.I64(at);
            if (length < 0 || length > bytes.Length - at - 8) return null;
            at += 8 + (int)length;
        }

        return null;
    }
}
