using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using Pial.Formats.Streams;
using Pial.Formats.Surfaces;

namespace Pial.Formats.Gifti;

/// <summary>Writes GIFTI: surfaces, and numbers of vertices; compressed, little-endian.</summary>
public static class GiftiWriter
{
    private const string Identity = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1";

    /// <summary>Writes a surface (<c>.surf.gii</c>).</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="mesh">The surface, in scanner RAS+ mm.</param>
    /// <param name="metaData">Of the points, for example <c>AnatomicalStructurePrimary</c> = <c>CortexLeft</c>.</param>
    /// <param name="scanner">False when the coordinates are not the scanner's; the file then says that they are unknown.</param>
    public static void Surface(string path, SurfaceMesh mesh, IReadOnlyDictionary<string, string>? metaData = null, bool scanner = true)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        Write(path, 2, xml =>
        {
            Array(xml, "NIFTI_INTENT_POINTSET", "NIFTI_TYPE_FLOAT32", [mesh.VertexCount, 3], MemoryMarshal.AsBytes(mesh.Coordinates),
                metaData, scanner ? "NIFTI_XFORM_SCANNER_ANAT" : "NIFTI_XFORM_UNKNOWN");
            Array(xml, "NIFTI_INTENT_TRIANGLE", "NIFTI_TYPE_INT32", [mesh.TriangleCount, 3], MemoryMarshal.AsBytes(mesh.Triangles), null);
        });
    }

    /// <summary>Writes one number a vertex (<c>.shape.gii</c>).</summary>
    /// <param name="path">The file; replaced when there is one.</param>
    /// <param name="values">One a vertex.</param>
    /// <param name="metaData">Of the numbers, for example <c>Name</c> = <c>thickness</c>.</param>
    public static void Shape(string path, ReadOnlySpan<float> values, IReadOnlyDictionary<string, string>? metaData = null)
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        var count = values.Length;
        Write(path, 1, xml => Array(xml, "NIFTI_INTENT_SHAPE", "NIFTI_TYPE_FLOAT32", [count], bytes, metaData));
    }

    private static void Write(string path, int arrays, Action<XmlWriter> body)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteDocType("GIFTI", null, "http://www.nitrc.org/frs/download.php/115/gifti.dtd", null);
            xml.WriteStartElement("GIFTI");
            xml.WriteAttributeString("Version", "1.0");
            xml.WriteAttributeString("NumberOfDataArrays", arrays.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("MetaData", "");
            xml.WriteElementString("LabelTable", "");
            body(xml);
            xml.WriteEndElement();
        }

        AtomicFile.Write(path, to => stream.WriteTo(to));
    }

    private static void Array(XmlWriter xml, string intent, string type, ReadOnlySpan<int> dimensions, ReadOnlySpan<byte> data,
        IReadOnlyDictionary<string, string>? metaData, string? space = null)
    {
        xml.WriteStartElement("DataArray");
        xml.WriteAttributeString("Intent", intent);
        xml.WriteAttributeString("DataType", type);
        xml.WriteAttributeString("ArrayIndexingOrder", "RowMajorOrder");
        xml.WriteAttributeString("Dimensionality", dimensions.Length.ToString(CultureInfo.InvariantCulture));
        for (var d = 0; d < dimensions.Length; d++)
            xml.WriteAttributeString($"Dim{d}", dimensions[d].ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("Encoding", "GZipBase64Binary");
        xml.WriteAttributeString("Endian", "LittleEndian");
        xml.WriteAttributeString("ExternalFileName", "");
        xml.WriteAttributeString("ExternalFileOffset", "");
        MetaData(xml, metaData);
        if (space is not null)
        {
            xml.WriteStartElement("CoordinateSystemTransformMatrix");
            xml.WriteElementString("DataSpace", space);
            xml.WriteElementString("TransformedSpace", space);
            xml.WriteElementString("MatrixData", Identity);
            xml.WriteEndElement();
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        xml.WriteElementString("Data", Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length));
        xml.WriteEndElement();
    }

    private static void MetaData(XmlWriter xml, IReadOnlyDictionary<string, string>? entries)
    {
        xml.WriteStartElement("MetaData");
        foreach (var (name, value) in entries ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            xml.WriteStartElement("MD");
            xml.WriteElementString("Name", name);
            xml.WriteElementString("Value", value);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
