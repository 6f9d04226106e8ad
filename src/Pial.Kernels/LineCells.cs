using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels;

/// <summary>
/// Splits eight positions of a line at a time into the cell they lie in and the fraction behind its first voxel, for samplers whose cells
/// start at the voxel below a position.
/// </summary>
/// <remarks>
/// Positions are <c>start + n·step</c> in double, not summed up, and every lane does what the scalar <c>Split</c> does, so a block and
/// single positions agree to the bit. Cells pass through single precision on their way to integers, which holds whole numbers up to 2²⁴:
/// longer axes take the scalar path.
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
        var i = Split(Along(line.X, line.StepX, low), Along(line.X, line.StepX, high), extentI, lastI, out tx);
        var j = Split(Along(line.Y, line.StepY, low), Along(line.Y, line.StepY, high), extentJ, lastJ, out ty);
        var k = Split(Along(line.Z, line.StepZ, low), Along(line.Z, line.StepZ, high), extentK, lastK, out tz);
        return i + (j * row) + (k * slice);
    }

    /// <summary>
    /// The cells and fractions of eight positions given one by one, with the extents, rows and slices of this instance; the line plays no
    /// part.
    /// </summary>
    /// <param name="x">First coordinate of the first position; seven follow.</param>
    /// <param name="y">Second coordinate.</param>
    /// <param name="z">Third coordinate.</param>
    /// <param name="tx">Fractions along the first axis.</param>
    /// <param name="ty">Fractions along the second axis.</param>
    /// <param name="tz">Fractions along the third axis.</param>
    /// <returns>Where in the array each cell starts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> At(ref double x, ref double y, ref double z, out Vector256<float> tx, out Vector256<float> ty,
        out Vector256<float> tz)
    {
        var i = Split(Vector256.LoadUnsafe(ref x), Vector256.LoadUnsafe(ref x, 4), extentI, lastI, out tx);
        var j = Split(Vector256.LoadUnsafe(ref y), Vector256.LoadUnsafe(ref y, 4), extentJ, lastJ, out ty);
        var k = Split(Vector256.LoadUnsafe(ref z), Vector256.LoadUnsafe(ref z, 4), extentK, lastK, out tz);
        return i + (j * row) + (k * slice);
    }

    /// <summary>All bits set where a position lies inside: no further than a margin outside the outermost voxel centres.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Inside(ref double x, ref double y, ref double z, double margin) =>
        (Inside(ref x, extentI, margin) & Inside(ref y, extentJ, margin) & Inside(ref z, extentK, margin)).AsSingle();

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
    private static Vector256<double> Along(double start, double step, Vector256<double> n) => Vector256.Create(start) + (n * step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Inside(ref double c, double extent, double margin)
    {
        margin = extent == 0 ? Math.Max(margin, 0.5) : margin;
        var (low, high) = (Vector256.Create(-margin), Vector256.Create(extent + margin));
        var (a, b) = (Vector256.LoadUnsafe(ref c), Vector256.LoadUnsafe(ref c, 4));
        var first = Vector256.GreaterThanOrEqual(a, low) & Vector256.LessThanOrEqual(a, high);
        var second = Vector256.GreaterThanOrEqual(b, low) & Vector256.LessThanOrEqual(b, high);
        return Vector256.Narrow(first.AsInt64(), second.AsInt64());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Split(
        Vector256<double> low, Vector256<double> high, double extent, double last, out Vector256<float> fraction)
    {
        var max = Vector256.Create(extent);
        var a = Vector256.MinNative(Vector256.MaxNative(low, Vector256<double>.Zero), max);
        var b = Vector256.MinNative(Vector256.MaxNative(high, Vector256<double>.Zero), max);
        var cellA = Vector256.MinNative(Vector256.Floor(a), Vector256.Create(last));
        var cellB = Vector256.MinNative(Vector256.Floor(b), Vector256.Create(last));
        fraction = Vector256.Narrow(a - cellA, b - cellB);
        return Vector256.ConvertToInt32Native(Vector256.Narrow(cellA, cellB));
    }
}
