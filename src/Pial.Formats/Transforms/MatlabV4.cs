using System.Text;
using Pial.Formats.Streams;

namespace Pial.Formats.Transforms;

/// <summary>A matrix of a MATLAB level-4 file, column by column.</summary>
internal sealed record MatlabMatrix(int Rows, int Columns, double[] Values)
{
    public double this[int row, int column] => Values[row + (Rows * column)];
}

/// <summary>
/// MATLAB level-4 files of real matrices, as ITK, ANTs and SPM write them: type, rows, columns, imaginary flag and name length, five 32-bit
/// words each.
/// </summary>
internal static class MatlabV4
{
    private const int MostBytes = 1 << 20; // a transform has a few hundred

    public static IReadOnlyDictionary<string, MatlabMatrix> Read(string path)
    {
        using var file = new SourceFile(path);
        if (file.StoredLength > MostBytes)
            throw new ImageFormatException(path, -1, "file", "a small matrix file", $"{file.StoredLength} bytes");
        var bytes = new byte[MostBytes];
        bytes = bytes[..file.Read(bytes)];
        if (bytes.AsSpan().StartsWith("MATLAB 5.0"u8))
            throw new ImageFormatException(path, 0, "MATLAB version", "4", "5");
        var matrices = new Dictionary<string, MatlabMatrix>(StringComparer.Ordinal);
        for (var at = 0; at < bytes.Length;)
            at = ReadOne(path, bytes, at, matrices);
        return matrices;
    }

    private static int ReadOne(string path, byte[] bytes, int at, Dictionary<string, MatlabMatrix> matrices)
    {
        ImageFormatException Bad(string field, string expected, string found) => new(path, at, field, expected, found);
        if (bytes.Length - at < 20)
            throw Bad("matrix header", "20 bytes", $"cut off after {bytes.Length - at}");
        var little = new FieldReader(bytes.AsSpan(at, 20), false).I32(0);
        var f = new FieldReader(bytes.AsSpan(at, 20), little is < 0 or >= 4052);
        var type = f.I32(0);
        var (rows, columns, imaginary, nameLength) = (f.I32(4), f.I32(8), f.I32(12), f.I32(16));
        // Thousands: byte order (0 little, 1 big); hundreds: 0, or 1 where rows are stored first; tens: 0 double, 1 single; units: 0 full
        // matrix.
        var (order, layout, precision, kind) = (type / 1000, type / 100 % 10, type / 10 % 10, type % 10);
        if (type < 0 || order > 1 || (order == 1) != f.BigEndian || layout > 1 || precision > 1 || kind != 0 || imaginary != 0)
            throw Bad("matrix type", "a full real matrix of a MATLAB level-4 file", $"{type}");
        var size = precision == 0 ? 8 : 4;
        if (rows < 0 || columns < 0 || nameLength is < 1 or > 256 || (long)rows * columns > bytes.Length
            || at + 20L + nameLength + ((long)rows * columns * size) > bytes.Length)
            throw Bad("matrix", "no larger than the file", $"{rows}×{columns}");
        var name = Encoding.Latin1.GetString(bytes, at + 20, nameLength).TrimEnd('\0');
        var data = new FieldReader(bytes.AsSpan(at + 20 + nameLength), f.BigEndian);
        var values = new double[rows * columns];
        for (var n = 0; n < values.Length; n++)
        {
            var to = layout == 1 && rows > 1 && columns > 1 ? (n / columns) + (rows * (n % columns)) : n;
            values[to] = precision == 0 ? data.F64(8 * n) : data.F32(4 * n);
        }

        matrices[name] = new(rows, columns, values);
        return at + 20 + nameLength + (values.Length * size);
    }

    public static void Write(Stream stream, string name, ReadOnlySpan<double> column)
    {
        var bytes = new byte[20 + name.Length + 1 + (8 * column.Length)];
        var f = new FieldWriter(bytes, bigEndian: false);
        f.I32(4, column.Length);
        f.I32(8, 1);
        f.I32(16, name.Length + 1);
        f.Text(20, name.Length, name);
        f.F64(21 + name.Length, column);
        stream.Write(bytes);
    }
}
