using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>
/// Rows of cells whose corners a map has moved: centres and signed volumes. Cell n of a row has its corners at n and n + 1 of four rows of
/// nodes: (j, k), (j + 1, k), (j, k + 1) and (j + 1, k + 1).
/// </summary>
/// <remarks>
/// The volume is that of six tetrahedra around the diagonal from the first to the last corner,
/// <c>V = d · (a×b + b×c + c×d′ + d′×e + e×f + f×a) / 6</c> with a … f the other corners in a ring and d the last one, all from the first.
/// Faces are split along the same diagonal from both sides, so neighbouring cells meet without gap or overlap. Vectors and scalars give the
/// same bits.
/// </remarks>
public static class MappedCells
{
    private const int Lanes = 4;

    /// <summary>Where four rows of nodes start in the coordinate arrays.</summary>
    /// <param name="A">Row (j, k).</param>
    /// <param name="B">Row (j + 1, k).</param>
    /// <param name="C">Row (j, k + 1).</param>
    /// <param name="D">Row (j + 1, k + 1).</param>
    public readonly record struct Edges(int A, int B, int C, int D);

    /// <summary>Mean of the eight corners along one axis.</summary>
    /// <param name="nodes">Coordinates of nodes along that axis.</param>
    /// <param name="edges">Where the rows start.</param>
    /// <param name="destination">One value a cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row leaves the array.</exception>
    public static void Centres(ReadOnlySpan<double> nodes, Edges edges, Span<double> destination)
    {
        var count = destination.Length + 1;
        var a = nodes.Slice(edges.A, count);
        var b = nodes.Slice(edges.B, count);
        var c = nodes.Slice(edges.C, count);
        var d = nodes.Slice(edges.D, count);
        var n = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; n <= destination.Length - Lanes; n += Lanes)
            {
                var low = Load(a, n) + Load(a, n + 1) + (Load(b, n) + Load(b, n + 1));
                var high = Load(c, n) + Load(c, n + 1) + (Load(d, n) + Load(d, n + 1));
                ((low + high) * 0.125).CopyTo(destination[n..]);
            }
        }

        for (; n < destination.Length; n++)
            destination[n] = (a[n] + a[n + 1] + (b[n] + b[n + 1]) + (c[n] + c[n + 1] + (d[n] + d[n + 1]))) * 0.125;
    }

    /// <summary>Signed volumes: positive where the map keeps handedness.</summary>
    /// <param name="x">First coordinates of nodes.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="edges">Where the rows start, in all three.</param>
    /// <param name="destination">One value a cell.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row leaves an array.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Volumes(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Edges edges,
        Span<double> destination)
    {
        var far = Math.Max(Math.Max(edges.A, edges.B), Math.Max(edges.C, edges.D)) + destination.Length;
        var near = Math.Min(Math.Min(edges.A, edges.B), Math.Min(edges.C, edges.D));
        if (near < 0 || far >= Math.Min(x.Length, Math.Min(y.Length, z.Length)))
            throw new ArgumentOutOfRangeException(nameof(edges), edges, "A row of nodes leaves its array.");
        Span<int> at = [edges.A, edges.A + 1, edges.B + 1, edges.B, edges.D, edges.C, edges.C + 1, edges.D + 1]; // first, ring of six, last
        var n = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; n <= destination.Length - Lanes; n += Lanes)
            {
                Vector256<double> x0 = Load(x, at[0] + n), y0 = Load(y, at[0] + n), z0 = Load(z, at[0] + n);
                Vector256<double> dx = Load(x, at[7] + n) - x0, dy = Load(y, at[7] + n) - y0, dz = Load(z, at[7] + n) - z0;
                Vector256<double> px = Load(x, at[6] + n) - x0, py = Load(y, at[6] + n) - y0, pz = Load(z, at[6] + n) - z0;
                var sum = Vector256<double>.Zero;
                for (var corner = 1; corner <= 6; corner++)
                {
                    Vector256<double> qx = Load(x, at[corner] + n) - x0, qy = Load(y, at[corner] + n) - y0,
                        qz = Load(z, at[corner] + n) - z0;
                    sum += (dx * ((py * qz) - (pz * qy))) + (dy * ((pz * qx) - (px * qz))) + (dz * ((px * qy) - (py * qx)));
                    (px, py, pz) = (qx, qy, qz);
                }

                (sum * (1.0 / 6)).CopyTo(destination[n..]);
            }
        }

        for (; n < destination.Length; n++)
            destination[n] = Volume(x, y, z, at, n);
    }

    private static double Volume(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, ReadOnlySpan<int> at, int n)
    {
        var (x0, y0, z0) = (x[at[0] + n], y[at[0] + n], z[at[0] + n]);
        var (dx, dy, dz) = (x[at[7] + n] - x0, y[at[7] + n] - y0, z[at[7] + n] - z0);
        var (px, py, pz) = (x[at[6] + n] - x0, y[at[6] + n] - y0, z[at[6] + n] - z0);
        var sum = 0.0;
        for (var corner = 1; corner <= 6; corner++)
        {
            var (qx, qy, qz) = (x[at[corner] + n] - x0, y[at[corner] + n] - y0, z[at[corner] + n] - z0);
            sum += (dx * ((py * qz) - (pz * qy))) + (dy * ((pz * qx) - (px * qz))) + (dz * ((px * qy) - (py * qx)));
            (px, py, pz) = (qx, qy, qz);
        }

        return sum * (1.0 / 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Load(ReadOnlySpan<double> values, int n) =>
    Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)n);
}
