using System.Numerics.Tensors;

namespace Pial.Kernels.Linear;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to three diagonals and the implicit QL method (Bowdler,
/// Martin, Reinsch and Wilkinson 1968, doi 10.1007/BF02165404), laid out so that every inner loop runs along rows.
/// </summary>
public static class SymmetricEigen
{
    private const int Sweeps = 60;

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="matrix">The matrix, row after row; its lower triangle is read.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>The eigenvalues, largest first, and the eigenvectors of unit length as rows.</returns>
    /// <exception cref="ArithmeticException">The matrix holds values that are not finite.</exception>
    public static (double[] Values, double[] Vectors) Of(ReadOnlySpan<double> matrix, int size, ParallelOptions? parallel = null)
    {
        if (matrix.Length < size * size)
            throw new ArgumentException($"{matrix.Length} values for {size} rows and columns.", nameof(matrix));
        var a = new double[size * size];
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c <= r; c++)
                a[(r * size) + c] = a[(c * size) + r] = matrix[(r * size) + c];
        }

        foreach (var value in a)
            if (!double.IsFinite(value)) throw new ArithmeticException("The matrix holds values that are not finite.");
        var (diagonal, beside) = (new double[size], new double[size]);
        var vectors = Tridiagonalise(a, size, diagonal, beside, parallel);
        Diagonalise(diagonal, beside, vectors, size, parallel);
        var order = Enumerable.Range(0, size).OrderByDescending(k => diagonal[k]).ToArray();
        var sorted = new double[size * size];
        for (var k = 0; k < size; k++)
            vectors.AsSpan(order[k] * size, size).CopyTo(sorted.AsSpan(k * size));
        return ([.. order.Select(k => diagonal[k])], sorted);
    }

    // A = Q T Qᵀ; returns Qᵀ, whose rows the QL steps turn into the eigenvectors. Reflection k takes column k below the place under the
    // diagonal to zero.
    private static double[] Tridiagonalise(double[] a, int size, double[] diagonal, double[] beside, ParallelOptions? parallel)
    {
        var (reflections, factors, product) = (new double[size][], new double[size], new double[size]);
        for (var k = 0; k < size - 2; k++)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            var first = k + 1;
            var length = size - first;
            var v = a.AsSpan((k * size) + first, length).ToArray(); // row k equals column k
            var norm = TensorPrimitives.Norm<double>(v);
            diagonal[k] = a[(k * size) + k];
            beside[k] = v[0] > 0 ? -norm : norm;
            if (norm == 0) continue;
            v[0] -= beside[k];
            var factor = 2 / TensorPrimitives.Dot<double>(v, v);
            (reflections[k], factors[k]) = (v, factor);
            // p = β A v, q = p − (β/2)(pᵀv) v, A ← A − v qᵀ − q vᵀ.
            Blocks(length, parallel, (from, to) =>
            {
                for (var r = from; r < to; r++)
                    product[r] = factor * TensorPrimitives.Dot(a.AsSpan(((first + r) * size) + first, length), v);
            });
            var p = product.AsSpan(0, length);
            TensorPrimitives.MultiplyAdd(v, -factor / 2 * TensorPrimitives.Dot(p, v), p, p);
            Blocks(length, parallel, (from, to) =>
            {
                for (var r = from; r < to; r++)
                {
                    var row = a.AsSpan(((first + r) * size) + first, length);
                    TensorPrimitives.MultiplyAdd(product.AsSpan(0, length), -v[r], row, row);
                    TensorPrimitives.MultiplyAdd(v, -product[r], row, row);
                }
            });
        }

        for (var k = Math.Max(0, size - 2); k < size; k++)
            diagonal[k] = a[(k * size) + k];
        if (size > 1) beside[size - 2] = a[((size - 1) * size) + size - 2];
        return Product(reflections, factors, size, parallel);
    }

    // Rows of Qᵀ, Q = H₀ H₁ …: row r of Q is eᵣ times the reflections from the first on, so Q is filled row by row and then transposed.
    private static double[] Product(double[][] reflections, double[] factors, int size, ParallelOptions? parallel)
    {
        var q = new double[size * size];
        Slices.For(size, parallel, r =>
        {
            var row = q.AsSpan(r * size, size);
            row[r] = 1;
            for (var k = 0; k < size - 2; k++)
            {
                if (reflections[k] is not { } v) continue;
                var tail = row[(k + 1)..];
                TensorPrimitives.MultiplyAdd(v, -factors[k] * TensorPrimitives.Dot(tail, v), tail, tail);
            }
        });
        var transposed = new double[size * size];
        RowProducts.Transpose(q, size, size, transposed);
        return transposed;
    }

    private static void Diagonalise(double[] d, double[] e, double[] vectors, int size, ParallelOptions? parallel)
    {
        var (cosines, sines) = (new double[size], new double[size]);
        for (var l = 0; l < size; l++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var m = l;
                while (m < size - 1 && Math.Abs(e[m]) > double.Epsilon && Math.Abs(e[m]) > 1.1e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1])))
                    m++;
                if (m == l) break;
                if (sweep == Sweeps) throw new ArithmeticException("The eigenvalues did not converge.");
                (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
                var done = Sweep(d, e, l, m, cosines, sines);
                var low = done;
                Blocks(size, parallel, (from, to) =>
                {
                    for (var i = m - 1; i >= low; i--)
                        Rotate(vectors.AsSpan((i * size) + from, to - from), vectors.AsSpan(((i + 1) * size) + from, to - from),
                            cosines[i], sines[i]);
                });
            }
        }
    }

    // One implicit QL step on the block l … m; returns the lowest place that was rotated.
    private static int Sweep(double[] d, double[] e, int l, int m, double[] cosines, double[] sines)
    {
        var g = (d[l + 1] - d[l]) / (2 * e[l]);
        var r = Hypotenuse(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        var (s, c, p) = (1.0, 1.0, 0.0);
        for (var i = m - 1; i >= l; i--)
        {
            var (f, b) = (s * e[i], c * e[i]);
            r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return i + 1;
            }

            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            (cosines[i], sines[i]) = (c, s);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
        return l;
    }

    private static double Hypotenuse(double a, double b) => double.Hypot(a, b);

    private static void Rotate(Span<double> lower, Span<double> upper, double c, double s)
    {
        var n = 0;
        if (System.Numerics.Vector.IsHardwareAccelerated)
        {
            var width = System.Numerics.Vector<double>.Count;
            var (cosine, sine) = (new System.Numerics.Vector<double>(c), new System.Numerics.Vector<double>(s));
            for (; n <= lower.Length - width; n += width)
            {
                var (x, y) = (new System.Numerics.Vector<double>(lower[n..]), new System.Numerics.Vector<double>(upper[n..]));
                ((sine * x) + (cosine * y)).CopyTo(upper[n..]);
                ((cosine * x) - (sine * y)).CopyTo(lower[n..]);
            }
        }

        for (; n < lower.Length; n++)
        {
            var (x, y) = (lower[n], upper[n]);
            upper[n] = (s * x) + (c * y);
            lower[n] = (c * x) - (s * y);
        }
    }

    // Starting threads costs more than a few thousand sums. Rows are cut at multiples of a fixed number, so that what is summed never
    // depends on the thread count.
    private static void Blocks(int count, ParallelOptions? parallel, Action<int, int> body)
    {
        const int block = 256;
        if (count <= block) body(0, count);
        else Slices.For((count + block - 1) / block, parallel, b => body(b * block, Math.Min(count, (b + 1) * block)));
    }
}
