using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>
/// How smooth an image is: the width of the Gaussian that would make white noise as smooth, from differences of neighbours.
/// </summary>
/// <remarks>
/// Forman et al. 1995, doi 10.1002/mrm.1910330508; AFNI's classic <c>3dFWHMx</c>. Anatomy counts as smoothness, so values of one protocol
/// compare, others do not.
/// </remarks>
public static class Smoothness
{
    /// <summary>Full width at half maximum along each voxel axis, in voxels.</summary>
    /// <param name="image">Intensities.</param>
    /// <param name="mask">Voxels that count, on the image's grid; a difference counts where both ends do.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>One width an axis; NaN where the image is constant, or neighbours differ as much as strangers (rougher than
    /// noise).</returns>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static Point FwhmVoxels(Volume<float> image, Volume<bool> mask, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        var sums = new double[12]; // count, sum and squares: of the values, then of the differences along each axis
        Slices.Sum(image.Shape.K, parallel, (k, row) => AddSlice(image, mask, k, row), sums);
        var variance = Variance(sums.AsSpan(0, 3));
        return new(Width(sums.AsSpan(3, 3), variance), Width(sums.AsSpan(6, 3), variance), Width(sums.AsSpan(9, 3), variance));
    }

    private static void AddSlice(Volume<float> image, Volume<bool> mask, int k, Span<double> row)
    {
        var s = image.Shape;
        var voxels = image.Span;
        var inside = mask.Span;
        ReadOnlySpan<int> steps = [1, s.I, s.SliceCount];
        Span<bool> next = stackalloc bool[3];
        for (var j = 0; j < s.J; j++)
        {
            for (var i = 0; i < s.I; i++)
            {
                var n = s.Index(i, j, k);
                if (!inside[n]) continue;
                Add(row[..3], voxels[n]);
                (next[0], next[1], next[2]) = (i + 1 < s.I, j + 1 < s.J, k + 1 < s.K);
                for (var axis = 0; axis < 3; axis++)
                {
                    if (next[axis] && inside[n + steps[axis]])
                        Add(row.Slice(3 * (axis + 1), 3), voxels[n + steps[axis]] - (double)voxels[n]);
                }
            }
        }
    }

    private static void Add(Span<double> sums, double value)
    {
        sums[0]++;
        sums[1] += value;
        sums[2] += value * value;
    }

    private static double Variance(ReadOnlySpan<double> sums) =>
        sums[0] > 1 ? (sums[2] - (sums[1] * sums[1] / sums[0])) / (sums[0] - 1) : double.NaN;

    // Correlation of neighbours ρ = 1 − ½ var(difference) / var; a Gaussian of σ voxels has ρ = exp(−1 / 4σ²).
    private static double Width(ReadOnlySpan<double> differences, double variance)
    {
        var rho = 1 - (0.5 * Variance(differences) / variance);
        return rho is > 0 and < 1 ? 2 * Math.Sqrt(2 * Math.Log(2)) * Math.Sqrt(-1 / (4 * Math.Log(rho))) : double.NaN;
    }
}
