using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>
/// Splits eight positions of a line at a time into the cell they lie in and the fraction behind its first voxel, for samplers whose cells start at the voxel
/// below a position.
/// </summary>
/// <remarks>
/// Positions are <c>start + n·step</c> in double, not summed up, and every lane does what the scalar <c>Split</c> does, so a block and single positions agree to the bit.
/// Cells pass through single precision on their way to integers, which holds whole numbers up to 2²⁴: longer axes take the scalar path.
/// </remarks>
internal readonly struct LineCells
{
    /// <summary>Positions in one block.</summary>
    public const int Block = 8;

    private readonly SampleLine line;
    private readonly int extentI, extentJ, extentK, lastI, lastJ, lastK, row, slice;

    /// <summary>Cells of an array whose rows and slices lie <paramref name="row"/> and <paramref name="slice"/> elements apart.</summary>
    /// <param name="line">Positions.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="behind">1 when the last voxel is the end of the cell before it, 0 when it starts a cell of its own.</param>
    /// <param name="row">Elements from one row to the next.</param>
    /// <param name="slice">Elements from one slice to the next.</param>
    public LineCells(in SampleLine line, int ni, int nj, int nk, int behind, int row, int slice)
    {
        this.line = line;
        (extentI, extentJ, extentK) = (ni - 1, nj - 1, nk - 1);
        (lastI, lastJ, lastK) = (Math.Max(ni - 1 - behind, 0), Math.Max(nj - 1 - behind, 0), Math.Max(nk - 1 - behind, 0));
        (this.row, this.slice) = (row, slice);
    }

    /// <summary>Whether <see cref="Next"/> may be used.</summary>
    public bool CanBlock => Math.Max(extentI, Math.Max(extentJ, extentK)) < 1 << 24;

    /// <summary>The cells and fractions of positions n to n + 7.</summary>
    /// <param name="n">First position.</param>
    /// <param name="tx">Fractions along the first axis.</param>
    /// <param name="ty">Fractions along the second axis.</param>
    /// <param name="tz">Fractions along the third axis.</param>
    /// <returns>Where in the array each cell starts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Next(int n, out Vector256<float> tx, out Vector256<float> ty, out Vector256<float> tz)
    {
        var low = Vector256.Create((double)n) + Vector256.Create(0.0, 1, 2, 3);
        var high = Vector256.Create((double)n) + Vector256.Create(4.0, 5, 6, 7);
        var i = Split(low, high, line.X, line.StepX, extentI, lastI, out tx);
        var j = Split(low, high, line.Y, line.StepY, extentJ, lastJ, out ty);
        var k = Split(low, high, line.Z, line.StepZ, extentK, lastK, out tz);
        return i + (j * row) + (k * slice);
    }

    /// <summary>One coordinate: clamped to the image, split into cell and fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Split(double c, int extent, int behind, out float fraction)
    {
        c = c < 0 ? 0 : c > extent - 1 ? extent - 1 : c;
        var cell = Math.Min((int)c, Math.Max(extent - 1 - behind, 0));
        fraction = (float)(c - cell);
        return cell;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Split(
        Vector256<double> low, Vector256<double> high, double start, double step, double extent, double last, out Vector256<float> fraction)
    {
        var max = Vector256.Create(extent);
        var a = Vector256.MinNative(Vector256.MaxNative(Vector256.Create(start) + (low * step), Vector256<double>.Zero), max);
        var b = Vector256.MinNative(Vector256.MaxNative(Vector256.Create(start) + (high * step), Vector256<double>.Zero), max);
        var cellA = Vector256.MinNative(Vector256.Floor(a), Vector256.Create(last));
        var cellB = Vector256.MinNative(Vector256.Floor(b), Vector256.Create(last));
        fraction = Vector256.Narrow(a - cellA, b - cellB);
        return Vector256.ConvertToInt32Native(Vector256.Narrow(cellA, cellB));
    }
}
