using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace Pial.Formats.Npy;

/// <summary>
/// A matrix in NumPy's <c>.npy</c> (<c>float16</c>, <c>float32</c> or <c>float64</c>, little-endian, C order), read piece by piece, so that
/// it never has to fit in memory.
/// </summary>
public sealed partial class NpyRows : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly long start;
    private readonly int size;

    private NpyRows(SafeFileHandle file, long start, int size, int rows, int columns) =>
        (this.file, this.start, this.size, Rows, Columns) = (file, start, size, rows, columns);

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many columns.</summary>
    public int Columns { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="ImageFormatException">No such matrix, or a file that is cut.</exception>
    public static NpyRows Open(string path)
    {
        var handle = File.OpenHandle(path);
        try
        {
            return Open(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads part of a row; may be called by several threads.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="first">Its first number that is wanted.</param>
    /// <param name="destination">Receives as many as fit.</param>
    public void Read(int row, int first, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows || first < 0 || first + destination.Length > Columns)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"Row {row} from {first} is not in a matrix of {Rows} × {Columns}.");
        var length = destination.Length * size;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var offset = start + ((((long)row * Columns) + first) * size);
            for (var at = 0; at < length;)
            {
                var count = RandomAccess.Read(file, rented.AsSpan(at, length - at), offset + at);
                if (count == 0) throw new EndOfStreamException("The matrix became shorter while it was read.");
                at += count;
            }

            for (var c = 0; c < destination.Length; c++)
            {
                var cell = rented.AsSpan(c * size, size);
                destination[c] = size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(cell)
                    : size == 8 ? (float)BinaryPrimitives.ReadDoubleLittleEndian(cell) : (float)BinaryPrimitives.ReadHalfLittleEndian(cell);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static NpyRows Open(string path, SafeFileHandle handle)
    {
        ImageFormatException Bad(long offset, string field, string expected, string found) => new(path, offset, field, expected, found);
        var (head, whole) = (new byte[12], RandomAccess.GetLength(handle));
        if (RandomAccess.Read(handle, head, 0) < 12 || head[0] != 0x93 || !head.AsSpan(1, 5).SequenceEqual("NUMPY"u8))
            throw Bad(0, "magic", "\\x93NUMPY", "something else");
        var wide = head[6] > 1;
        var (begin, length) = (wide ? 12 : 10,
            wide ? BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) : BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(8)));
        if (length > 1 << 20 || begin + length > whole) throw Bad(8, "header length", "a header inside the file", $"{length}");
        var text = new byte[length];
        _ = RandomAccess.Read(handle, text, begin);
        var header = Encoding.Latin1.GetString(text);
        var type = Type().Match(header).Groups[1].Value;
        if (type is not ("<f2" or "<f4" or "<f8")) throw Bad(begin, "descr", "<f2, <f4 or <f8", type.Length == 0 ? "none" : type);
        if (header.Contains("'fortran_order': True", StringComparison.Ordinal))
            throw Bad(begin, "fortran_order", "False (numpy.ascontiguousarray)", "True");
        if (Shape().Match(header) is not { Success: true } shape || !int.TryParse(shape.Groups[1].Value, out var rows)
            || !int.TryParse(shape.Groups[2].Value, out var columns))
            throw Bad(begin, "shape", "two axes: rows and columns", Axes().Match(header).Groups[1].Value);
        var (data, size) = (begin + (long)length, type[2] - '0');
        if (whole - data < (long)rows * columns * size) throw Bad(data, "data", $"{(long)rows * columns * size} bytes", $"{whole - data}");
        return new(handle, data, size, rows, columns);
    }

    [GeneratedRegex("'descr': '([^']*)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Type();

    [GeneratedRegex(@"'shape': \(([0-9]+), ([0-9]+),?\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Shape();

    [GeneratedRegex(@"'shape': (\([^)]*\))", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Axes();
}
