using System.Runtime.InteropServices;
using Pial.Formats.Streams;

namespace Pial.Formats.Npy;

/// <summary>Floating-point types of an array for learning.</summary>
public enum NpyFloat
{
    /// <summary>IEEE single.</summary>
    Float32,

    /// <summary>IEEE half: three digits, half the size.</summary>
    Float16,
}

/// <summary>
/// Writes an array of any shape as NumPy's <c>.npy</c>, piece by piece, so that it never has to fit in memory: C order, the last axis
/// fastest.
/// </summary>
public static class NpyArray
{
    /// <summary>Writes an array.</summary>
    /// <param name="path">Output; it appears under its name only when it is whole.</param>
    /// <param name="type">Type of the numbers, little-endian.</param>
    /// <param name="shape">Length of each axis.</param>
    /// <param name="fill">Writes all numbers, in order, by calling what it is given as often as it likes.</param>
    /// <exception cref="InvalidOperationException">It wrote more or fewer numbers than the shape has.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, NpyFloat type, IReadOnlyList<int> shape, Action<SpanWriter> fill)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(fill);
        var expected = shape.Aggregate(1L, (product, n) => product * n);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(NpyHeader.Of(type == NpyFloat.Float16 ? "<f2" : "<f4", fortranOrder: false, [.. shape]));
            var count = 0L;
            var halves = Array.Empty<Half>();
            fill(values =>
            {
                count += values.Length;
                if (type == NpyFloat.Float32)
                {
                    stream.Write(MemoryMarshal.AsBytes(values));
                    return;
                }

                if (halves.Length < values.Length) halves = new Half[values.Length];
                System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(values, halves);
                stream.Write(MemoryMarshal.AsBytes(halves.AsSpan(0, values.Length)));
            });
            if (count != expected) throw new InvalidOperationException($"{count} numbers were written for an array of {expected}.");
        });
    }

    /// <summary>Takes the next numbers of an array.</summary>
    public delegate void SpanWriter(ReadOnlySpan<float> values);
}
