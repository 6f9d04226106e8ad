namespace Pial.Kernels;

/// <summary>
/// Evenly spaced sampling positions in voxel coordinates (voxel centres at whole numbers): position n is
/// <c>(X, Y, Z) + n·(StepX, StepY, StepZ)</c>. A row of an affinely resampled image is one such line.
/// </summary>
/// <param name="X">First coordinate of position 0.</param>
/// <param name="Y">Second coordinate of position 0.</param>
/// <param name="Z">Third coordinate of position 0.</param>
/// <param name="StepX">Change of the first coordinate from one position to the next.</param>
/// <param name="StepY">Change of the second coordinate.</param>
/// <param name="StepZ">Change of the third coordinate.</param>
public readonly record struct SampleLine(double X, double Y, double Z, double StepX, double StepY, double StepZ)
{
    /// <summary>Rounding that a position may lie outside by and still count as on the edge, in voxels.</summary>
    public const double Rounding = 1e-6;

    /// <summary>The positions from <c>From</c> up to, not including, <c>To</c> that lie inside an image; empty as (0, 0).</summary>
    /// <param name="ni">Extent of the first axis.</param>
    /// <param name="nj">Extent of the second axis.</param>
    /// <param name="nk">Extent of the third axis.</param>
    /// <param name="count">Number of positions on the line.</param>
    /// <param name="margin">
    /// How far outside the outermost voxel centres still counts, in voxels; half a voxel along an axis of one voxel, which has nothing but
    /// its thickness.
    /// </param>
    public (int From, int To) Inside(int ni, int nj, int nk, int count, double margin = Rounding)
    {
        var (low, high) = (0.0, (double)(count - 1));
        Narrow(X, StepX, ni, margin, ref low, ref high);
        Narrow(Y, StepY, nj, margin, ref low, ref high);
        Narrow(Z, StepZ, nk, margin, ref low, ref high);
        if (!(low <= high)) return (0, 0);

        // The division above rounds; whether an end is inside is decided by the position itself.
        var from = Math.Max((int)Math.Ceiling(low) - 1, 0);
        var to = Math.Min((int)Math.Floor(high) + 2, count);
        while (from < to && !Contains(from, ni, nj, nk, margin)) from++;
        while (to > from && !Contains(to - 1, ni, nj, nk, margin)) to--;
        return (from, to);
    }

    private bool Contains(int n, int ni, int nj, int nk, double margin) =>
        Within(X + (n * StepX), ni, margin) && Within(Y + (n * StepY), nj, margin) && Within(Z + (n * StepZ), nk, margin);

    /// <summary>
    /// Whether a coordinate lies inside an axis: no further than a margin outside the outermost voxel centres, half a voxel on an axis of
    /// one voxel.
    /// </summary>
    internal static bool Within(double c, int extent, double margin)
    {
        margin = extent == 1 ? Math.Max(margin, 0.5) : margin;
        return c >= -margin && c <= extent - 1 + margin;
    }

    private static void Narrow(double start, double step, int extent, double margin, ref double low, ref double high)
    {
        margin = extent == 1 ? Math.Max(margin, 0.5) : margin;
        var (a, b) = (-margin - start, extent - 1 + margin - start);
        if (step == 0)
        {
            if (!(a <= 0 && b >= 0)) high = -1;
            return;
        }

        (a, b) = step > 0 ? (a / step, b / step) : (b / step, a / step);

        // One position of slack at both ends: the caller decides them exactly.
        (low, high) = (Math.Max(low, a - 1), Math.Min(high, b + 1));
    }
}
