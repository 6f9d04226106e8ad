using Pial.Analysis.Statistics.Linear;
using Pial.Formats;
using Pial.Volumes;

namespace Pial.Pipelines.Vbm;

/// <summary>The tested voxels of all subjects.</summary>
/// <param name="Mask">Which voxels are tested.</param>
/// <param name="Mean">Mean over the subjects.</param>
/// <param name="Places">Place of each tested voxel in the grid.</param>
/// <param name="Table">Their values.</param>
internal sealed record MapSet(Volume<bool> Mask, Volume<float> Mean, int[] Places, IVoxelTable Table) : IDisposable
{
    /// <summary>What is odd about single maps, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    public void Dispose() => (Table as IDisposable)?.Dispose();

    /// <summary>
    /// Reads maps one after the other: once for mean and range, which make the mask, and once for the voxels within, unless all of them fit
    /// in memory the first time.
    /// </summary>
    public static MapSet Load(VbmPlan plan, VbmOptions options, string folder, Action<int>? progress, ParallelOptions parallel)
    {
        var shape = plan.Grid.Shape;
        var (sum, least, most) = (new double[shape.Count], new float[shape.Count], new float[shape.Count]);
        var facts = new List<MapFacts>();
        int[]? holes = null; // at every voxel, maps that hold no number
        var kept = (long)shape.Count * 4 * plan.Participants.Count <= Math.Min(options.MemoryBytes / 2, 400L << 20)
            ? new List<Volume<float>>() : null;
        for (var s = 0; s < plan.Participants.Count; s++)
        {
            var image = Read(plan, s, parallel);
            Gather(image.Span, s == 0, sum, least, most);
            facts.Add(MapFacts.Of(image));
            if (facts[^1].NotFinite > 0) Holes(image.Span, holes ??= new int[shape.Count]);
            kept?.Add(image);
            progress?.Invoke(s + 1);
        }

        MapChecks.MustHoldNumbers(plan, facts);
        var mean = Volume.Create<float, double[]>(plan.Grid, sum, (to, total) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = (float)(total[n] / plan.Participants.Count);
        });
        var mask = MaskOf(plan.Grid, mean, least, most, options, parallel);
        int[] places = [.. Enumerable.Range(0, shape.Count).Where(n => mask.Span[n])];
        if (places.Length == 0)
            throw new InputException(
                $"No voxel is left to test: the mean of the maps is nowhere above {options.Threshold:0.###} within the mask. Are these " +
                    $"{options.Map} maps? See option 'threshold' and option 'mask'.");
        var maps = new MapSet(mask, mean, places, Tabulate(plan, kept, places, options.MemoryBytes, folder, parallel));
        return maps with
        {
            Warnings = MapChecks.Of(plan, facts, maps,
            holes is null ? 0 : Lost(plan, kept, holes, options, parallel))
        };
    }

    private static void Holes(ReadOnlySpan<float> image, int[] holes)
    {
        for (var n = 0; n < image.Length; n++)
            if (!float.IsFinite(image[n])) holes[n]++;
    }

    // Voxels where the mean of the maps that hold a number would be tested.
    private static int Lost(VbmPlan plan, List<Volume<float>>? kept, int[] holes, VbmOptions options,
        ParallelOptions parallel)
    {
        var (subjects, sum) = (plan.Participants.Count, new double[holes.Length]);
        for (var s = 0; s < subjects; s++)
        {
            var image = kept is null ? Read(plan, s, parallel) : kept[s];
            for (var n = 0; n < holes.Length; n++)
                if (holes[n] > 0 && float.IsFinite(image.Span[n])) sum[n] += image.Span[n];
        }

        return Enumerable.Range(0, holes.Length).Count(n => holes[n] > 0 && holes[n] < subjects
            && sum[n] / (subjects - holes[n]) > (options.Threshold ?? 0));
    }

    /// <summary>Tested voxels back in their places; <paramref name="outside"/> elsewhere.</summary>
    public Volume<float> ToVolume(float[] values, float outside) => Volume.Create<float, int>(Mask.Grid, 0, (filled, _) =>
    {
        filled.Fill(outside);
        for (var v = 0; v < Places.Length; v++)
            filled[Places[v]] = values[v];
    });

    private static Volume<float> Read(VbmPlan plan, int s, ParallelOptions parallel)
    {
        return ImageFile.Load(plan.Participants[s].MapPath, parallel).Image;
    }

    // A voxel that is not a number in any subject gets an infinite range, and is left out with the constant ones.
    private static void Gather(ReadOnlySpan<float> image, bool first, double[] sum, float[] least, float[] most)
    {
        for (var n = 0; n < image.Length; n++)
        {
            var v = image[n];
            if (!float.IsFinite(v)) (least[n], most[n]) = (float.NegativeInfinity, float.PositiveInfinity);
            else if (first) (least[n], most[n]) = (v, v);
            else (least[n], most[n]) = (Math.Min(least[n], v), Math.Max(most[n], v));
            sum[n] += v;
        }
    }

    private static Volume<bool> MaskOf(Grid grid, Volume<float> mean, float[] least, float[] most, VbmOptions options,
        ParallelOptions parallel)
    {
        var given = options.Mask is { } path ? ImageFile.LoadMask(path, parallel) : null;
        if (given is not null && !given.Grid.Matches(grid)) given = OnGrid(given, grid, options.Mask!);
        return Volume.Create<bool, int>(grid, 0, (to, _) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                to[n] = most[n] > least[n] && float.IsFinite(most[n] - least[n])
                    && (given is null || given.Span[n]) && (options.Threshold is not { } t || mean.Span[n] > t);
            }
        });
    }

    private static Volume<bool> OnGrid(Volume<bool> mask, Grid grid, string path)
    {
        var map = mask.Grid.WorldToVoxel * grid.Affine;
        var moved = Volume.Create<bool, Affine>(grid, map, (to, m) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                var p = m.Apply(new(n % grid.Shape.I, n / grid.Shape.I % grid.Shape.J, n / grid.Shape.SliceCount));
                var (i, j, k) = ((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
                to[n] = mask.Shape.Contains(i, j, k) && mask.Span[mask.Shape.Index(i, j, k)];
            }
        });
        return moved.Span.Contains(true) ? moved
            : throw new InputException($"{path} and the maps do not overlap; the mask must be in their space.");
    }

    private static IVoxelTable Tabulate(VbmPlan plan, List<Volume<float>>? kept, int[] places, long memory, string folder,
        ParallelOptions parallel)
    {
        var subjects = plan.Participants.Count;
        var file = (long)subjects * places.Length * 4 > memory ? new FileVoxelTable(folder, subjects, places.Length) : null;
        var rows = new float[file is null ? subjects : 0][];
        try
        {
            for (var s = 0; s < subjects; s++)
            {
                var image = kept is null ? Read(plan, s, parallel) : kept[s];
                var row = new float[places.Length];
                for (var v = 0; v < row.Length; v++)
                    row[v] = image.Span[places[v]];
                if (file is null) rows[s] = row;
                else file.Write(s, row);
            }
        }
        catch
        {
            file?.Dispose();
            throw;
        }

        return file is null ? new VoxelTable(rows) : file;
    }
}
