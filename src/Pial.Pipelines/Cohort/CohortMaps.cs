using Pial.Analysis.Outliers;
using Pial.Analysis.Statistics.Linear;
using Pial.Formats;
using Pial.Pipelines.Vbm;
using Pial.Volumes;

namespace Pial.Pipelines.Cohort;

/// <summary>How alike the grey matter maps of a cohort are.</summary>
/// <param name="Scans">Which scans have a map on the common grid; the rest of the figures are in their order.</param>
/// <param name="Homogeneity">Quartic mean z.</param>
/// <param name="Components">The first two components.</param>
/// <param name="StepMm">Distance of the voxels that were compared.</param>
/// <param name="Scaled">Whether head size was taken out.</param>
internal sealed record CohortMaps(IReadOnlyList<int> Scans, MapHomogeneity Homogeneity, PrincipalComponents Components, double StepMm,
    bool Scaled)
{
    private const double WidestStepMm = 4;
    private const float LeastMean = 0.1f;
    private const int ForMask = 40;
    private const long MostInMemory = 256L << 20;

    /// <summary>
    /// Reads every map once (a first few twice, for the mask). Maps smoothed with 8 mm lose nothing on a grid of up to 4 mm, so every
    /// second to fourth voxel is kept, where the mean of up to 40 maps is above 0.1; what does not fit into 256 MiB goes into a temporary
    /// file.
    /// </summary>
    /// <returns>Null with fewer than three maps on one grid.</returns>
    public static CohortMaps? Read(IReadOnlyList<CohortScan> scans, string folder, ParallelOptions parallel)
    {
        var found = scans.Select((s, n) => (Scan: n, s.Map)).Where(s => s.Map is not null).ToList();
        if (found.Count < 3) return null;
        var grid = found.Select(f => ImageFile.Describe(f.Map!).Grid).ToArray();
        var common = grid.GroupBy(g => g.Shape).OrderByDescending(g => g.Count()).First().First();
        found = [.. found.Where((_, n) => grid[n].Matches(common))];
        if (found.Count < 3) return null;
        var size = common.VoxelSize;
        var step = Math.Max(1, (int)Math.Floor((WidestStepMm + 1e-6) / Math.Max(size.X, Math.Max(size.Y, size.Z))));
        var places = Places(found, common, step, parallel);
        if (places.Length == 0) return null;
        var tivs = found.Select(f => scans[f.Scan].Tiv).ToArray();
        var scaled = tivs.All(t => t is not null);
        var mean = scaled ? tivs.Average() : null;
        double[]? scales = scaled ? [.. tivs.Select(t => mean!.Value / t!.Value)] : null;
        var table = Tabulate(found, places, folder, parallel);
        try
        {
            return new([.. found.Select(f => f.Scan)], MapHomogeneity.Of(table, scales, parallel),
                PrincipalComponents.Of(table, scales, 2, parallel), step * size.X, scaled);
        }
        finally
        {
            (table as IDisposable)?.Dispose();
        }
    }

    private static int[] Places(List<(int Scan, string? Map)> found, Grid grid, int step, ParallelOptions parallel)
    {
        var s = grid.Shape;
        var places = new List<int>();
        for (var k = 0; k < s.K; k += step)
            for (var j = 0; j < s.J; j += step)
                for (var i = 0; i < s.I; i += step)
                    places.Add(s.Index(i, j, k));
        var sums = new double[places.Count];
        var few = Math.Min(ForMask, found.Count);
        for (var n = 0; n < few; n++)
        {
            var image = Image(found[(int)((long)n * found.Count / few)].Map!, parallel).Span;
            for (var v = 0; v < sums.Length; v++)
                sums[v] += image[places[v]];
        }

        return [.. places.Where((_, v) => sums[v] > LeastMean * few)];
    }

    private static IVoxelTable Tabulate(List<(int Scan, string? Map)> found, int[] places, string folder, ParallelOptions parallel)
    {
        var file = (long)found.Count * places.Length * 4 > MostInMemory ? new FileVoxelTable(folder, found.Count, places.Length) : null;
        var rows = new float[file is null ? found.Count : 0][];
        try
        {
            for (var n = 0; n < found.Count; n++)
            {
                var image = Image(found[n].Map!, parallel).Span;
                var row = new float[places.Length];
                for (var v = 0; v < row.Length; v++)
                    row[v] = float.IsFinite(image[places[v]]) ? image[places[v]] : 0;
                if (file is null) rows[n] = row;
                else file.Write(n, row);
            }
        }
        catch
        {
            file?.Dispose();
            throw;
        }

        return file is null ? new VoxelTable(rows) : file;
    }

    private static Volume<float> Image(string path, ParallelOptions parallel) => ImageFile.Load(path, parallel).Image;
}
