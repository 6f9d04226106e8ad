using Pial.Formats;
using Pial.Operations.Regions;
using Pial.Operations.Resampling;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Steps;
using Pial.Volumes;

namespace Pial.Pipelines.Regions;

/// <summary>What was measured of one scan.</summary>
/// <param name="Id">Its name, as <c>sub-01_ses-02</c>.</param>
/// <param name="Volumes">Volumes of the regions, in the atlas's order.</param>
/// <param name="Means">For each map the means of the regions.</param>
public sealed record ScanRegions(string Id, IReadOnlyList<RegionVolume> Volumes,
    IReadOnlyList<(string Map, IReadOnlyList<RegionMean> Means)> Means);

/// <summary>Regions of the scans of a derivative dataset, as <c>pial run</c> wrote it.</summary>
/// <param name="atlas">The atlas, in the space the scans were normalised to.</param>
/// <param name="space">That space.</param>
/// <param name="maps">Maps whose means are wanted: the ending of a derivative's name (<c>label-GM_probseg</c>), or a path in which
/// <c>{id}</c> stands for the scan's name.</param>
/// <param name="parallel">Threads and cancellation.</param>
public sealed class RegionCohort(Atlas atlas, string space, IReadOnlyList<string> maps, ParallelOptions parallel)
{
    /// <summary>The scans that were run: the beginning of their derivatives' paths.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static IReadOnlyList<string> Find(string folder)
    {
        if (!Directory.Exists(folder)) throw new InputException($"{folder} does not exist; expected what pial run wrote.");
        string[] found = [.. HeadDerivatives.BrainMask.Find(folder, [null])
            .Where(static f => !Path.GetFileName(f).Contains("_space-", StringComparison.Ordinal))
            .Select(static f => HeadDerivatives.BrainMask.StemOf(f, [null])).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found
            : throw new InputException($"{folder} holds no sub-*_{HeadDerivatives.BrainMask.Name([null])}; run pial run first.");
    }

    /// <summary>The space that scans of a dataset were normalised to, from the names of their maps.</summary>
    /// <exception cref="InputException">No map, or maps to several spaces.</exception>
    public static string SpaceOf(string folder)
    {
        var spaces = Find(folder).SelectMany(static p => Inverses(p)).Select(static f => From(f))
            .Distinct(StringComparer.Ordinal).ToArray();
        return spaces.Length switch
        {
            1 => spaces[0],
            0 => throw new InputException(
                $"{folder} holds no from-SPACE_to-T1w_mode-image_xfm.nii.gz: the scans were not normalised, so no atlas can be laid on " +
                    "them."),
            _ => throw new InputException($"{folder} holds maps to several spaces ({string.Join(", ", spaces)}); keep one to a folder."),
        };
    }

    /// <summary>Name of a map in columns.</summary>
    public static string MapName(string map)
    {
        var stem = BidsName.StemOf(map).Replace("{id}", "", StringComparison.Ordinal).Trim('_');
        return stem.StartsWith("label-", StringComparison.Ordinal) ? stem[6..] : stem;
    }

    /// <summary>Measures one scan.</summary>
    /// <param name="prefix">One of <see cref="Find"/>.</param>
    /// <exception cref="InputException">A file it needs is missing, or a map lies elsewhere.</exception>
    /// <exception cref="ImageFormatException">A file is damaged.</exception>
    public ScanRegions Measure(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Volume<float> Map(string label) => HeadDerivatives.Tissue.Read(Need(HeadDerivatives.Tissue.PathOf(prefix, null, label)), parallel);
        var labels = Kept(prefix) ?? Made(prefix);
        var tissues = new TissueMaps(Map("GM"), Map("WM"), Map("CSF"));
        int[] ids = [.. atlas.Table.Labels.Select(static l => l.Id)];
        var means = maps.Select(m => (MapName(m), RegionStatistics.Means(labels, ids, OnGrid(MapOf(prefix, m), labels.Grid), parallel)))
            .ToArray();
        return new(Path.GetFileName(prefix), RegionStatistics.Volumes(labels, ids, tissues, parallel), means);
    }

    // What pial run made of the very same atlas is taken as it is.
    private Volume<int>? Kept(string prefix)
    {
        var path = HeadDerivatives.RegionLabels.PathOf(prefix, atlas.Name);
        return File.Exists(path) && File.Exists(Sidecar.PathOf(path)) && Sidecar.ReadChain(path).Any(s => s.Key == atlas.Key)
            ? HeadDerivatives.RegionLabels.Read(path, parallel) : null;
    }

    private Volume<int> Made(string prefix)
    {
        var inverse = Inverses(prefix).FirstOrDefault(f => From(f) == space)
            ?? throw new InputException(
                $"{Path.GetFileName(prefix)} has no map from {space}; run it again without option 'outputs' lean, and without option " +
                    "'steps' that leave normalize out.");
        var contrast = BidsName.Of(inverse)["to"]!;
        var image = HeadDerivatives.Preproc.Read(Need(HeadDerivatives.Preproc.PathOf(prefix, null, contrast)), parallel);
        var mask = HeadDerivatives.BrainMask.Read(HeadDerivatives.BrainMask.PathOf(prefix, [null]), parallel);
        var tissues = HeadDerivatives.TissueLabels.Read(Need(HeadDerivatives.TissueLabels.PathOf(prefix)), parallel);
        // as pial run leaves it out
        if (tissues.Span.Contains(LabelTable.LesionId))
            mask = LesionFreeStep.Combine(mask, tissues.Map(static t => t == LabelTable.LesionId), static (m, l) => m && !l);
        return new RegionStep().Run(new(image, mask, tissues, HeadDerivatives.Warp.Read(inverse, parallel), atlas), parallel);
    }

    private static string MapOf(string prefix, string map)
    {
        if (map.Contains("{id}", StringComparison.Ordinal))
            return Need(map.Replace("{id}", Path.GetFileName(prefix), StringComparison.Ordinal));
        if (File.Exists(map)) return map;
        string[] candidates = [$"{prefix}_{map}", .. ImageFormats.SingleFileEndings.Select(e => $"{prefix}_{map}{e}")];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new InputException(
                $"{Path.GetFileName(prefix)} has no map {Path.GetFileName(candidates[1])}; give the ending of a derivative's name, or a " +
                    "path with {id} in it.");
    }

    // A map on another grid of the scan's own space is interpolated once; one in a template's space would be measured at the wrong places.
    private Volume<float> OnGrid(string path, Grid grid)
    {
        if (BidsName.Of(path)["space"] is { } other && !other.Equals("T1w", StringComparison.Ordinal))
            throw new InputException(
                $"{Path.GetFileName(path)} lies in {other}, the regions in the scan's own space; give the map of the native scan.");
        var map = ImageFile.Load(path, parallel).Image;
        if (map.Grid.Matches(grid)) return map;
        var on = Resample.ToGrid(map, grid, null, Interpolation.Linear, new() { AntiAlias = true, Fill = float.NaN }, parallel);
        return on.Span.IndexOfAnyInRange(float.MinValue, float.MaxValue) >= 0
            ? on
            : throw new InputException($"{Path.GetFileName(path)} shows no part of the scan: it lies elsewhere in the world.");
    }

    private static IEnumerable<string> Inverses(string prefix) =>
        HeadDerivatives.Warp.FindOf(prefix, "*", "*").Where(static f => ContrastName.Parse(From(f)) is null);

    private static string From(string file) => BidsName.Of(file)["from"] ?? "";

    private static string Need(string path) => File.Exists(path) ? path : throw new InputException($"{path} does not exist.");
}
