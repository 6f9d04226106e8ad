using System.Globalization;
using System.Text;
using Pial.Analysis.Statistics.Clusters;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>A place where a map is largest around.</summary>
/// <param name="Cluster">Number of its cluster, from 1, by descending peak.</param>
/// <param name="Sub">0 for the cluster's peak, then its further ones.</param>
/// <param name="At">RAS+ mm.</param>
/// <param name="Voxel">Its number among the tested voxels.</param>
/// <param name="Size">Voxels of the cluster.</param>
/// <param name="Region">From the atlas.</param>
internal sealed record Peak(int Cluster, int Sub, Point At, int Voxel, int Size, string? Region);

/// <summary>Clusters of the voxels that pass, and their peaks: local maxima at least 8 mm apart, at most four a cluster.</summary>
internal static class PeakTable
{
    private const double ApartMm = 8;
    private const int MostPeaks = 4;

    public static IReadOnlyList<Peak> Of(ContrastResult result, Func<int, bool> passes, int leastVoxels, Lattice lattice, MapSet maps,
        AtlasNames? atlas)
    {
        var statistic = result.Fit.Statistic;
        var kept = new float[statistic.Length];
        for (var v = 0; v < kept.Length; v++)
            kept[v] = passes(v) ? statistic[v] : 0;
        var finder = new ClusterLabels(lattice);
        var clusters = finder.Find(kept, 0, result.OneSided);
        var labels = finder.Labels.ToArray();
        var members = Enumerable.Range(0, kept.Length).Where(v => labels[v] > 0).ToLookup(v => labels[v]);
        var peaks = new List<Peak>();
        var number = 0;
        foreach (var (cluster, label) in clusters.Select((c, n) => (c, n + 1)).Where(c => c.c.Voxels >= leastVoxels)
            .OrderByDescending(c => Math.Abs(kept[c.c.Peak])).ThenBy(c => c.c.Peak))
        {
            number++;
            var chosen = new List<Point>();
            foreach (var v in members[label].Where(v => IsMaximum(kept, v, lattice)).OrderByDescending(v => Math.Abs(kept[v]))
                .ThenBy(v => v))
            {
                var at = Place(maps, v);
                if (chosen.Any(p => p.DistanceTo(at) < ApartMm)) continue;
                peaks.Add(new(number, chosen.Count, at, v, cluster.Voxels, atlas?.At(at)));
                chosen.Add(at);
                if (chosen.Count == MostPeaks) break;
            }
        }

        return peaks;
    }

    /// <summary>The table as text.</summary>
    public static string ToTsv(IReadOnlyList<Peak> peaks, ContrastResult result, MapSet maps)
    {
        var text = new StringBuilder($"cluster\tpeak\tx\ty\tz\t{result.Letter}");
        if (!result.Fit.Model.Contrast.IsF) text.Append("\teffect\t").Append(EffectSize.Of(result.Fit.Model).Column);
        text.Append("\tp_uncorrected\tp_fdr").Append(result.VoxelFwe is null ? "" : "\tp_fwe_voxel")
            .Append(result.TfceFwe is null ? "" : "\tp_fwe_tfce")
            .Append(result.ExtentFwe is null ? "" : "\tp_fwe_cluster_extent\tp_fwe_cluster_mass")
            .Append("\tsize_voxels\tsize_mm3\tregion\n");
        var d = result.Fit.Model.Contrast.IsF ? [] : result.Fit.CohensD();
        foreach (var peak in peaks)
        {
            var v = peak.Voxel;
            text.Append(CultureInfo.InvariantCulture,
                $"{peak.Cluster}\t{Letter(peak)}\t{peak.At.X:0.##}\t{peak.At.Y:0.##}\t{peak.At.Z:0.##}\t{result.Fit.Statistic[v]:0.####}");
            if (d.Length > 0) text.Append(CultureInfo.InvariantCulture, $"\t{result.Fit.Effect[v]:g6}\t{d[v]:0.####}");
            text.Append(CultureInfo.InvariantCulture, $"\t{result.P[v]:g4}\t{result.Fdr[v]:g4}");
            foreach (var p in (double[]?[])[result.VoxelFwe, result.TfceFwe, result.ExtentFwe, result.MassFwe])
                if (p is not null) text.Append(CultureInfo.InvariantCulture, $"\t{p[v]:0.#####}");
            var volume = peak.Sub > 0 ? ("", "") : (peak.Size.ToString(CultureInfo.InvariantCulture),
                (peak.Size * maps.Mask.Grid.VoxelVolume).ToString("0.#", CultureInfo.InvariantCulture));
            text.Append(CultureInfo.InvariantCulture, $"\t{Or(volume.Item1)}\t{Or(volume.Item2)}\t{Or(peak.Region)}\n");
        }

        return text.ToString();
    }

    /// <summary>1, then 1a, 1b, … for further peaks.</summary>
    public static string Letter(Peak peak) => peak.Sub == 0 ? $"{peak.Cluster}" : $"{peak.Cluster}{(char)('a' + peak.Sub - 1)}";

    public static Point Place(MapSet maps, int v)
    {
        var shape = maps.Mask.Shape;
        var n = maps.Places[v];
        return maps.Mask.Grid.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount));
    }

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? "n/a" : text;

    // Of equal neighbours the first is the maximum.
    private static bool IsMaximum(float[] map, int v, Lattice lattice)
    {
        var own = Math.Abs(map[v]);
        foreach (var u in lattice.Of(v))
            if (u >= 0 && (Math.Abs(map[u]) > own || (Math.Abs(map[u]) == own && u < v && map[u] == map[v]))) return false;
        return true;
    }
}
