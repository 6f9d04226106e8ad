using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pial.Kernels.Fields;

/// <summary>
/// Trilinear sampling of a 3-D array of four numbers a voxel (a displacement and a spare, or up to four image channels) at voxel
/// coordinates: one load of 128 bits a corner gives all four, and the three coordinates are split into cell and weight together.
/// </summary>
public readonly ref struct FieldSampler
{
    private readonly ref Vector4 first;
    private readonly Vector128<float> last; // outermost voxel centres
    private readonly Vector128<float> lastCell; // the last cell's lower corner
    private readonly Vector128<int> strides;
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
        last = Vector128.Create(ni - 1f, nj - 1, nk - 1, 0);
        lastCell = Vector128.Create(Math.Max(ni - 2f, 0), Math.Max(nj - 2f, 0), Math.Max(nk - 2f, 0), 0);
        strides = Vector128.Create(1, ni, ni * nj, 0);
        (stepI, stepJ, stepK) = (ni > 1 ? 1 : 0, nj > 1 ? ni : 0, nk > 1 ? ni * nj : 0);
    }

    /// <summary>
    /// The value at a position; beyond the outermost voxel centres that of the nearest position on the edge (NaN counts as 0).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 SampleClamped(float x, float y, float z) => SampleClamped(Vector128.Create(x, y, z, 0));

    /// <inheritdoc cref="SampleClamped(float, float, float)"/>
    /// <param name="position">x, y and z in the first three numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 SampleClamped(Vector128<float> position)
    {
        ref var a = ref Cell(position, out var tx, out var ty, out var tz);
        ref var b = ref Unsafe.Add(ref a, stepJ);
        ref var c = ref Unsafe.Add(ref a, stepK);
        ref var d = ref Unsafe.Add(ref b, stepK);
        var low = Between(Between(a, Unsafe.Add(ref a, stepI), tx), Between(b, Unsafe.Add(ref b, stepI), tx), ty);
        var high = Between(Between(c, Unsafe.Add(ref c, stepI), tx), Between(d, Unsafe.Add(ref d, stepI), tx), ty);
        return Between(low, high, tz);
    }

    /// <summary>As <see cref="SampleClamped(float, float, float)"/>, with the derivatives inside the cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 SampleClamped(Vector128<float> position, out Vector4 alongX, out Vector4 alongY, out Vector4 alongZ)
    {
        ref var a = ref Cell(position, out var tx, out var ty, out var tz);
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

    // The cell's lower corner and the weights of its upper one; at the far edge the last cell, with a weight of 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Vector4 Cell(Vector128<float> position, out Vector4 tx, out Vector4 ty, out Vector4 tz)
    {
        // max before min, in this order: a coordinate that is not a number becomes 0 and stays inside.
        var p = Vector128.MinNative(Vector128.MaxNative(position, Vector128<float>.Zero), last);
        var cell = Vector128.ConvertToInt32Native(Vector128.MinNative(p, lastCell));
        var t = p - Vector128.ConvertToSingle(cell);
        tx = Vector128.Shuffle(t, Vector128.Create(0, 0, 0, 0)).AsVector4();
        ty = Vector128.Shuffle(t, Vector128.Create(1, 1, 1, 1)).AsVector4();
        tz = Vector128.Shuffle(t, Vector128.Create(2, 2, 2, 2)).AsVector4();
        var at = cell * strides;
        return ref Unsafe.Add(ref first, (nint)(at.ToScalar() + at.GetElement(1) + at.GetElement(2)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector4 Between(Vector4 from, Vector4 to, Vector4 t) => from + (t * (to - from));
}
