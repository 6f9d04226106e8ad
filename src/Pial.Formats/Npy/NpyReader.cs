using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Pial.Formats.Npy;

/// <summary>Reads matrices of floating-point numbers from NumPy's <c>.npy</c>.</summary>
public static partial class NpyReader
{
    /// <summary>Reads a matrix of <c>float16</c>, <c>float32</c> or <c>float64</c>, little-endian, in C order.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Rows, columns, and the numbers row after row.</returns>
    /// <exception cref="ImageFormatException">No such matrix, or a file that is cut.</exception>
    public static (int Rows, int Columns, double[] Values) Matrix(string path)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[10];
        stream.ReadExactly(start.AsSpan(0, (int)Math.Min(10, stream.Length)));
        if (start[0] != 0x93 || !start.AsSpan(1, 5).SequenceEqual("NUMPY"u8)) throw Bad(path, 0, "magic", "\\x93NUMPY", "something else");
        var wide = start[6] > 1;
        if (wide) stream.Position = 8;
        var length = wide ? ReadLength(stream) : BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8));
        if (length > 1 << 20 || stream.Position + length > stream.Length) throw Bad(path, 8, "header length", "a header inside the file", $"{length}");
        var text = new byte[length];
        stream.ReadExactly(text);
        var header = Encoding.Latin1.GetString(text);
        var type = Type().Match(header).Groups[1].Value;
        if (type is not ("<f2" or "<f4" or "<f8")) throw Bad(path, 10, "descr", "<f2, <f4 or <f8", type.Length == 0 ? "none" : type);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal)) throw Bad(path, 10, "fortran_order", "False (numpy.ascontiguousarray)", "True");
        if (Shape().Match(header) is not { Success: true } shape || !int.TryParse(shape.Groups[1].Value, out var rows) || !int.TryParse(shape.Groups[2].Value, out var columns))
            throw Bad(path, 10, "shape", "two axes: rows and columns", Axes().Match(header).Groups[1].Value);
        var size = type[2] - '0';
        if (stream.Length - stream.Position < (long)rows * columns * size) throw Bad(path, stream.Position, "data", $"{(long)rows * columns * size} bytes", $"{stream.Length - stream.Position}");
        var values = new double[(long)rows * columns];
        var row = new byte[columns * size];
        for (var r = 0; r < rows; r++)
        {
            stream.ReadExactly(row);
            for (var c = 0; c < columns; c++)
            {
                var cell = row.AsSpan(c * size, size);
                values[((long)r * columns) + c] = size == 8 ? BinaryPrimitives.ReadDoubleLittleEndian(cell) : size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(cell) : (double)BinaryPrimitives.ReadHalfLittleEndian(cell);
            }
        }

        return (rows, columns, values);
    }

    private static long ReadLength(FileStream stream)
    {
        var four = new byte[4];
        stream.ReadExactly(four);
        return BinaryPrimitives.ReadUInt32LittleEndian(four);
    }

    private static ImageFormatException Bad(string path, long offset, string field, string expected, string found) => new(path, offset, field, expected, found);

    [GeneratedRegex("'descr': '([^']*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape': \(([0-9]+), ([0-9]+),?\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"'shape': (\([^)]*\))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Axes();
}
