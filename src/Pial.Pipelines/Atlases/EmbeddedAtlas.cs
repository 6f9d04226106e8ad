using System.Globalization;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Operations.Regions;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Atlases;

/// <summary>
/// The atlas of structures that is part of Pial: FreeSurfer's aseg names and numbers, probabilities of 13 labelled heads and their mirror
/// images in the coordinates of the embedded template (<c>atlases/PialStructures</c>).
/// </summary>
public static class EmbeddedAtlas
{
    /// <summary>Its name in file names.</summary>
    public const string Name = "PialStructures";

    private const int Ranks = 6;

    /// <summary>The label maps it was made of, as their publisher names them; on scans made of them it knows the truth.</summary>
    public static IReadOnlyList<string> People { get; } = [.. Enumerable.Range(1, 6).Concat(Enumerable.Range(10, 7))
        .Select(static n => string.Create(CultureInfo.InvariantCulture, $"training_seg_{n:00}"))];

    /// <summary>Name of its table of labels.</summary>
    public static string TableFile => $"tpl-{EmbeddedTemplate.Name}_atlas-{Name}_dseg.tsv";

    /// <summary>
    /// Labels that share a class of intensities: both sides, the ventricles, hippocampus with amygdala, caudate with accumbens. CSF outside
    /// the ventricles is apart from that in them, as most of its voxels are mixed with others.
    /// </summary>
    public static IReadOnlyDictionary<int, int> Classes { get; } = ClassesOf(
        [2, 41], [3, 42], [4, 43, 5, 44, 14, 15], [StructureTissues.OuterCsf], [7, 46], [8, 47], [10, 49], [11, 50, 26, 58], [12, 51],
        [13, 52], [16], [17, 53, 18, 54], [28, 60], [StructureTissues.Dura], [StructureTissues.SoftTissue], [StructureTissues.Bone]);

    /// <summary>File of a rank: labels are <c>dseg</c>, shares (of 255) are <c>shares</c>.</summary>
    public static string RankFile(int rank, string suffix) =>
        string.Create(CultureInfo.InvariantCulture, $"tpl-{EmbeddedTemplate.Name}_atlas-{Name}_rank-{rank + 1}_{suffix}.nii.gz");

    /// <summary>Its probabilities.</summary>
    public static StructureAtlas Load(ParallelOptions? parallel = null)
    {
        var ranks = new (Volume<int>, Volume<float>)[Ranks];
        for (var r = 0; r < Ranks; r++)
        {
            var labels = EmbeddedFile.With(RankFile(r, "dseg"), path => ImageFile.LoadLabels(path, parallel));
            var shares = EmbeddedFile.With(RankFile(r, "shares"), path => ImageFile.Load(path, parallel).Image);
            ranks[r] = (labels, shares.Map(static s => s / 255));
        }

        return StructureAtlas.Create(ranks, Classes);
    }

    /// <summary>The most probable label of every voxel.</summary>
    public static Volume<int> MostProbable(ParallelOptions? parallel = null) =>
        EmbeddedFile.With(RankFile(0, "dseg"), path => ImageFile.LoadLabels(path, parallel));

    /// <summary>Its labels.</summary>
    public static LabelTable Table() => EmbeddedFile.With(TableFile, LabelTableFile.Read);

    /// <summary>Hash of its files.</summary>
    public static ArtifactKey Key() => EmbeddedFile.KeyOf($"tpl-{EmbeddedTemplate.Name}_atlas-{Name}_");

    private static Dictionary<int, int> ClassesOf(params int[][] groups) =>
        groups.SelectMany(g => g.Select(id => (id, g[0]))).ToDictionary();
}
