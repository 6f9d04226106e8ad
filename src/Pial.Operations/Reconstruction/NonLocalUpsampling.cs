using Pial.Kernels;
using Pial.Kernels.Denoising;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Reconstruction;

/// <summary>Settings of <see cref="NonLocalUpsampling"/>.</summary>
public sealed record UpsamplingOptions
{
    /// <summary>
    /// Bandwidths of the rounds, as shares of the 98th percentile of the slices; each round with a narrower one. Default 0.16, 0.08, 0.04,
    /// 0.02.
    /// </summary>
    public IReadOnlyList<double> Bandwidths { get; init; } = [0.16, 0.08, 0.04, 0.02];

    /// <summary>Voxels searched to every side. Default 3, as in the paper.</summary>
    public int SearchRadius { get; init; } = 3;

    internal void Check()
    {
        if (Bandwidths.Count == 0 || Bandwidths.Any(b => !(b > 0) || !double.IsFinite(b)))
            throw new ArgumentException("The bandwidths must be one or more numbers above 0.");
        if (SearchRadius is < 1 or > 10)
            throw new ArgumentException($"The search radius must lie between 1 and 10 voxels, not {SearchRadius}.");
    }
}

/// <summary>A fine image from thick slices: structure that repeats within the head sharpens what a slice has averaged.</summary>
/// <remarks>
/// Manjón et al., Medical Image Analysis 14 (2010) 784–792, doi:10.1016/j.media.2010.05.010: from a cubic B-spline interpolation, rounds of
/// non-local means (patches of 3×3×3 voxels, search of 7×7×7) with a narrower and narrower bandwidth, and after each the image is made to
/// agree with the slices. Where the paper corrects block means, the nearest image that agrees is taken, which is the same for a box and
/// works for any profile; bandwidths are fixed shares of the image's brightness instead of being halved until nothing changes. Cost: 1.5 to
/// 2 µs of CPU time a fine voxel (bench/results/reconstruction.md).
/// </remarks>
public static class NonLocalUpsampling
{
    private const double Air = 0.05; // share of the 98th percentile below which nothing is sharpened

    /// <summary>Makes the fine image.</summary>
    /// <param name="slices">The thick slices; not finite counts as 0.</param>
    /// <param name="sampling">How they came about.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <returns>On the fine grid.</returns>
    /// <exception cref="ArgumentException">The slices lie on another grid than the sampling's, or an option is outside its
    /// range.</exception>
    public static Volume<float> Apply(Volume<float> slices, SliceSampling sampling, UpsamplingOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(sampling);
        options ??= new();
        options.Check();
        if (!slices.Grid.Matches(sampling.Thick))
            throw new ArgumentException($"The slices ({slices.Grid}) do not lie on the grid of thick slices ({sampling.Thick}).",
                nameof(slices));
        var finite = Finite.OrZero(slices, parallel);
        var known = finite.Equals(slices.Memory) ? slices : Volume.Create(slices.Grid, finite.Span);
        var bright = Quantile.Of(known.Span, 0.98);
        var image = sampling.Agree(Resample.ToGrid(known, sampling.Fine, null, Interpolation.Cubic, new() { ExtendEdge = true }, parallel),
            known, parallel);
        if (!(bright > 0)) return image;
        var box = Box(image, (float)(Air * bright));
        foreach (var bandwidth in options.Bandwidths)
            image = sampling.Agree(Smoothed(image, box, options.SearchRadius, bandwidth * bright, parallel), known, parallel);
        return image;
    }

    // The smallest box that holds everything brighter than air.
    private static (int I, int J, int K, Shape Shape) Box(Volume<float> image, float air)
    {
        var s = image.Shape;
        Span<int> low = [s.I, s.J, s.K], high = [-1, -1, -1];
        for (var k = 0; k < s.K; k++)
        {
            for (var j = 0; j < s.J; j++)
            {
                var row = image.Span.Slice(s.Index(0, j, k), s.I);
                var first = row.IndexOfAnyInRange(air, float.PositiveInfinity);
                if (first < 0) continue;
                var last = row.LastIndexOfAnyInRange(air, float.PositiveInfinity);
                (low[0], low[1], low[2]) = (Math.Min(low[0], first), Math.Min(low[1], j), Math.Min(low[2], k));
                (high[0], high[1], high[2]) = (Math.Max(high[0], last), Math.Max(high[1], j), Math.Max(high[2], k));
            }
        }

        return high[0] < 0 ? (0, 0, 0, s) : (low[0], low[1], low[2], new(high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1));
    }

    private static Volume<float> Smoothed(Volume<float> image, (int I, int J, int K, Shape Shape) box, int radius, double bandwidth,
        ParallelOptions? parallel)
    {
        var (margin, size, count) = (PatchNonLocalMeans.Margin(radius), box.Shape, (box.Shape.I + 7) / 8 * 8);
        var (nx, ny, nz) = (count + (2 * margin) + 16, size.J + (2 * margin), size.K + (2 * margin));
        var padded = Padded(image, box, margin, nx, ny, nz, parallel);
        var (tileRows, tileSlices) = ((size.J + PatchNonLocalMeans.TileRows - 1) / PatchNonLocalMeans.TileRows,
            (size.K + PatchNonLocalMeans.TileSlices - 1) / PatchNonLocalMeans.TileSlices);
        var scale = (float)(1 / (27 * bandwidth * bandwidth));
        return Volume.CreateParallel<float>(image.Grid, voxels =>
        {
            image.Span.CopyTo(voxels.Span);
            var tile = PatchNonLocalMeans.TileRows * PatchNonLocalMeans.TileSlices * count;
            Slices.For(tileRows * tileSlices, parallel, () => new float[(2 * tile) + PatchNonLocalMeans.ScratchLength(count)],
                (n, scratch) =>
            {
                var (j, k) = (n % tileRows * PatchNonLocalMeans.TileRows, n / tileRows * PatchNonLocalMeans.TileSlices);
                var (rows, slices) = (Math.Min(PatchNonLocalMeans.TileRows, size.J - j),
                    Math.Min(PatchNonLocalMeans.TileSlices, size.K - k));
                PatchNonLocalMeans.Average(padded, nx, ny, ((((k + margin) * ny) + j + margin) * nx) + margin + 8, count, rows, slices,
                    radius, scale, scratch.AsSpan(0, tile), scratch.AsSpan(tile, tile), scratch.AsSpan(2 * tile));
                for (var r = 0; r < rows * slices; r++)
                    scratch.AsSpan(r * count, size.I)
                        .CopyTo(voxels.Span[image.Shape.Index(box.I, box.J + j + (r % rows), box.K + k + (r / rows))..]);
            });
        });
    }

    // The box with a margin of the image around it; beyond the image its outermost voxels go on.
    private static float[] Padded(Volume<float> image, (int I, int J, int K, Shape Shape) box, int margin, int nx, int ny, int nz,
        ParallelOptions? parallel)
    {
        // One slice more at both ends, so that a vector at the first and last row's end stays inside.
        var padded = new float[nx * ny * nz];
        var s = image.Shape;
        Slices.For(nz, parallel, z =>
        {
            var k = Math.Clamp(box.K + z - margin, 0, s.K - 1);
            for (var y = 0; y < ny; y++)
            {
                var row = image.Span.Slice(s.Index(0, Math.Clamp(box.J + y - margin, 0, s.J - 1), k), s.I);
                var to = padded.AsSpan(((z * ny) + y) * nx, nx);
                for (var x = 0; x < nx; x++)
                    to[x] = row[Math.Clamp(box.I + x - margin - 8, 0, s.I - 1)];
            }
        });
        return padded;
    }
}
