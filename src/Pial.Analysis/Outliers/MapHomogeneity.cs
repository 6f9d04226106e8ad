using Pial.Analysis.Statistics.Linear;
using Pial.Kernels;

namespace Pial.Analysis.Outliers;

/// <summary>How much each map of a cohort is like the others.</summary>
/// <param name="QuarticMeanZ">CAT12's quartic mean z: (mean over voxels of z⁴)^¼. High is unlike the others.</param>
/// <param name="MeanZ">Mean absolute z, which large deviations of few voxels hardly move.</param>
/// <param name="Voxels">Voxels that vary, which alone count.</param>
public sealed record MapHomogeneity(IReadOnlyList<double> QuarticMeanZ, IReadOnlyList<double> MeanZ, int Voxels)
{
    private const int Block = 4096;

    /// <summary>
    /// Compares maps voxel by voxel: z is the distance from the cohort's mean in standard deviations. The fourth power gives weight to
    /// places that are far off, as artefacts and failed segmentations are (Gaser et al. 2024, doi 10.1093/gigascience/giae049; written from
    /// CAT12's manual, which describes the measure in words).
    /// </summary>
    /// <param name="maps">Voxels of all scans.</param>
    /// <param name="scales">A factor by scan that takes head size out, such as mean TIV / TIV; null for 1.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Fewer than three maps, or not one factor a map.</exception>
    public static MapHomogeneity Of(IVoxelTable maps, IReadOnlyList<double>? scales = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Subjects < 3) throw new ArgumentException("Fewer than three maps cannot be compared.", nameof(maps));
        if (scales is not null && scales.Count != maps.Subjects)
            throw new ArgumentException($"{scales.Count} factors for {maps.Subjects} maps.", nameof(scales));
        var blocks = (maps.Voxels + Block - 1) / Block;
        var sums = new double[(maps.Subjects * 2) + 1];
        Slices.Sum(blocks, parallel, (b, row) => AddBlock(maps, scales, b, row), sums);
        var voxels = (int)sums[^1];
        return new(
            [.. Enumerable.Range(0, maps.Subjects).Select(s => voxels > 0 ? Math.Pow(sums[2 * s] / voxels, 0.25) : double.NaN)],
            [.. Enumerable.Range(0, maps.Subjects).Select(s => voxels > 0 ? sums[(2 * s) + 1] / voxels : double.NaN)],
            voxels);
    }

    private static void AddBlock(IVoxelTable maps, IReadOnlyList<double>? scales, int b, Span<double> sums)
    {
        var count = Math.Min(Block, maps.Voxels - (b * Block));
        var values = new float[Block];
        var (mean, squares) = (new double[count], new double[count]);
        for (var s = 0; s < maps.Subjects; s++)
        {
            // Welford's running mean and squares.
            Read(maps, scales, s, b, values, count);
            for (var v = 0; v < count; v++)
            {
                var step = values[v] - mean[v];
                mean[v] += step / (s + 1);
                squares[v] += step * (values[v] - mean[v]);
            }
        }

        for (var v = 0; v < count; v++)
        {
            squares[v] = Math.Sqrt(squares[v] / (maps.Subjects - 1)); // now standard deviations
            if (squares[v] > 0 && double.IsFinite(squares[v])) sums[^1]++;
        }

        for (var s = 0; s < maps.Subjects; s++)
        {
            Read(maps, scales, s, b, values, count);
            for (var v = 0; v < count; v++)
            {
                if (!(squares[v] > 0) || !double.IsFinite(squares[v])) continue;
                var z = (values[v] - mean[v]) / squares[v];
                sums[2 * s] += z * z * z * z;
                sums[(2 * s) + 1] += Math.Abs(z);
            }
        }
    }

    private static void Read(IVoxelTable maps, IReadOnlyList<double>? scales, int subject, int block, float[] values, int count)
    {
        maps.Read(subject, block * Block, values.AsSpan(0, count));
        if (scales is null) return;
        var scale = (float)scales[subject];
        for (var v = 0; v < count; v++)
            values[v] *= scale;
    }
}
