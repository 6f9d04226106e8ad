using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>What was measured of one region.</summary>
/// <param name="Id">Its label.</param>
/// <param name="Voxels">Voxels that carry the label.</param>
/// <param name="VolumeMm3">Their volume.</param>
/// <param name="GmMm3">Grey matter in them by partial volume; not a number without tissue maps.</param>
/// <param name="WmMm3">White matter in them.</param>
/// <param name="CsfMm3">CSF in them.</param>
public readonly record struct RegionVolume(int Id, int Voxels, double VolumeMm3, double GmMm3, double WmMm3, double CsfMm3);

/// <summary>Values of a map in one region.</summary>
/// <param name="Id">Its label.</param>
/// <param name="Voxels">Voxels with a finite value.</param>
/// <param name="Mean">Their mean; not a number when there are none.</param>
/// <param name="StandardDeviation">Their standard deviation, with n − 1; not a number below two.</param>
public readonly record struct RegionMean(int Id, int Voxels, double Mean, double StandardDeviation);

/// <summary>Volumes and means over the regions of a label image.</summary>
/// <remarks>Sums are per slice in double precision, added in slice order: the same bits at any thread count.</remarks>
public static class RegionStatistics
{
    /// <summary>Volumes of labels, and of the tissues in them.</summary>
    /// <param name="labels">The regions.</param>
    /// <param name="ids">Labels wanted; one that no voxel carries has volume 0.</param>
    /// <param name="tissues">Partial-volume fractions on the same grid; null for none.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>One for each of <paramref name="ids"/>, in their order.</returns>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static IReadOnlyList<RegionVolume> Volumes(Volume<int> labels, IReadOnlyList<int> ids, TissueMaps? tissues = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(ids);
        if (tissues is not null && !tissues.Grid.Matches(labels.Grid))
            throw new ArgumentException("The tissue maps lie on another grid than the labels.", nameof(tissues));
        var index = Index(ids);
        var sums = new double[4 * ids.Count];
        Slices.Sum(labels.Shape.K, parallel, (k, row) =>
        {
            var own = labels.Slice(k);
            for (var n = 0; n < own.Length; n++)
            {
                if (own[n] == 0 || !index.TryGetValue(own[n], out var at)) continue;
                at *= 4;
                row[at]++;
                if (tissues is null) continue;
                row[at + 1] += tissues.Gm.Slice(k)[n];
                row[at + 2] += tissues.Wm.Slice(k)[n];
                row[at + 3] += tissues.Csf.Slice(k)[n];
            }
        }, sums);
        var voxel = labels.Grid.VoxelVolume;
        double Tissue(int at) => tissues is null ? double.NaN : sums[at] * voxel;
        return [.. ids.Select((id, n) => new RegionVolume(id, (int)sums[4 * n], sums[4 * n] * voxel, Tissue((4 * n) + 1),
            Tissue((4 * n) + 2), Tissue((4 * n) + 3)))];
    }

    /// <summary>Means of a map over labels; values that are not finite are left out.</summary>
    /// <param name="labels">The regions.</param>
    /// <param name="ids">Labels wanted.</param>
    /// <param name="map">The map, on the same grid.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>One for each of <paramref name="ids"/>, in their order.</returns>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static IReadOnlyList<RegionMean> Means(Volume<int> labels, IReadOnlyList<int> ids, Volume<float> map,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(map);
        if (!map.Grid.Matches(labels.Grid)) throw new ArgumentException("The map lies on another grid than the labels.", nameof(map));
        var index = Index(ids);
        var first = Sums(labels, ids.Count, index, map, null, parallel);
        var means = Enumerable.Range(0, ids.Count).Select(n => first[2 * n] > 0 ? first[(2 * n) + 1] / first[2 * n] : double.NaN).ToArray();
        var second = Sums(labels, ids.Count, index, map, means, parallel);
        return [.. ids.Select((id, n) => new RegionMean(id, (int)first[2 * n], means[n],
            first[2 * n] > 1 ? Math.Sqrt(second[(2 * n) + 1] / (first[2 * n] - 1)) : double.NaN))];
    }

    // Count and sum of values, or, about the means, of squared deviations: in two passes, so that a large mean costs no digits.
    private static double[] Sums(Volume<int> labels, int count, Dictionary<int, int> index, Volume<float> map, double[]? means,
        ParallelOptions? parallel)
    {
        var sums = new double[2 * count];
        Slices.Sum(labels.Shape.K, parallel, (k, row) =>
        {
            var own = labels.Slice(k);
            var values = map.Slice(k);
            for (var n = 0; n < own.Length; n++)
            {
                if (own[n] == 0 || !float.IsFinite(values[n]) || !index.TryGetValue(own[n], out var at)) continue;
                var value = means is null ? values[n] : (values[n] - means[at]) * (values[n] - means[at]);
                row[2 * at]++;
                row[(2 * at) + 1] += value;
            }
        }, sums);
        return sums;
    }

    private static Dictionary<int, int> Index(IReadOnlyList<int> ids)
    {
        var index = new Dictionary<int, int>(ids.Count);
        for (var n = 0; n < ids.Count; n++)
            if (!index.TryAdd(ids[n], n)) throw new ArgumentException($"Label {ids[n]} is asked for twice.", nameof(ids));
        return index;
    }
}
