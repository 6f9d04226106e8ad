using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Pial.Formats.Nifti;
using Pial.Formats.Streams;
using Pial.Volumes;

namespace Pial.Formats.Cifti;

/// <summary>Reads and writes dense CIFTI-2 files of scalars (<c>.dscalar.nii</c>) and labels (<c>.dlabel.nii</c>).</summary>
public static class CiftiFile
{
    private const int MostBytes = 1 << 30, HeaderBytes = 540, XmlCode = 32, MostVertices = 1 << 24;
    private const int Scalars = 3006, LabelIntent = 3007, Float32 = 16;
    private const string What = "a dense CIFTI-2 file (.dscalar.nii, .dlabel.nii)", Structure = "CIFTI_STRUCTURE_";

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageFormatException">No such file, or a damaged one.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static CiftiDense Read(string path)
    {
        var bytes = WholeFile.Read(path, MostBytes, What);
        if (bytes.Length < HeaderBytes + 4) throw Bad(path, 0, "file", What, "too short, or cut off");
        var big = new FieldReader(bytes, bigEndian: true).I32(0) == HeaderBytes;
        if (!big && new FieldReader(bytes, bigEndian: false).I32(0) != HeaderBytes)
            throw Bad(path, 0, "file", What, ForeignFormats.Name(bytes.AsSpan(0, HeaderBytes), path) ?? "another kind of file");
        var header = NiftiHeaderCodec.Read(bytes, 2, big, isPair: false);
        if (header.IntentCode is not (Scalars or LabelIntent))
            throw Bad(path, 504, "intent", $"{Scalars} (dense scalars) or {LabelIntent} (dense labels)", $"{header.IntentCode}");
        var (maps, count) = (header.Dim[5], header.Dim[6]);
        if (maps < 1 || count < 1 || maps > int.MaxValue / 4 / count)
            throw Bad(path, 56, "size", "one map and one value at least", $"{maps} maps of {count} values");
        var (models, names, tables) = Document(path, bytes, big);
        if (names.Count != maps || models.Sum(static m => (long)m.Count) != count)
            throw Bad(path, HeaderBytes, "description", $"{maps} maps of {count} values, as the header has them",
                $"{names.Count} maps of {models.Sum(static m => (long)m.Count)} values");
        var values = Values(path, bytes, header, (int)maps, (int)count);
        return new(models, [.. names.Select((n, m) => new CiftiMap(n, values[m], tables[m]))]);
    }

    /// <summary>Writes a file: labels when its first map has them, else scalars.</summary>
    /// <exception cref="ArgumentException">A map has another number of values than the structures together.</exception>
    public static void Write(string path, CiftiDense dense)
    {
        ArgumentNullException.ThrowIfNull(dense);
        var count = dense.Models.Sum(static m => m.Count);
        if (dense.Maps.Count == 0 || dense.Maps.Any(m => m.Values.Length != count))
            throw new ArgumentException($"Each map must have {count} values, one of each vertex and voxel.", nameof(dense));
        var labels = dense.Maps[0].Labels is not null;
        var xml = Encoding.UTF8.GetBytes(Xml(dense, labels));
        var room = (8 + xml.Length + 15) / 16 * 16;
        var header = new NiftiHeader
        {
            Version = 2,
            Dim = [6, 1, 1, 1, 1, dense.Maps.Count, count, 1],
            IntentCode = labels ? LabelIntent : Scalars,
            IntentName = labels ? "ConnDenseLabel" : "ConnDenseScalar",
            DataType = Float32,
            BitPix = 32,
            SclSlope = 1,
            VoxOffset = HeaderBytes + 4 + room,
        };
        AtomicFile.Write(path, to =>
        {
            to.Write(NiftiHeaderCodec.Write(header));
            using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
            writer.Write(1); // an extension follows
            writer.Write(room);
            writer.Write(XmlCode);
            writer.Write(xml);
            writer.Write(new byte[room - 8 - xml.Length]);
            for (var n = 0; n < count; n++)
                foreach (var map in dense.Maps)
                    writer.Write(map.Values[n]);
        });
    }

    private static float[][] Values(string path, byte[] bytes, NiftiHeader header, int maps, int count)
    {
        var size = header.DataType switch
        {
            Float32 or 8 => 4,
            64 => 8,
            4 => 2,
            2 => 1,
            var other => throw Bad(path, 12, "type", "float32, float64, int32, int16 or uint8", $"code {other}"),
        };
        var start = (long)header.VoxOffset;
        if (start < HeaderBytes + 4 || start > bytes.Length || (long)maps * count * size > bytes.Length - start)
            throw Bad(path, start, "values", $"{maps} × {count} of {size} bytes", "cut off");
        var fields = new FieldReader(bytes, header.BigEndian);
        var values = new float[maps][];
        for (var m = 0; m < maps; m++)
            values[m] = new float[count];
        for (var n = 0; n < count; n++)
        {
            for (var m = 0; m < maps; m++)
            {
                var at = (int)start + (size * ((maps * n) + m));
                values[m][n] = header.DataType switch
                {
                    Float32 => fields.F32(at),
                    64 => (float)fields.F64(at),
                    8 => fields.I32(at),
                    4 => fields.I16(at),
                    _ => bytes[at],
                };
            }
        }

        return values;
    }

