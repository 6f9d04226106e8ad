using System.Numerics;
using System.Runtime.InteropServices;

namespace Pial.Kernels;

/// <summary>Two-region segmentation with the smoothest boundary: the convex form of a graph cut, without its grid bias.</summary>
/// <remarks>Vectors and scalars do the same operations in the same order, and give the same bits.</remarks>
public static class TotalVariation
{
    private const float Tau = 0.28f, Sigma = 0.28f; // Tau * Sigma * 12 < 1, the squared norm of the 3-D gradient

    /// <summary>
    /// Minimises Σ g |∇u| + Σ r u over 0 ≤ u ≤ 1, by the primal–dual iteration of Chambolle &amp; Pock (2011, doi
    /// 10.1007/s10851-010-0251-1). The set u &gt; ½
    /// is a global minimiser of the binary problem (Chan, Esedoğlu &amp; Nikolova 2006, doi 10.1137/040615286).
    /// </summary>
    /// <param name="region">r: negative where a voxel wants to be inside, positive outside; not changed.</param>
    /// <param name="edge">g: cost of a boundary through the voxel, not negative; small on image edges.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="iterations">Iterations; the information of a voxel travels one voxel each.</param>
    /// <param name="u">On entry the starting point, on return the solution, 0 to 1.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static void Segment(float[] region, float[] edge, int ni, int nj, int nk, int iterations, float[] u,
        ParallelOptions? parallel = null) =>
        Segment(region, edge, ni, nj, nk, iterations, u, Vector.IsHardwareAccelerated, parallel);

    /// <summary>The same, by vectors or one voxel at a time; tests compare the two bit by bit.</summary>
    internal static void Segment(
        float[] region, float[] edge, int ni, int nj, int nk, int iterations, float[] u, bool vectors, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentNullException.ThrowIfNull(edge);
        ArgumentNullException.ThrowIfNull(u);
        if (region.Length != u.Length || edge.Length != u.Length || u.Length != ni * nj * nk)
            throw new ArgumentException(
                $"{u.Length} values, {region.Length} of the region and {edge.Length} of the edge do not fit {ni}×{nj}×{nk}.", nameof(u));
        var field = new Field(region, edge, u, (float[])u.Clone(), new float[u.Length], new float[u.Length], new float[u.Length], ni,
            ni * nj);
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Slices.For(nk, parallel, k =>
            {
                for (var j = 0; j < nj; j++)
                {
                    var n = (k * field.Slice) + (j * ni);
                    var (up, far) = (j < nj - 1, k < nk - 1);
                    var i = vectors ? DualVectors(field, n, up, far) : 0;
                    DualScalar(field, n, i, up, far);
                }
            });
            Slices.For(nk, parallel, k =>
            {
                for (var j = 0; j < nj; j++)
                {
                    var n = (k * field.Slice) + (j * ni);
                    PrimalScalar(field, n, 0, Math.Min(1, ni), j > 0, k > 0);
                    var i = vectors ? PrimalVectors(field, n, j > 0, k > 0) : 1;
                    PrimalScalar(field, n, i, ni, j > 0, k > 0);
                }
            });
        }
    }

    // A row of the dual variable: a step up the gradient, cut back to the length of the edge. The row has a neighbour up and far, or none.
    private static void DualScalar(in Field f, int row, int from, bool up, bool far)
    {
        for (var i = from; i < f.Row; i++)
        {
            var n = row + i;
            var x = f.X[n] + (i < f.Row - 1 ? Sigma * (f.Bar[n + 1] - f.Bar[n]) : 0);
            var y = f.Y[n] + (up ? Sigma * (f.Bar[n + f.Row] - f.Bar[n]) : 0);
            var z = f.Z[n] + (far ? Sigma * (f.Bar[n + f.Slice] - f.Bar[n]) : 0);
            var length = MathF.Sqrt((x * x) + (y * y) + (z * z));
            var shrink = length > f.Edge[n] ? f.Edge[n] / length : 1;
            (f.X[n], f.Y[n], f.Z[n]) = (x * shrink, y * shrink, z * shrink);
        }
    }

    // Where the row's last voxel, which has no neighbour, is not in it: whole vectors from the row's start. Returns where they end.
    private static int DualVectors(in Field f, int row, bool up, bool far)
    {
        ref var bar = ref MemoryMarshal.GetArrayDataReference(f.Bar);
        var (sigma, width) = (new Vector<float>(Sigma), Vector<float>.Count);
        var i = 0;
        for (; i < f.Row - width; i += width)
        {
            var n = row + i;
            var here = Vector.LoadUnsafe(ref bar, (nuint)n);
            var x = new Vector<float>(f.X, n) + (sigma * (Vector.LoadUnsafe(ref bar, (nuint)(n + 1)) - here));
            var y = new Vector<float>(f.Y, n) + (up ? sigma * (Vector.LoadUnsafe(ref bar, (nuint)(n + f.Row)) - here) : Vector<float>.Zero);
            var z = new Vector<float>(f.Z, n) +
                (far ? sigma * (Vector.LoadUnsafe(ref bar, (nuint)(n + f.Slice)) - here) : Vector<float>.Zero);
            var length = Vector.SquareRoot((x * x) + (y * y) + (z * z));
            var edge = new Vector<float>(f.Edge, n);
            var shrink = Vector.ConditionalSelect(Vector.GreaterThan(length, edge), edge / length, Vector<float>.One);
            (x * shrink).CopyTo(f.X, n);
            (y * shrink).CopyTo(f.Y, n);
            (z * shrink).CopyTo(f.Z, n);
        }

        return i;
    }

    // A row of u: a step down the energy, kept within 0 to 1, and looked ahead of.
    private static void PrimalScalar(in Field f, int row, int from, int end, bool down, bool near)
    {
        for (var i = from; i < end; i++)
        {
            var n = row + i;
            var divergence = f.X[n] - (i > 0 ? f.X[n - 1] : 0) + f.Y[n] - (down ? f.Y[n - f.Row] : 0) +
                f.Z[n] - (near ? f.Z[n - f.Slice] : 0);
            var next = Math.Clamp(f.U[n] + (Tau * (divergence - f.Region[n])), 0f, 1f);
            f.Bar[n] = (2 * next) - f.U[n];
            f.U[n] = next;
        }
    }

    // From the row's second voxel on; returns where whole vectors end.
    private static int PrimalVectors(in Field f, int row, bool down, bool near)
    {
        ref var across = ref MemoryMarshal.GetArrayDataReference(f.X);
        var (tau, one, width) = (new Vector<float>(Tau), Vector<float>.One, Vector<float>.Count);
        var i = 1;
        for (; i <= f.Row - width; i += width)
        {
            var n = row + i;
            var below = down ? new Vector<float>(f.Y, n - f.Row) : Vector<float>.Zero;
            var before = near ? new Vector<float>(f.Z, n - f.Slice) : Vector<float>.Zero;
            var divergence = Vector.LoadUnsafe(ref across, (nuint)n) - Vector.LoadUnsafe(ref across, (nuint)(n - 1))
                + new Vector<float>(f.Y, n) - below + new Vector<float>(f.Z, n) - before;
            var u = new Vector<float>(f.U, n);
            var next = u + (tau * (divergence - new Vector<float>(f.Region, n)));
            next = Vector.ConditionalSelect(Vector.LessThan(next, Vector<float>.Zero), Vector<float>.Zero, next);
            next = Vector.ConditionalSelect(Vector.GreaterThan(next, one), one, next);
            ((next + next) - u).CopyTo(f.Bar, n);
            next.CopyTo(f.U, n);
        }

        return i;
    }

    // What the iteration works on: u, u looked ahead, the three parts of the dual variable; and how far neighbours lie apart.
    private readonly record struct Field(float[] Region, float[] Edge, float[] U, float[] Bar, float[] X, float[] Y, float[] Z, int Row,
        int Slice);
}
