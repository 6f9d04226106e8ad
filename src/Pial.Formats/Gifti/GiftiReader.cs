using System.Globalization;
using System.Xml;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Gifti;

/// <summary>Reads GIFTI: XML around arrays in text, base64, compressed base64 or another file.</summary>
public static class GiftiReader
{
    private const int MostBytes = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; gzip around it is taken off.</param>
    /// <exception cref="ImageFormatException">No GIFTI, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static GiftiImage Read(string path)
    {
        var bytes = WholeFile.Read(path, MostBytes, "a GIFTI file");
        if (LinkAsText.Target(path, bytes) is { } target) (path, bytes) = (target, WholeFile.Read(target, MostBytes, "a GIFTI file"));
        return Sniff(bytes) ? Parse(path, bytes) : throw new ImageFormatException(path, 0, "file", "a GIFTI file", ForeignFormats.Name(bytes.AsSpan(0, Math.Min(1024, bytes.Length)), path) ?? "another kind of file");
    }

    internal static bool Sniff(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 1024)].IndexOf("<GIFTI"u8) >= 0;

    internal static GiftiImage Parse(string path, byte[] bytes)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreComments = true, MaxCharactersInDocument = 0 };
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(bytes), settings);
            return Document(path, xml);
        }
        catch (XmlException e)
        {
            throw new ImageFormatException(path, -1, $"line {e.LineNumber}", "well-formed XML", e.Message.Contains("Unexpected end", StringComparison.Ordinal) ? "cut off" : "damaged", e);
        }
    }

    private static GiftiImage Document(string path, XmlReader xml)
    {
        var (arrays, meta) = (new List<GiftiArray>(), new Dictionary<string, string>(StringComparer.Ordinal));
        LabelTable? labels = null;
        if (!xml.ReadToFollowing("GIFTI")) throw new ImageFormatException(path, -1, "document", "GIFTI", "another");
        var expected = xml.GetAttribute("NumberOfDataArrays");
        xml.Read();
        while (xml.NodeType != XmlNodeType.EndElement && !xml.EOF)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                xml.Read();
                continue;
            }

            using var part = xml.ReadSubtree();
            part.Read();
            switch (xml.Name)
            {
                case "MetaData":
                    MetaData(part, meta);
                    break;
                case "LabelTable":
                    labels = Labels(path, part);
                    break;
                case "DataArray":
                    arrays.Add(DataArray(path, part));
                    break;
            }

            part.Close();
            xml.Read();
        }

        if (int.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n != arrays.Count) throw new ImageFormatException(path, -1, "arrays", $"{n}, as the header says", $"{arrays.Count}");
        return new(arrays, labels, meta);
    }

    private static GiftiArray DataArray(string path, XmlReader xml)
    {
        var header = GiftiArrayHeader.Of(path, xml);
        var meta = new Dictionary<string, string>(StringComparer.Ordinal);
        var systems = new List<GiftiCoordinates>();
        double[]? values = null;
        xml.Read();
        while (!xml.EOF)
        {
            if (xml is { NodeType: XmlNodeType.Element, Name: "MetaData", IsEmptyElement: false })
            {
                using var part = xml.ReadSubtree();
                MetaData(part, meta);
                part.Close();
                xml.Read();
            }
            else if (xml is { NodeType: XmlNodeType.Element, Name: "CoordinateSystemTransformMatrix", IsEmptyElement: false })
            {
                using var part = xml.ReadSubtree();
                if (System(part) is { } system) systems.Add(system);
                part.Close();
                xml.Read();
            }
            else if (xml is { NodeType: XmlNodeType.Element, Name: "Data" })
            {
                values = header.Decode(path, xml.ReadElementContentAsString());
            }
            else
            {
                xml.Read();
            }
        }

        return new(header.Intent, header.Dimensions, values ?? header.Decode(path, ""), meta) { Coordinates = systems };
    }

    // Null when it is no matrix of 4 × 4: then it says nothing.
    private static GiftiCoordinates? System(XmlReader xml)
    {
        var (from, to, matrix) = ("", "", (Affine?)null);
        xml.Read();
        xml.Read();
        while (!xml.EOF)
        {
            switch (xml is { NodeType: XmlNodeType.Element } ? xml.Name : "")
            {
                case "DataSpace":
                    from = xml.ReadElementContentAsString().Trim();
                    break;
                case "TransformedSpace":
                    to = xml.ReadElementContentAsString().Trim();
                    break;
                case "MatrixData":
                    var words = xml.ReadElementContentAsString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                    var numbers = Array.ConvertAll(words, static w =>
                        double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN);
                    if (numbers.Length == 16 && Affine.FromRows(numbers) is { IsFinite: true } affine) matrix = affine;
                    break;
                default:
                    xml.Read();
                    break;
            }
        }

        return matrix is { } found ? new(from, to, found) : null;
    }

    private static void MetaData(XmlReader xml, Dictionary<string, string> into)
    {
        var name = "";
        while (xml.Read())
        {
            while (xml is { NodeType: XmlNodeType.Element, Name: "Name" or "Value" })
            {
                var isName = xml.Name == "Name";
                var text = xml.ReadElementContentAsString();
                if (isName) name = text;
                else into[name] = text;
            }
        }
    }

    private static LabelTable? Labels(string path, XmlReader xml)
    {
        var labels = new List<Label>();
        while (xml.Read())
        {
            while (xml is { NodeType: XmlNodeType.Element, Name: "Label" })
            {
                var key = xml.GetAttribute("Key") ?? xml.GetAttribute("Index");
                if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)) throw new ImageFormatException(path, -1, "Key of a label", "a whole number", $"'{key}'");
                int Channel(string colour) => float.TryParse(xml.GetAttribute(colour), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? (int)Math.Round(Math.Clamp(v, 0, 1) * 255) : -1;
                var (red, green, blue) = (Channel("Red"), Channel("Green"), Channel("Blue"));
                labels.Add(new(id, xml.ReadElementContentAsString(), "", red < 0 ? LabelTable.ColorFor(id) : (red << 16) | (green << 8) | blue));
            }
        }

        if (labels.Count == 0) return null;
        try
        {
            return new(labels);
        }
        catch (ArgumentException e)
        {
            throw new ImageFormatException(path, -1, "LabelTable", "each number once", e.Message.Split(" (Parameter")[0], e);
        }
    }
}
