using System.Numerics;
using System.Runtime.InteropServices;
using Pial.Formats.Streams;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Formats.Voxels;

/// <summary>Writes a header, the voxels and what follows them, plain or gzip-compressed.</summary>
public static class VoxelWriter
{
    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">Output.</param>
    /// <param name="compress">Whether to gzip it.</param>
    /// <param name="before">The header.</param>
    /// <param name="voxels">Voxels, first axis fastest.</param>
    /// <param name="layout">How they are stored: <see cref="Plan"/>.</param>
    /// <param name="after">What follows the voxels.</param>
    /// <param name="parallel">Threads and cancellation; the bytes do not depend on them.</param>
    public static void Write<T>(
        string path, bool compress, ReadOnlyMemory<byte> before, ReadOnlyMemory<T> voxels, VoxelLayout layout, ReadOnlyMemory<byte> after,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
        => AtomicFile.Write(path, output =>
        {
            if (compress)
                Compressed(output, before, voxels, layout, after, parallel);
            else
                Plain(output, before, voxels, layout, after, parallel);
        });

    private static void Compressed<T>(
        Stream output, ReadOnlyMemory<byte> before, ReadOnlyMemory<T> voxels, VoxelLayout layout, ReadOnlyMemory<byte> after,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var size = layout.Type.ByteSize();
        var gzip = new GzipWriter(output, parallel);
        gzip.Begin();
        gzip.Append(before.Length, (at, block) => before.Span.Slice((int)at, block.Length).CopyTo(block));
        gzip.Append((long)voxels.Length * size,
            (at, block) => VoxelEncoder.Encode(voxels.Span.Slice((int)(at / size), block.Length / size), layout, block), size);
        gzip.Append(after.Length, (at, block) => after.Span.Slice((int)at, block.Length).CopyTo(block));
        gzip.End();
    }

    private static void Plain<T>(
        Stream output, ReadOnlyMemory<byte> before, ReadOnlyMemory<T> voxels, VoxelLayout layout, ReadOnlyMemory<byte> after,
        ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var size = layout.Type.ByteSize();
        output.Write(before.Span);
        var buffer = new byte[Math.Min(GzipWriter.BlockBytes, (long)voxels.Length * size)];
        for (var done = 0; done < voxels.Length;)
        {
            parallel?.CancellationToken.ThrowIfCancellationRequested();
            var n = Math.Min(buffer.Length / size, voxels.Length - done);
            VoxelEncoder.Encode(voxels.Span.Slice(done, n), layout, buffer.AsSpan(0, n * size));
            output.Write(buffer, 0, n * size);
            done += n;
        }

        output.Write(after.Span);
    }

    /// <summary>
    /// Type and scaling for an image: float types as they are; integers unscaled when all values are whole and fit, else, for an image of
    /// reals in a format that has scaling, slope and intercept over the finite range.
    /// </summary>
    /// <param name="voxels">The voxels.</param>
    /// <param name="type">Type on disk.</param>
    /// <param name="canScale">Whether the format has slope and intercept.</param>
    /// <param name="path">The output, for messages.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The type cannot hold the values.</exception>
    public static VoxelLayout Plan<T>(ReadOnlyMemory<T> voxels, StoredType type, bool canScale, string path, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        var plain = new VoxelLayout(type, false, 1, 0, 0);
        if (!type.IsInteger() || VoxelEncoder.IsOwn<T>(type)) return plain;
        if (VoxelEncoder.IsWhole<T>())
        {
            var (least, most, fit) = Extremes(voxels.Span, type);
            return fit ? plain : throw new ArgumentException(
                $"{Path.GetFileName(path)}: whole numbers from {least} to {most} do not fit {type.Name()}; choose a larger type (NIfTI " +
                    "and .npy have 64 bits).", nameof(type));
        }

        var (low, high, whole) = Survey(voxels, parallel);
        var (min, max) = type.Range();
        if (whole && low >= min && high <= max) return plain;
        if (!canScale)
        {
            throw new ArgumentException(
                $"{Path.GetFileName(path)}: values from {low:g6} to {high:g6}{(whole ? string.Empty : ", not all whole,")} do not fit " +
                    $"{type.Name()}, and this format has no scaling for them; choose float32.", nameof(type));
        }

        if (high <= low) return plain with { Slope = low == 0 ? 1 : (float)low };
        // The full range of the type; slope and intercept as float, which is what NIfTI-1 keeps.
        var slope = (double)(float)((high - low) / (max - min));
        return slope > 0 ? plain with { Slope = slope, Intercept = (float)(low - (min * slope)) } : plain with { Slope = 1 };
    }

    /// <summary>Smallest and largest of whole numbers, and whether an integer type holds both.</summary>
    internal static (T Least, T Most, bool Fit) Extremes<T>(ReadOnlySpan<T> voxels, StoredType type)
        where T : unmanaged, INumber<T>
    {
        var (least, most) = (voxels[0], voxels[0]);
        foreach (var voxel in voxels)
            (least, most) = (voxel < least ? voxel : least, voxel > most ? voxel : most);
        var (min, max) = type.WholeRange();
        return (least, most, Int128.CreateTruncating(least) >= min && Int128.CreateTruncating(most) <= max);
    }

    // Order does not matter to minima, maxima and "all", so the parts can be taken on any thread.
    private static (double Low, double High, bool Whole) Survey<T>(ReadOnlyMemory<T> voxels, ParallelOptions? parallel)
        where T : unmanaged, INumber<T>
    {
        const int Part = 1 << 18;
        var parts = new (double Low, double High, bool Whole)[(voxels.Length + Part - 1) / Part];
        Slices.For(parts.Length, parallel, p => parts[p] = Survey(voxels.Span.Slice(p * Part, Math.Min(Part, voxels.Length - (p * Part)))));
        var (low, high) = (parts.Min(p => p.Low), parts.Max(p => p.High));
        var whole = parts.All(p => p.Whole);
        return low <= high ? (low + 0.0, high + 0.0, whole) : (0, 0, whole); // no negative zeros, which minima may or may not prefer
    }

    private static (double Low, double High, bool Whole) Survey<T>(ReadOnlySpan<T> voxels)
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) && voxels.Length >= Vector<float>.Count)
            return SurveyFloats(MemoryMarshal.Cast<T, float>(voxels));
        var (low, high, whole) = (double.PositiveInfinity, double.NegativeInfinity, true);
        foreach (var voxel in voxels)
        {
            var value = double.CreateTruncating(voxel);
            if (!double.IsFinite(value))
            {
                whole &= double.IsNaN(value);
                continue;
            }

            low = value < low ? value : low;
            high = value > high ? value : high;
            whole &= value == Math.Floor(value);
        }

        return (low, high, whole);
    }

    // A vector at a time; the last vector reaches back over values already seen, which changes no minimum, maximum or "all".
    private static (double Low, double High, bool Whole) SurveyFloats(ReadOnlySpan<float> voxels)
    {
        var infinity = new Vector<float>(float.PositiveInfinity);
        var (low, high, odd) = (infinity, -infinity, Vector<int>.Zero);
        for (var n = 0; n < voxels.Length; n += Vector<float>.Count)
        {
            var v = new Vector<float>(voxels[Math.Min(n, voxels.Length - Vector<float>.Count)..]);
            var finite = Vector.LessThan(Vector.Abs(v), infinity);
            low = Vector.Min(low, Vector.ConditionalSelect(finite, v, infinity));
            high = Vector.Max(high, Vector.ConditionalSelect(finite, v, -infinity));
            odd |= Vector.AndNot(Vector.Equals(v, v), Vector.Equals(Vector.Floor(v), v) & finite);
        }

        var (least, most) = (low[0], high[0]);
        for (var n = 1; n < Vector<float>.Count; n++)
            (least, most) = (Math.Min(least, low[n]), Math.Max(most, high[n]));
        return (least, most, odd == Vector<int>.Zero);
    }
}
