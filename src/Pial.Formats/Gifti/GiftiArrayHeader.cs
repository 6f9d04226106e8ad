using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Pial.Formats.Gifti;

/// <summary>How an array of a GIFTI file is stored.</summary>
internal sealed record GiftiArrayHeader(string Intent, int[] Dimensions, string Type, string Encoding, bool BigEndian, bool ColumnMajor,
    string ExternalFile, long ExternalOffset)
{
    private const long MostValues = 1 << 28;

    private int Bytes => Type switch
    {
        "NIFTI_TYPE_UINT8" or "NIFTI_TYPE_INT8" => 1,
        "NIFTI_TYPE_INT16" or "NIFTI_TYPE_UINT16" => 2,
        "NIFTI_TYPE_FLOAT64" => 8,
        _ => 4,
    };

    private int Count => Dimensions.Aggregate(1, (a, b) => a * b);

    public static GiftiArrayHeader Of(string path, XmlReader xml)
    {
        string Attribute(string name) => xml.GetAttribute(name) ?? "";
        ImageFormatException Bad(string field, string expected) => new(path, -1, $"{field} of an array", expected, $"'{Attribute(field)}'");
        if (!int.TryParse(Attribute("Dimensionality"), NumberStyles.None, CultureInfo.InvariantCulture, out var rank) || rank is < 1 or > 6)
            throw Bad("Dimensionality", "1 to 6");
        var dimensions = new int[rank];
        long total = 1;
        for (var d = 0; d < rank; d++)
        {
            if (!int.TryParse(Attribute($"Dim{d}"), NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[d])
                || (total *= dimensions[d]) > MostValues) throw Bad($"Dim{d}", "a reasonable extent");
        }

        if (Attribute("DataType") is not ("NIFTI_TYPE_UINT8" or "NIFTI_TYPE_INT8" or "NIFTI_TYPE_INT16" or "NIFTI_TYPE_UINT16"
            or "NIFTI_TYPE_INT32" or "NIFTI_TYPE_UINT32" or "NIFTI_TYPE_FLOAT32" or "NIFTI_TYPE_FLOAT64"))
            throw Bad("DataType", "an integer or float type");
        if (Attribute("Encoding") is not ("ASCII" or "Base64Binary" or "GZipBase64Binary" or "ExternalFileBinary"))
            throw Bad("Encoding", "ASCII, Base64Binary, GZipBase64Binary or ExternalFileBinary");
        _ = long.TryParse(Attribute("ExternalFileOffset"), NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        return new(
            Attribute("Intent"), dimensions, Attribute("DataType"), Attribute("Encoding"), Attribute("Endian") == "BigEndian",
            Attribute("ArrayIndexingOrder") == "ColumnMajorOrder" && rank > 1, Attribute("ExternalFileName"), offset);
    }

    /// <summary>The array's numbers, last dimension fastest.</summary>
    public double[] Decode(string path, string text)
    {
        double[] values;
        try
        {
            values = Encoding switch
            {
                "ASCII" => Text(path, text),
                "Base64Binary" => Binary(path, Convert.FromBase64String(text)),
                "GZipBase64Binary" => Binary(path, Inflate(Convert.FromBase64String(text))),
                _ => Binary(path, External(path)),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            throw new ImageFormatException(path, -1, $"data of an array ({Intent})", "undamaged base64", "damaged", e);
        }

        return ColumnMajor ? RowMajor(values) : values;
    }

    private double[] Text(string path, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != Count) throw Wrong(path, words.Length);
        return Array.ConvertAll(words,
            w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var v)
                ? (Type == "NIFTI_TYPE_FLOAT32" ? (float)v : v)
                : throw new ImageFormatException(path, -1, $"data of an array ({Intent})", "numbers", $"'{w}'"));
    }

    private double[] Binary(string path, byte[] bytes)
    {
        if (bytes.Length != (long)Count * Bytes) throw Wrong(path, bytes.Length / Bytes);
        var values = new double[Count];
        for (var n = 0; n < values.Length; n++)
        {
            var at = bytes.AsSpan(n * Bytes, Bytes);
            if (BigEndian) at.Reverse();
            values[n] = Type switch
            {
                "NIFTI_TYPE_UINT8" => at[0],
                "NIFTI_TYPE_INT8" => (sbyte)at[0],
                "NIFTI_TYPE_INT16" => BinaryPrimitives.ReadInt16LittleEndian(at),
                "NIFTI_TYPE_UINT16" => BinaryPrimitives.ReadUInt16LittleEndian(at),
                "NIFTI_TYPE_INT32" => BinaryPrimitives.ReadInt32LittleEndian(at),
                "NIFTI_TYPE_UINT32" => BinaryPrimitives.ReadUInt32LittleEndian(at),
                "NIFTI_TYPE_FLOAT32" => BinaryPrimitives.ReadSingleLittleEndian(at),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(at),
            };
        }

        return values;
    }

    // The name says GZip, the content is zlib.
    private byte[] Inflate(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        return UpTo(zlib, ((long)Count * Bytes) + 1);
    }

    private byte[] External(string path)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ExternalFile);
        if (ExternalFile.Length == 0 || Path.GetFileName(ExternalFile) != ExternalFile || !File.Exists(file))
            throw new ImageFormatException(path, -1, "ExternalFileName", "a file beside this one", $"'{ExternalFile}'");
        using var stream = File.OpenRead(file);
        stream.Position = ExternalOffset;
        return UpTo(stream, (long)Count * Bytes);
    }

    // As far as there is something: a header that lies costs no memory.
    private static byte[] UpTo(Stream stream, long most)
    {
        var bytes = new byte[(int)Math.Min(most, 1 << 16)];
        for (var length = 0; ;)
        {
            length += stream.ReadAtLeast(bytes.AsSpan(length), bytes.Length - length, throwOnEndOfStream: false);
            if (length < bytes.Length) return bytes[..length];
            if (length == most) return bytes;
            Array.Resize(ref bytes, (int)Math.Min(Math.Min(most, Array.MaxLength), 2L * length));
            if (length == bytes.Length) return bytes;
        }
    }

    private double[] RowMajor(double[] values)
    {
        var result = new double[values.Length];
        var index = new int[Dimensions.Length];
        foreach (var value in values)
        {
            var at = 0;
            for (var d = 0; d < index.Length; d++)
                at = (at * Dimensions[d]) + index[d];
            result[at] = value;
            for (var d = 0; d < index.Length && ++index[d] == Dimensions[d]; d++)
                index[d] = 0;
        }

        return result;
    }

    private ImageFormatException Wrong(string path, int found) =>
        new(path, -1, $"data of an array ({Intent})", $"{Count} values ({string.Join(" × ", Dimensions)})",
            $"{found} values; the file may be cut off");
}
