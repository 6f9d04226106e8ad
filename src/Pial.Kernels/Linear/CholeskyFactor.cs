using System.Numerics.Tensors;

namespace Pial.Kernels.Linear;

/// <summary>
/// The lower triangular factor <c>L</c> of a symmetric positive definite matrix, <c>A = L Lᵀ</c>, and what is solved with it.
/// </summary>
public sealed class CholeskyFactor
{
    private const int Width = 48;
    private readonly double[] lower;

    private CholeskyFactor(int size, double[] lower) => (Size, this.lower) = (size, lower);

    /// <summary>Rows and columns.</summary>
    public int Size { get; }

    /// <summary>The logarithm of the matrix's determinant.</summary>
    public double LogDeterminant
    {
        get
        {
            var sum = 0.0;
            for (var n = 0; n < Size; n++)
                sum += Math.Log(lower[(n * Size) + n]);
            return 2 * sum;
        }
    }

    /// <summary>Factors a matrix, block of columns by block of columns.</summary>
    /// <param name="matrix">The matrix, row after row; its lower triangle is read. Overwritten when <paramref name="overwrite"/> is
    /// set.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="overwrite">Whether the factor may take the matrix's place.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The factor, or null when the matrix is not positive definite to working precision.</returns>
    public static CholeskyFactor? Of(double[] matrix, int size, bool overwrite = false, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var a = overwrite ? matrix : (double[])matrix.Clone();
        var updated = new double[size * Math.Min(Width, size)];
        for (var first = 0; first < size; first += Width)
        {
            var width = Math.Min(Width, size - first);
            if (first > 0) Subtract(a, size, first, width, updated, parallel);
            if (!Diagonal(a, size, first, width)) return null;
            var (start, count) = (first, width);
            Slices.For((size - first - width + 63) / 64, parallel, s =>
            {
                var begin = start + count + (s * 64);
                for (var r = begin; r < Math.Min(size, begin + 64); r++)
                {
                    var row = a.AsSpan((r * size) + start, count);
                    for (var c = 0; c < count; c++)
                    {
                        var other = a.AsSpan(((start + c) * size) + start, c + 1);
                        row[c] = (row[c] - TensorPrimitives.Dot(row[..c], other[..c])) / other[c];
                    }
                }
            });
        }

        return new(size, a);
    }

    /// <summary>Solves <c>L x = b</c> in place.</summary>
    public void SolveLower(Span<double> b)
    {
        for (var r = 0; r < Size; r++)
            b[r] = (b[r] - TensorPrimitives.Dot(lower.AsSpan(r * Size, r), b[..r])) / lower[(r * Size) + r];
    }

    /// <summary>Solves <c>A x = b</c> in place.</summary>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        for (var r = Size - 1; r >= 0; r--)
        {
            var value = b[r] /= lower[(r * Size) + r];
            TensorPrimitives.MultiplyAdd(lower.AsSpan(r * Size, r), -value, b[..r], b[..r]);
        }
    }

    /// <summary>The inverse of the factored matrix, both triangles.</summary>
    /// <param name="parallel">Threads and cancellation.</param>
    public double[] Inverse(ParallelOptions? parallel = null)
    {
        // Row c holds column c of the inverse of L, zero before place c; A⁻¹ is the product of those rows' transposes.
        var columns = new double[Size * Size];
        Slices.For(Size, parallel, c =>
        {
            var column = columns.AsSpan(c * Size, Size);
            column[c] = 1 / lower[(c * Size) + c];
            for (var r = c + 1; r < Size; r++)
                column[r] = -TensorPrimitives.Dot(lower.AsSpan((r * Size) + c, r - c), column[c..r]) / lower[(r * Size) + r];
        });
        var inverse = new double[Size * Size];
        RowProducts.OfPairs(columns, Size, Size, inverse, parallel);
        return inverse;
    }

    // The columns of this block, less what the columns before them explain.
    private static void Subtract(double[] a, int size, int first, int width, double[] updated, ParallelOptions? parallel)
    {
        var top = new double[width * first];
        for (var c = 0; c < width; c++)
            a.AsSpan((first + c) * size, first).CopyTo(top.AsSpan(c * first));
        Slices.For((size - first + 63) / 64, parallel, () => new double[64 * first], (s, rows) =>
        {
            var begin = first + (s * 64);
            var count = Math.Min(64, size - begin);
            for (var r = 0; r < count; r++)
                a.AsSpan((begin + r) * size, first).CopyTo(rows.AsSpan(r * first));
            var part = updated.AsSpan((begin - first) * width, count * width);
            RowProducts.Block(rows.AsSpan(0, count * first), count, top, width, first, part, width);
            for (var r = 0; r < count; r++)
            {
                var row = a.AsSpan(((begin + r) * size) + first, width);
                TensorPrimitives.Subtract(row, part.Slice(r * width, width), row);
            }
        });
    }

    private static bool Diagonal(double[] a, int size, int first, int width)
    {
        for (var r = 0; r < width; r++)
        {
            var row = a.AsSpan(((first + r) * size) + first, r + 1);
            for (var c = 0; c < r; c++)
            {
                var other = a.AsSpan(((first + c) * size) + first, c + 1);
                row[c] = (row[c] - TensorPrimitives.Dot(row[..c], other[..c])) / other[c];
            }

            var left = row[r] - TensorPrimitives.Dot(row[..r], row[..r]);
            if (!(left > 0) || !double.IsFinite(left)) return false;
            row[r] = Math.Sqrt(left);
        }

        return true;
    }
}
