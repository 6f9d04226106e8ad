using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pial.Kernels;

public readonly ref partial struct TrilinearSampler
{
    /// <summary>Samples at positions given one by one, as a warped row has them.</summary>
    /// <param name="x">First coordinates, voxels; a position that is not a number is outside.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>; positions in the margin take the edge's value.</param>
    /// <param name="destination">One value a position.</param>
    /// <exception cref="ArgumentException">Fewer coordinates than values.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Sample(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, float outside, double margin, Span<float> destination)
    {
        ThrowIfShort(x, y, z, destination.Length);
        var n = 0;
        var cells = new LineCells(default, ni, nj, nk, 1, ni, ni * nj);
        if (Avx2.IsSupported && ni > 1 && cells.CanBlock)
        {
            var fill = Vector256.Create(outside);
            fixed (float* first = source)
            {
                for (; n <= destination.Length - LineCells.Block; n += LineCells.Block)
                {
                    ref var px = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), n);
                    ref var py = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), n);
                    ref var pz = ref Unsafe.Add(ref MemoryMarshal.GetReference(z), n);
                    var inside = cells.Inside(ref px, ref py, ref pz, margin);
                    var values = fill;
                    if (inside.AsInt32() != Vector256<int>.Zero)
                    {
                        var at = cells.At(ref px, ref py, ref pz, out var tx, out var ty, out var tz);
                        values = Vector256.ConditionalSelect(inside, Gather(first, at, tx, ty, tz), fill);
                    }

                    values.CopyTo(destination[n..]);
                }
            }
        }

        for (; n < destination.Length; n++)
        {
            var inside = SampleLine.Within(x[n], ni, margin) && SampleLine.Within(y[n], nj, margin) && SampleLine.Within(z[n], nk, margin);
            destination[n] = inside ? SampleClamped(x[n], y[n], z[n]) : outside;
        }
    }

    /// <summary>
    /// Samples at positions given one by one; beyond the outermost voxel centres the value of the nearest position on the edge.
    /// </summary>
    /// <param name="x">First coordinates, voxels.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="destination">One value a position.</param>
    /// <exception cref="ArgumentException">Fewer coordinates than values.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void SampleClamped(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, Span<float> destination)
    {
        ThrowIfShort(x, y, z, destination.Length);
        var n = 0;
        var cells = new LineCells(default, ni, nj, nk, 1, ni, ni * nj);
        if (Avx2.IsSupported && ni > 1 && cells.CanBlock)
        {
            fixed (float* first = source)
            {
                for (; n <= destination.Length - LineCells.Block; n += LineCells.Block)
                {
                    var at = cells.At(
                        ref Unsafe.Add(ref MemoryMarshal.GetReference(x), n), ref Unsafe.Add(ref MemoryMarshal.GetReference(y), n),
                        ref Unsafe.Add(ref MemoryMarshal.GetReference(z), n), out var tx, out var ty, out var tz);
                    Gather(first, at, tx, ty, tz).CopyTo(destination[n..]);
                }
            }
        }

        for (; n < destination.Length; n++)
            destination[n] = SampleClamped(NumberOrZero(x[n]), NumberOrZero(y[n]), NumberOrZero(z[n]));
    }

    // What the vector path's maximum with 0 makes of a NaN.
    private static double NumberOrZero(double c) => double.IsNaN(c) ? 0 : c;

    private static void ThrowIfShort(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, int count)
    {
        if (Math.Min(x.Length, Math.Min(y.Length, z.Length)) < count)
            throw new ArgumentException($"{count} positions need as many coordinates along each axis.", nameof(x));
    }
}
