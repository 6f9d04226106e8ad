using System.Buffers.Binary;
using Pial.Formats.Streams;

namespace Pial.Formats.Npy;

/// <summary>Writes a matrix as NumPy's <c>.npy</c> (version 1.0): C order, so that <c>numpy.load(f)[row]</c> is a row.</summary>
public static class NpyMatrix
{
    /// <summary>Writes <c>float64</c>, little-endian; the file appears under its name only when it is whole.</summary>
    /// <param name="path">Output.</param>
    /// <param name="values">The values, row after row.</param>
    /// <param name="columns">Length of a row.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<double> values, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (values.Length % columns != 0) throw new ArgumentException($"{values.Length} values are no rows of {columns}.", nameof(values));
        var bytes = new byte[8 * values.Length];
        for (var n = 0; n < values.Length; n++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * n), values[n]);
        var header = NpyHeader.Of("<f8", fortranOrder: false, values.Length / columns, columns);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            stream.Write(bytes);
        });
    }
}
