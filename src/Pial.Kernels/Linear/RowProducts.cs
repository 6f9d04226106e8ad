using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Linear;

/// <summary>
/// Inner products of the rows of matrices stored row after row: <c>A Bᵀ</c>, <c>A Aᵀ</c> and, by way of the transpose, <c>AᵀA</c>. Every
/// element is summed in an order that depends on the sizes alone.
/// </summary>
public static class RowProducts
{
    // Four rows of one by three of the other: twelve sums, three values and one more fill the sixteen registers of 256 bits.
    private const int Tall = 4;
    private const int Wide = 3;

    // A stretch of the rows that stays in the first cache, and rows of the second matrix whose stretches stay in the second.
    private const int Stretch = 512;
    private const int Panel = 48;
    private const int SliceRows = 64;

    /// <summary>Inner products of all rows of one matrix with all rows of another.</summary>
    /// <param name="a">The first, <c>rows × width</c>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="b">The second, <c>others × width</c>.</param>
    /// <param name="others">Its rows.</param>
    /// <param name="width">Length of a row of both.</param>
    /// <param name="destination">Receives <c>rows × others</c>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Of(ReadOnlyMemory<double> a, int rows, ReadOnlyMemory<double> b, int others, int width, Memory<double> destination,
        ParallelOptions? parallel = null)
    {
        Check(a.Length, rows, width, destination.Length, others);
        if (b.Length < others * width) throw new ArgumentException($"{b.Length} values for {others} rows of {width}.", nameof(b));
        Slices.For((rows + SliceRows - 1) / SliceRows, parallel, s =>
        {
            var first = s * SliceRows;
            var count = Math.Min(SliceRows, rows - first);
            Block(a.Span.Slice(first * width, count * width), count, b.Span, others, width, destination.Span[(first * others)..], others);
        });
    }

    /// <summary>Inner products of all pairs of rows, a symmetric matrix.</summary>
    /// <param name="a">The matrix, <c>rows × width</c>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="width">Length of a row.</param>
    /// <param name="destination">Receives <c>rows × rows</c>.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void OfPairs(ReadOnlyMemory<double> a, int rows, int width, Memory<double> destination, ParallelOptions? parallel = null)
    {
        Check(a.Length, rows, width, destination.Length, rows);
        Slices.For((rows + SliceRows - 1) / SliceRows, parallel, s =>
        {
            var first = s * SliceRows;
            var count = Math.Min(SliceRows, rows - first);
            Block(a.Span.Slice(first * width, count * width), count, a.Span, first + count, width,
                destination.Span[(first * rows)..], rows);
        });
        var all = destination.Span;
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < r; c++)
                all[(c * rows) + r] = all[(r * rows) + c];
        }
    }

    /// <summary>The transpose.</summary>
    /// <param name="a">A matrix, <c>rows × columns</c>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="destination">Receives <c>columns × rows</c>.</param>
    public static void Transpose(ReadOnlySpan<double> a, int rows, int columns, Span<double> destination)
    {
        const int tile = 16;
        for (var r0 = 0; r0 < rows; r0 += tile)
        {
            var r1 = Math.Min(rows, r0 + tile);
            for (var c0 = 0; c0 < columns; c0 += tile)
            {
                var c1 = Math.Min(columns, c0 + tile);
                for (var r = r0; r < r1; r++)
                {
                    for (var c = c0; c < c1; c++)
                        destination[(c * rows) + r] = a[(r * columns) + c];
                }
            }
        }
    }

    // Products of some rows with the first others; the destination's rows are stride apart.
    internal static void Block(ReadOnlySpan<double> a, int rows, ReadOnlySpan<double> b, int others, int width, Span<double> destination,
        int stride)
    {
        for (var r = 0; r < rows; r++)
            destination.Slice(r * stride, others).Clear();
        for (var k = 0; k < width; k += Stretch)
        {
            var length = Math.Min(Stretch, width - k);
            for (var p = 0; p < others; p += Panel)
            {
                var last = Math.Min(others, p + Panel);
                var r = 0;
                for (; r + Tall <= rows; r += Tall)
                {
                    var o = p;
                    for (; o + Wide <= last; o += Wide)
                        Tile(a[((r * width) + k)..], b[((o * width) + k)..], width, length, destination[((r * stride) + o)..], stride);
                    for (; o < last; o++)
                    {
                        for (var t = r; t < r + Tall; t++)
                            destination[(t * stride) + o] += TensorPrimitives.Dot(a.Slice((t * width) + k, length),
                                b.Slice((o * width) + k, length));
                    }
                }

                for (; r < rows; r++)
                {
                    for (var o = p; o < last; o++)
                        destination[(r * stride) + o] += TensorPrimitives.Dot(a.Slice((r * width) + k, length),
                            b.Slice((o * width) + k, length));
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int width, int length, Span<double> c, int stride)
    {
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var a1 = ref Unsafe.Add(ref a0, width);
        ref var a2 = ref Unsafe.Add(ref a1, width);
        ref var a3 = ref Unsafe.Add(ref a2, width);
        ref var b0 = ref MemoryMarshal.GetReference(b);
        ref var b1 = ref Unsafe.Add(ref b0, width);
        ref var b2 = ref Unsafe.Add(ref b1, width);
        Vector256<double> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
        Vector256<double> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
        nuint n = 0;
        for (; n + 4 <= (nuint)length; n += 4)
        {
            var (x, y, z) = (Vector256.LoadUnsafe(ref b0, n), Vector256.LoadUnsafe(ref b1, n), Vector256.LoadUnsafe(ref b2, n));
            var v = Vector256.LoadUnsafe(ref a0, n);
            s00 = Vector256.MultiplyAddEstimate(v, x, s00);
            s01 = Vector256.MultiplyAddEstimate(v, y, s01);
            s02 = Vector256.MultiplyAddEstimate(v, z, s02);
            v = Vector256.LoadUnsafe(ref a1, n);
            s10 = Vector256.MultiplyAddEstimate(v, x, s10);
            s11 = Vector256.MultiplyAddEstimate(v, y, s11);
            s12 = Vector256.MultiplyAddEstimate(v, z, s12);
            v = Vector256.LoadUnsafe(ref a2, n);
            s20 = Vector256.MultiplyAddEstimate(v, x, s20);
            s21 = Vector256.MultiplyAddEstimate(v, y, s21);
            s22 = Vector256.MultiplyAddEstimate(v, z, s22);
            v = Vector256.LoadUnsafe(ref a3, n);
            s30 = Vector256.MultiplyAddEstimate(v, x, s30);
            s31 = Vector256.MultiplyAddEstimate(v, y, s31);
            s32 = Vector256.MultiplyAddEstimate(v, z, s32);
        }

        Span<double> sums = [Vector256.Sum(s00), Vector256.Sum(s01), Vector256.Sum(s02), Vector256.Sum(s10), Vector256.Sum(s11),
            Vector256.Sum(s12),
            Vector256.Sum(s20), Vector256.Sum(s21), Vector256.Sum(s22), Vector256.Sum(s30), Vector256.Sum(s31), Vector256.Sum(s32)];
        for (var r = 0; r < Tall; r++)
        {
            for (var o = 0; o < Wide; o++)
            {
                var sum = sums[(r * Wide) + o];
                for (var m = (int)n; m < length; m++)
                    sum += a[(r * width) + m] * b[(o * width) + m];
                c[(r * stride) + o] += sum;
            }
        }
    }

    private static void Check(int values, int rows, int width, int destination, int others)
    {
        if (values < rows * width) throw new ArgumentException($"{values} values for {rows} rows of {width}.", nameof(values));
        if ((long)rows * others > destination)
            throw new ArgumentException($"Room for {destination} of {rows} × {others} products.", nameof(destination));
    }
}
