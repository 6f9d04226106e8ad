using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pial.Kernels.Fields;

/// <summary>
/// Trilinear sampling of a 3-D array of four numbers a voxel (a displacement and a spare, or up to four image channels) at voxel coordinates: one load of
/// 128 bits a corner gives all four.
/// </summary>
public readonly ref struct FieldSampler
{
    private readonly ref Vector4 first;
    private readonly float lastI, lastJ, lastK;
    private readonly int ni, slice;
    private readonly nint stepI, stepJ, stepK;

    /// <summary>Samples an array.</summary>
    /// <param name="source">ni·nj·nk values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <exception cref="ArgumentException">The count does not fit.</exception>
    public FieldSampler(ReadOnlySpan<Vector4> source, int ni, int nj, int nk)
    {
        if (source.Length != ni * nj * nk || source.IsEmpty)
            throw new ArgumentException($"{source.Length} values do not fit {ni}×{nj}×{nk}.", nameof(source));
        first = ref MemoryMarshal.GetReference(source);
        (this.ni, slice) = (ni, ni * nj);
        (lastI, lastJ, lastK) = (ni - 1, nj - 1, nk - 1);
        (stepI, stepJ, stepK) = (ni > 1 ? 1 : 0, nj > 1 ? ni : 0, nk > 1 ? ni * nj : 0);
    }

    /// <summary>The value at a position; beyond the outermost voxel centres that of the nearest position on the edge (NaN counts as 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 SampleClamped(float x, float y, float z)
    {
        // max before min, in this order: a coordinate that is not a number becomes 0 and stays inside.
        x = float.MinNative(float.MaxNative(x, 0), lastI);
        y = float.MinNative(float.MaxNative(y, 0), lastJ);
        z = float.MinNative(float.MaxNative(z, 0), lastK);

        // The cell's lower corner; at the far edge the last cell, with a weight of 1 for its upper corner.
        var i = (int)float.MinNative(x, float.MaxNative(lastI - 1, 0));
        var j = (int)float.MinNative(y, float.MaxNative(lastJ - 1, 0));
        var k = (int)float.MinNative(z, float.MaxNative(lastK - 1, 0));
        var (tx, ty, tz) = (new Vector4(x - i), new Vector4(y - j), new Vector4(z - k));
        ref var a = ref Unsafe.Add(ref first, (nint)(i + (ni * j) + (slice * k)));
        ref var b = ref Unsafe.Add(ref a, stepJ);
        ref var c = ref Unsafe.Add(ref a, stepK);
        ref var d = ref Unsafe.Add(ref b, stepK);
        var low = Between(Between(a, Unsafe.Add(ref a, stepI), tx), Between(b, Unsafe.Add(ref b, stepI), tx), ty);
        var high = Between(Between(c, Unsafe.Add(ref c, stepI), tx), Between(d, Unsafe.Add(ref d, stepI), tx), ty);
        return Between(low, high, tz);
    }

    /// <summary>As <see cref="SampleClamped(float, float, float)"/>, with the derivatives inside the cell.</summary>
    public Vector4 SampleClamped(float x, float y, float z, out Vector4 alongX, out Vector4 alongY, out Vector4 alongZ)
    {
        x = float.MinNative(float.MaxNative(x, 0), lastI);
        y = float.MinNative(float.MaxNative(y, 0), lastJ);
        z = float.MinNative(float.MaxNative(z, 0), lastK);
        var i = (int)float.MinNative(x, float.MaxNative(lastI - 1, 0));
        var j = (int)float.MinNative(y, float.MaxNative(lastJ - 1, 0));
        var k = (int)float.MinNative(z, float.MaxNative(lastK - 1, 0));
        var (tx, ty, tz) = (new Vector4(x - i), new Vector4(y - j), new Vector4(z - k));
        ref var a = ref Unsafe.Add(ref first, (nint)(i + (ni * j) + (slice * k)));
        ref var b = ref Unsafe.Add(ref a, stepJ);
        ref var c = ref Unsafe.Add(ref a, stepK);
        ref var d = ref Unsafe.Add(ref b, stepK);
        var (da, db) = (Unsafe.Add(ref a, stepI) - a, Unsafe.Add(ref b, stepI) - b);
        var (dc, dd) = (Unsafe.Add(ref c, stepI) - c, Unsafe.Add(ref d, stepI) - d);
        alongX = Between(Between(da, db, ty), Between(dc, dd, ty), tz);
        var (pa, pb, pc, pd) = (a + (tx * da), b + (tx * db), c + (tx * dc), d + (tx * dd));
        alongY = Between(pb - pa, pd - pc, tz);
        var (low, high) = (Between(pa, pb, ty), Between(pc, pd, ty));
        alongZ = high - low;
        return Between(low, high, tz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector4 Between(Vector4 from, Vector4 to, Vector4 t) => from + (t * (to - from));
}
