using System.Runtime.CompilerServices;

namespace Pial.Kernels.Registration;

/// <summary>Trilinear values and gradients of an image at scattered points, as registration needs them.</summary>
public static class ScatteredSampler
{
    /// <summary>
    /// Samples an image at <c>v = A·(x, y, z, 1)</c>, voxel coordinates.
    /// </summary>
    /// <param name="image">Voxels, first axis fastest.</param>
    /// <param name="ni">Voxels along the first axis, at least 2.</param>
    /// <param name="nj">Voxels along the second axis, at least 2.</param>
    /// <param name="nk">Voxels along the third axis, at least 2.</param>
    /// <param name="map">A, three rows of four.</param>
    /// <param name="x">First coordinates.</param>
    /// <param name="y">Second coordinates.</param>
    /// <param name="z">Third coordinates.</param>
    /// <param name="destination">
    /// Five numbers a point: value, the gradient along the three voxel axes, and how far the point is inside the field of view: 1 inside, 0
    /// outside, falling over the outermost voxel so that a point does not leave the sum in one jump.
    /// </param>
    /// <exception cref="ArgumentException">A span is too short, or the image thinner than two voxels.</exception>
    public static void ValueAndGradient(
        ReadOnlySpan<float> image, int ni, int nj, int nk, ReadOnlySpan<double> map,
        ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> z, Span<float> destination)
    {
        if (ni < 2 || nj < 2 || nk < 2 || image.Length < (long)ni * nj * nk || map.Length < 12)
            throw new ArgumentException("The image needs two voxels along each axis and the map twelve numbers.", nameof(image));
        if (y.Length < x.Length || z.Length < x.Length || destination.Length < 5 * x.Length)
            throw new ArgumentException("Coordinates and destination must be of one length.", nameof(destination));
        var (a0, a1, a2, a3) = ((float)map[0], (float)map[1], (float)map[2], (float)map[3]);
        var (b0, b1, b2, b3) = ((float)map[4], (float)map[5], (float)map[6], (float)map[7]);
        var (c0, c1, c2, c3) = ((float)map[8], (float)map[9], (float)map[10], (float)map[11]);
        var slice = ni * nj;
        for (var n = 0; n < x.Length; n++)
        {
            var (px, py, pz) = (x[n], y[n], z[n]);
            var vi = (a0 * px) + (a1 * py) + (a2 * pz) + a3;
            var vj = (b0 * px) + (b1 * py) + (b2 * pz) + b3;
            var vk = (c0 * px) + (c1 * py) + (c2 * pz) + c3;
            var to = destination.Slice(5 * n, 5);
            var weight = Ramp(vi, ni) * Ramp(vj, nj) * Ramp(vk, nk);
            if (!(weight > 0))
            {
                to.Clear();
                continue;
            }

            var (i, fi) = Cell(vi, ni);
            var (j, fj) = Cell(vj, nj);
            var (k, fk) = Cell(vk, nk);
            var at = i + (ni * j) + (slice * k);
            var lower = image.Slice(at, ni + 2);
            var upper = image.Slice(at + slice, ni + 2);
            var (v000, v100, v010, v110) = (lower[0], lower[1], lower[ni], lower[ni + 1]);
            var (v001, v101, v011, v111) = (upper[0], upper[1], upper[ni], upper[ni + 1]);
            // along i, then j, then k; each difference is the slope along its axis
            var (d00, d10, d01, d11) = (v100 - v000, v110 - v010, v101 - v001, v111 - v011);
            var (e00, e10, e01, e11) = (v000 + (fi * d00), v010 + (fi * d10), v001 + (fi * d01), v011 + (fi * d11));
            var (f0, f1) = (e00 + (fj * (e10 - e00)), e01 + (fj * (e11 - e01)));
            var (g0, g1) = (d00 + (fj * (d10 - d00)), d01 + (fj * (d11 - d01)));
            to[0] = f0 + (fk * (f1 - f0));
            to[1] = g0 + (fk * (g1 - g0));
            to[2] = (e10 - e00) + (fk * ((e11 - e01) - (e10 - e00)));
            to[3] = f1 - f0;
            to[4] = weight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Index, float Fraction) Cell(float v, int n)
    {
        var i = Math.Clamp((int)v, 0, n - 2);
        return (i, Math.Clamp(v - i, 0f, 1f));
    }

    // 0 at the outer face of the outermost voxel, 1 one voxel further in.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Ramp(float v, int n) => Math.Clamp(Math.Min(v + 0.5f, n - 0.5f - v), 0f, 1f);
}
