using System.Runtime.CompilerServices;

namespace Pial.Kernels;

/// <summary>
/// Nearest-voxel sampling of a 3-D array at voxel coordinates; a position halfway between two voxels takes the higher one, as scipy's order
/// 0 does.
/// </summary>
public static class NearestSampler
{
    /// <summary>Samples along a line of positions.</summary>
    /// <param name="source">ni·nj·nk values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="line">Positions.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>.</param>
    /// <param name="destination">One value a position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sample<T>(ReadOnlySpan<T> source, int ni, int nj, int nk, in SampleLine line, T outside, double margin,
        Span<T> destination)
        where T : unmanaged
    {
        if (source.Length != ni * nj * nk)
            throw new ArgumentException($"{source.Length} values do not fit {ni}×{nj}×{nk}.", nameof(source));
        var (from, to) = line.Inside(ni, nj, nk, destination.Length, margin);
        destination[..from].Fill(outside);
        for (var n = from; n < to; n++)
        {
            var i = Round(line.X + (n * line.StepX), ni);
            var j = Round(line.Y + (n * line.StepY), nj);
            var k = Round(line.Z + (n * line.StepZ), nk);
            destination[n] = source[i + (ni * (j + (nj * k)))];
        }

        destination[to..].Fill(outside);
    }

    /// <summary>Samples at positions given one by one.</summary>
    /// <param name="source">ni·nj·nk values, first axis fastest.</param>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="x">First coordinates, voxels; a position that is not a number is outside.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="outside">Value of positions outside the image.</param>
    /// <param name="margin">As in <see cref="SampleLine.Inside"/>.</param>
    /// <param name="destination">One value a position.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sample<T>(
        ReadOnlySpan<T> source, int ni, int nj, int nk, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> z, T outside,
        double margin,
        Span<T> destination)
        where T : unmanaged
    {
        if (source.Length != ni * nj * nk)
            throw new ArgumentException($"{source.Length} values do not fit {ni}×{nj}×{nk}.", nameof(source));
        for (var n = 0; n < destination.Length; n++)
        {
            var inside = SampleLine.Within(x[n], ni, margin) && SampleLine.Within(y[n], nj, margin) && SampleLine.Within(z[n], nk, margin);
            destination[n] = inside ? source[Round(x[n], ni) + (ni * (Round(y[n], nj) + (nj * Round(z[n], nk))))] : outside;
        }
    }

    // A hair below a half still counts as a half, or the rounding of the affine's inverse would decide which of two voxels is taken.
    private static int Round(double c, int extent) => Math.Clamp((int)Math.Floor(c + 0.5 + 1e-9), 0, extent - 1);
}
