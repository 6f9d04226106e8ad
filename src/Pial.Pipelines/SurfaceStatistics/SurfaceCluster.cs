using System.Globalization;
using System.Text;
using Pial.Analysis.Statistics.Clusters;
using Pial.Pipelines.Vbm;
using Pial.Volumes;

namespace Pial.Pipelines.SurfaceStatistics;

/// <summary>A connected piece of cortex that passes a level.</summary>
/// <param name="Hemi">L or R.</param>
/// <param name="Vertex">Vertex of fsaverage6 with the largest magnitude.</param>
/// <param name="Tested">The same by its number among the tested vertices.</param>
/// <param name="At">Its place in MNI152NLin2009cAsym, RAS+ mm.</param>
/// <param name="Vertices">How many.</param>
/// <param name="AreaMm2">Area, mm².</param>
/// <param name="Region">Desikan–Killiany region of the peak.</param>
/// <param name="Regions">The five largest regions of the cluster, with their shares of it.</param>
internal sealed record SurfaceCluster(string Hemi, int Vertex, int Tested, Point At, int Vertices, double AreaMm2, string Region,
    string Regions)
{
    private const int MostRegions = 5;

    /// <summary>Clusters of the vertices that pass, by descending peak.</summary>
    public static IReadOnlyList<SurfaceCluster> Of(ContrastResult result, Func<int, bool> passes, double leastMm2, SurfaceMapSet maps)
    {
        var statistic = result.Fit.Statistic;
        var kept = new float[statistic.Length];
        for (var v = 0; v < kept.Length; v++)
            kept[v] = passes(v) ? statistic[v] : 0;
        var finder = new ClusterLabels(maps.Lattice);
        var clusters = finder.Find(kept, 0, result.OneSided);
        var labels = finder.Labels.ToArray();
        return [.. clusters.Select((c, n) => (Cluster: c, Label: n + 1)).Where(c => c.Cluster.Size >= leastMm2)
            .OrderByDescending(c => Math.Abs(kept[c.Cluster.Peak])).ThenBy(static c => c.Cluster.Peak)
            .Select(c => Describe(c.Cluster, c.Label, labels, maps))];
    }

    /// <summary>The table as text.</summary>
    public static string ToTsv(IReadOnlyList<SurfaceCluster> clusters, ContrastResult result)
    {
        var isF = result.Fit.Model.Contrast.IsF;
        var text = new StringBuilder($"cluster\themi\tvertex\tx\ty\tz\t{result.Letter}");
        if (!isF) text.Append("\teffect\t").Append(EffectSize.Of(result.Fit.Model).Column);
        text.Append("\tp_uncorrected\tp_corrected\tsize_vertices\tarea_mm2\tregion\tregions\n");
        var d = isF ? [] : result.Fit.CohensD();
        foreach (var (n, c) in clusters.Index())
        {
            var v = c.Tested;
            text.Append(CultureInfo.InvariantCulture, $"{n + 1}\t{c.Hemi}\t{c.Vertex}\t{c.At.X:0.#}\t{c.At.Y:0.#}\t{c.At.Z:0.#}\t")
                .Append(CultureInfo.InvariantCulture, $"{result.Fit.Statistic[v]:0.####}");
            if (!isF) text.Append(CultureInfo.InvariantCulture, $"\t{result.Fit.Effect[v]:g6}\t{d[v]:0.####}");
            text.Append(CultureInfo.InvariantCulture, $"\t{result.P[v]:g4}\t{result.PrimaryP[v]:0.#####}\t{c.Vertices}\t{c.AreaMm2:0.#}\t")
                .Append(CultureInfo.InvariantCulture, $"{c.Region}\t{c.Regions}\n");
        }

        return text.ToString();
    }

    private static SurfaceCluster Describe(Cluster cluster, int label, int[] labels, SurfaceMapSet maps)
    {
        var (side, vertex) = maps.Vertices[cluster.Peak];
        var (of, place) = (maps.Sides[side], maps.Sides[side].Target.Place);
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (var n = 0; n < labels.Length; n++)
        {
            if (labels[n] != label) continue;
            var (region, area) = (of.RegionOf(maps.Vertices[n].Vertex), maps.Lattice.SizeOf(n));
            shares[region] = shares.GetValueOrDefault(region) + area;
        }

        var most = shares.OrderByDescending(static s => s.Value).Take(MostRegions);
        var regions = string.Join(", ", most
                .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {100 * s.Value / cluster.Size:0} %")))
            + (shares.Count > MostRegions ? $", {shares.Count - MostRegions} more" : "");
        return new(of.Hemi, vertex, cluster.Peak, new(place[0][vertex], place[1][vertex], place[2][vertex]), cluster.Voxels, cluster.Size,
            of.RegionOf(vertex), regions);
    }
}