    private static (List<CiftiModel> Models, List<string> Names, List<LabelTable?> Tables) Document(string path, byte[] bytes, bool big)
    {
        var fields = new FieldReader(bytes, big);
        for (var at = HeaderBytes + 4; at + 8 <= bytes.Length; at += fields.I32(at))
        {
            var size = fields.I32(at);
            if (size < 8 || size > bytes.Length - at) break;
            if (fields.I32(at + 4) != XmlCode) continue;
            try
            {
                var text = Encoding.UTF8.GetString(bytes, at + 8, size - 8).TrimEnd('\0');
                var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
                using var reader = XmlReader.Create(new StringReader(text), settings);
                return Describe(path, XDocument.Load(reader));
            }
            catch (Exception e) when (e is XmlException or FormatException or OverflowException)
            {
                throw new ImageFormatException(path, at, "description", "CIFTI's XML", $"damaged ({e.Message})", e);
            }
        }

        throw Bad(path, HeaderBytes, "extension", $"CIFTI's XML (code {XmlCode})", "none");
    }

    private static (List<CiftiModel> Models, List<string> Names, List<LabelTable?> Tables) Describe(string path, XDocument xml)
    {
        XElement Of(string dimension) => xml.Descendants("MatrixIndicesMap")
            .FirstOrDefault(m => ((string?)m.Attribute("AppliesToMatrixDimension") ?? "").Split(',').Contains(dimension))
            ?? throw Bad(path, HeaderBytes, "description", $"a MatrixIndicesMap of dimension {dimension}", "none");
        var (models, names, tables) = (new List<CiftiModel>(), new List<string>(), new List<LabelTable?>());
        foreach (var model in Of("1").Elements("BrainModel"))
        {
            var name = ((string?)model.Attribute("BrainStructure") ?? "").Replace(Structure, "", StringComparison.Ordinal);
            var surface = (string?)model.Attribute("ModelType") == "CIFTI_MODEL_TYPE_SURFACE";
            var vertices = surface ? int.Parse((string?)model.Attribute("SurfaceNumberOfVertices") ?? "", CultureInfo.InvariantCulture) : 0;
            var indices = Numbers((string?)model.Element(surface ? "VertexIndices" : "VoxelIndicesIJK"));
            if (surface && (vertices is < 1 or > MostVertices || indices.Any(i => i < 0 || i >= vertices)))
                throw Bad(path, HeaderBytes, name, $"1 to {MostVertices} vertices, and numbers below that", $"{vertices}, or others");
            models.Add(new(name, vertices, indices));
        }

        foreach (var map in Of("0").Elements("NamedMap"))
        {
            names.Add((string?)map.Element("MapName") ?? "");
            tables.Add(map.Element("LabelTable") is { } table ? Labels(table) : null);
        }

        return (models, names, tables);
    }

    private static int[] Numbers(string? text) => [.. (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];

    private static LabelTable Labels(XElement table)
    {
        static int Byte(XElement label, string name) =>
            (int)Math.Round(255 * Math.Clamp((double?)label.Attribute(name) ?? 0, 0, 1));
        return new([.. table.Elements("Label").Select(static l => new Label(
            int.Parse((string?)l.Attribute("Key") ?? "", CultureInfo.InvariantCulture), l.Value, "",
            (Byte(l, "Red") << 16) | (Byte(l, "Green") << 8) | Byte(l, "Blue")))]);
    }

    private static string Xml(CiftiDense dense, bool labels)
    {
        var maps = new XElement("MatrixIndicesMap", new XAttribute("AppliesToMatrixDimension", 0),
            new XAttribute("IndicesMapToDataType", labels ? "CIFTI_INDEX_TYPE_LABELS" : "CIFTI_INDEX_TYPE_SCALARS"),
            dense.Maps.Select(m => new XElement("NamedMap", new XElement("MapName", m.Name), labels ? Table(m.Labels!) : null)));
        var (from, models) = (0, new XElement("MatrixIndicesMap", new XAttribute("AppliesToMatrixDimension", 1),
            new XAttribute("IndicesMapToDataType", "CIFTI_INDEX_TYPE_BRAIN_MODELS")));
        foreach (var model in dense.Models)
        {
            var surface = model.Vertices > 0;
            models.Add(new XElement("BrainModel", new XAttribute("IndexOffset", from), new XAttribute("IndexCount", model.Count),
                new XAttribute("ModelType", surface ? "CIFTI_MODEL_TYPE_SURFACE" : "CIFTI_MODEL_TYPE_VOXELS"),
                new XAttribute("BrainStructure", Structure + model.Name),
                surface ? new XAttribute("SurfaceNumberOfVertices", model.Vertices) : null,
                new XElement(surface ? "VertexIndices" : "VoxelIndicesIJK", string.Join(' ', model.Indices))));
            from += model.Count;
        }

        return new XElement("CIFTI", new XAttribute("Version", 2), new XElement("Matrix", maps, models))
            .ToString(System.Xml.Linq.SaveOptions.DisableFormatting);
    }

    private static XElement Table(LabelTable labels) => new("LabelTable", labels.Labels.Select(static l => new XElement("Label",
        new XAttribute("Key", l.Id), Part("Red", l.Color >> 16), Part("Green", l.Color >> 8), Part("Blue", l.Color),
        new XAttribute("Alpha", l.Id == 0 ? 0 : 1), l.Name)));

    private static XAttribute Part(string name, int colour) => new(name, Math.Round((colour & 255) / 255.0, 6));

    private static ImageFormatException Bad(string path, long at, string field, string expected, string found) =>
        new(path, at, field, expected, found);
}
