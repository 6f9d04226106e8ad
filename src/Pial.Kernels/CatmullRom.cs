namespace Pial.Kernels;

/// <summary>
/// Values between voxels by cubic convolution with a = −1/2 (Catmull–Rom), held within the range of the eight voxels around, so that no
/// edge gets a halo of values that are not in the image. For pictures: no prefilter is needed, and a hole of NaN harms its neighbours only.
/// </summary>
/// <remarks>
/// R. Keys, "Cubic convolution interpolation for digital image processing", IEEE Trans. ASSP 29 (1981), doi:10.1109/TASSP.1981.1163711. The
/// clamp is ours.
/// </remarks>
public static class CatmullRom
{
    private const double Rounding = 1e-6; // of a voxel

    /// <summary>The value at a position in voxels. The outermost voxels reach half a voxel beyond their centres.</summary>
    /// <param name="voxels">First axis fastest.</param>
    /// <param name="ni">Voxels along the first axis.</param>
    /// <param name="nj">Voxels along the second axis.</param>
    /// <param name="nk">Voxels along the third axis.</param>
    /// <param name="x">Position along the first axis; 0 is the centre of the first voxel.</param>
    /// <param name="y">Position along the second axis.</param>
    /// <param name="z">Position along the third axis.</param>
    /// <returns>NaN outside the grid. Where a neighbour is NaN: the linear mean of those that are not, or NaN when they make up less than
    /// half.</returns>
    public static float At(ReadOnlySpan<float> voxels, int ni, int nj, int nk, double x, double y, double z)
    {
        if (!(Inside(x, ni) && Inside(y, nj) && Inside(z, nk))) return float.NaN;
        var (i, j, k) = ((int)Math.Floor(x), (int)Math.Floor(y), (int)Math.Floor(z));
        Span<double> wx = stackalloc double[4];
        Span<double> wy = stackalloc double[4];
        Span<double> wz = stackalloc double[4];
        Weights(x - i, wx);
        Weights(y - j, wy);
        Weights(z - k, wz);
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        var sum = 0.0;
        for (var c = 0; c < 4; c++)
        {
            if (wz[c] == 0) continue; // in the plane of a slice the others do not count, not even as NaN
            var slice = Math.Clamp(k + c - 1, 0, nk - 1) * nj;
            for (var b = 0; b < 4; b++)
            {
                if (wy[b] == 0) continue;
                var row = (slice + Math.Clamp(j + b - 1, 0, nj - 1)) * ni;
                var line = 0.0;
                var near = b is 1 or 2 && c is 1 or 2;
                for (var a = 0; a < 4; a++)
                {
                    if (wx[a] == 0) continue;
                    var v = voxels[row + Math.Clamp(i + a - 1, 0, ni - 1)];
                    line += wx[a] * v;
                    if (!near || a is 0 or 3) continue;
                    low = v < low ? v : low;
                    high = v > high ? v : high;
                }

                sum += wz[c] * wy[b] * line;
            }
        }

        return double.IsFinite(sum) ? Math.Clamp((float)sum, low, high) : Linear(voxels, ni, nj, nk, x, y, z);
    }

    // The eight voxels around, weighted linearly; those that are not finite are left out.
    private static float Linear(ReadOnlySpan<float> voxels, int ni, int nj, int nk, double x, double y, double z)
    {
        var (i, j, k) = ((int)Math.Floor(x), (int)Math.Floor(y), (int)Math.Floor(z));
        var (fx, fy, fz) = (x - i, y - j, z - k);
        var (sum, there) = (0.0, 0.0);
        for (var corner = 0; corner < 8; corner++)
        {
            var (di, dj, dk) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            var weight = (di == 0 ? 1 - fx : fx) * (dj == 0 ? 1 - fy : fy) * (dk == 0 ? 1 - fz : fz);
            var v = voxels[((((Math.Clamp(k + dk, 0, nk - 1) * nj) + Math.Clamp(j + dj, 0, nj - 1)) * ni) + Math.Clamp(i + di, 0, ni - 1))];
            if (weight <= 0 || !float.IsFinite(v)) continue;
            sum += weight * v;
            there += weight;
        }

        return there >= 0.5 ? (float)(sum / there) : float.NaN;
    }

    private static bool Inside(double x, int n) => x >= -0.5 - Rounding && x <= n - 0.5 + Rounding;

    // Keys' kernel with a = -1/2 at 1 + t, t, 1 - t, 2 - t.
    private static void Weights(double t, Span<double> w)
    {
        if (t is < Rounding or > 1 - Rounding)
        {
            (w[0], w[1], w[2], w[3]) = (0, t < 0.5 ? 1 : 0, t < 0.5 ? 0 : 1, 0);
            return;
        }

        var (t2, t3) = (t * t, t * t * t);
        w[0] = 0.5 * ((2 * t2) - t - t3);
        w[1] = 0.5 * ((3 * t3) - (5 * t2) + 2);
        w[2] = 0.5 * (t + (4 * t2) - (3 * t3));
        w[3] = 0.5 * (t3 - t2);
    }
}
