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
        return Sniff(bytes) ? Parse(path, bytes) : throw new ImageFormatException(path, 0, "file", "a GIFTI file",
            ForeignFormats.Name(bytes.AsSpan(0, Math.Min(1024, bytes.Length)), path) ?? "another kind of file");
    }

    internal static bool Sniff(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 1024)].IndexOf("<GIFTI"u8) >= 0;

    internal static GiftiImage Parse(string path, byte[] bytes)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            IgnoreComments = true,
            MaxCharactersInDocument = 0,
        };
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(bytes), settings);
            return Document(path, xml);
        }
        catch (XmlException e)
        {
            throw new ImageFormatException(path, -1, $"line {e.LineNumber}", "well-formed XML",
                e.Message.Contains("Unexpected end", StringComparison.Ordinal) ? "cut off" : "damaged", e);
        }
    }

    private static GiftiImage Document(string path, XmlReader xml)
    {
        var (arrays, meta) = (new List<GiftiArray>(), new Dictionary<string, string>(StringComparer.Ordinal));
        LabelTable? labels = null;
        if (!xml.ReadToFollowing("GIFTI")) throw new ImageFormatException(path, -1, "document", "GIFTI", "another");
        var expected = xml.GetAttribute("NumberOfDataArrays");
        Children(xml, part =>
        {
            if (part == "MetaData") MetaData(xml, meta);
            else if (part == "LabelTable") labels = Labels(path, xml);
            else if (part == "DataArray") arrays.Add(DataArray(path, xml));
            else xml.Skip();
        });

        if (int.TryParse(expected, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n != arrays.Count)
            throw new ImageFormatException(path, -1, "arrays", $"{n}, as the header says", $"{arrays.Count}");
        return new(arrays, labels, meta);
    }

    private static GiftiArray DataArray(string path, XmlReader xml)
    {
        var header = GiftiArrayHeader.Of(path, xml);
        var meta = new Dictionary<string, string>(StringComparer.Ordinal);
        var systems = new List<GiftiCoordinates>();
        double[]? values = null;
        Children(xml, part =>
        {
            if (part == "MetaData") MetaData(xml, meta);
            else if (part == "CoordinateSystemTransformMatrix") AddSystem(xml, systems);
            else if (part == "Data") values = header.Decode(path, xml.ReadElementContentAsString());
            else xml.Skip();
        });

        return new(header.Intent, header.Dimensions, values ?? header.Decode(path, ""), meta) { Coordinates = systems };
    }

    // One without a matrix of 4 × 4 says nothing and is passed over.
    private static void AddSystem(XmlReader xml, List<GiftiCoordinates> systems)
    {
        var (from, to, matrix) = ("", "", (Affine?)null);
        Children(xml, part =>
        {
            if (part == "DataSpace") from = xml.ReadElementContentAsString().Trim();
            else if (part == "TransformedSpace") to = xml.ReadElementContentAsString().Trim();
            else if (part == "MatrixData") matrix = Matrix(xml.ReadElementContentAsString()) ?? matrix;
            else xml.Skip();
        });

        if (matrix is { } found) systems.Add(new(from, to, found));
    }

    private static Affine? Matrix(string text)
    {
        var numbers = Array.ConvertAll(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), static w =>
            double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) ? v : double.NaN);
        return numbers.Length == 16 && Affine.FromRows(numbers) is { IsFinite: true } affine ? affine : null;
    }

    private static void MetaData(XmlReader xml, Dictionary<string, string> into)
    {
        var name = "";
        void Pair(string part)
        {
            if (part == "Name") name = xml.ReadElementContentAsString();
            else if (part == "Value") into[name] = xml.ReadElementContentAsString();
            else xml.Skip();
        }

        Children(xml, part =>
        {
            if (part == "MD") Children(xml, Pair);
            else Pair(part);
        });
    }

    private static LabelTable? Labels(string path, XmlReader xml)
    {
        var labels = new List<Label>();
        Children(xml, part =>
        {
            if (part == "Label") labels.Add(Label(path, xml));
            else xml.Skip();
        });

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

    private static Label Label(string path, XmlReader xml)
    {
        var key = xml.GetAttribute("Key") ?? xml.GetAttribute("Index");
        if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id))
            throw new ImageFormatException(path, -1, "Key of a label", "a whole number", $"'{key}'");
        int Channel(string colour) => float.TryParse(xml.GetAttribute(colour), NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
            ? (int)Math.Round(Math.Clamp(v, 0, 1) * 255) : -1;
        var (red, green, blue) = (Channel("Red"), Channel("Green"), Channel("Blue"));
        return new(id, xml.ReadElementContentAsString(), "", red < 0 ? LabelTable.ColorFor(id) : (red << 16) | (green << 8) | blue);
    }

    // From an element's start behind its end; what is called moves behind the child it is given. (A reader of the subtree would read on for
    // ever where its document is damaged.)
    private static void Children(XmlReader xml, Action<string> child)
    {
        var depth = xml.Depth;
        var empty = xml.IsEmptyElement;
        if (!xml.Read() || empty) return;
        while (xml.Depth > depth && !xml.EOF)
        {
            if (xml.NodeType == XmlNodeType.Element) child(xml.Name);
            else if (!xml.Read()) return;
        }

        xml.Read();
    }
}
