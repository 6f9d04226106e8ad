using System.Globalization;
using System.Numerics.Tensors;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Formats.Transforms;
using Pial.Operations.Regions;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>
/// Makes the embedded atlas of structures of labelled phantoms and their mirror images; <c>atlases/PialStructures/build.sh</c> calls it.
/// </summary>
internal static class AtlasBuild
{
    /// <summary>Voxel size of the atlas, mm.</summary>
    private const double VoxelMm = 1.5;

    /// <summary>Gaussian over each label's probability, mm: people who are not among the few lie between them.</summary>
    private const double SmoothMm = 1;

    /// <summary>Steps of a share from 0 to 1.</summary>
    private const int Levels = 51;

    /// <summary>Folders of a work folder: phantoms with even nuclei and nothing around the brain, and those as hard as heads.</summary>
    private static readonly string[] Kinds = ["plain", "hard"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is ["mirror", var from, var to]) return Mirror(from, to);
        if (arguments is ["build", var work, var output]) return Write(Build(work, []).Single(), output);
        Console.Error.WriteLine("atlas mirror PHANTOMS HEADS | atlas build WORK OUT");
        return 2;
    }

    /// <summary>The phantoms of one kind: names, so that <c>heads/NAME_labels.nii.gz</c> and <c>runs/NAME/</c> exist.</summary>
    public static IReadOnlyList<string> Heads(string kind) =>
        [.. Directory.GetFiles(Path.Combine(kind, "heads"), "*_labels.nii.gz")
            .Select(f => Path.GetFileName(f).Replace("_labels.nii.gz", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>
    /// One atlas of everybody, or several, each without those named. The seven deep nuclei are those of hard phantoms, whose warps err
    /// there as those of heads do; all else is that of plain ones, whose cortex is carried to where it belongs.
    /// </summary>
    public static StructureAtlas[] Build(string work, IReadOnlyList<string> leaveOut)
    {
        var heads = Heads(Path.Combine(work, Kinds[0]));
        if (!heads.SequenceEqual(Heads(Path.Combine(work, Kinds[1]))))
            throw new InvalidOperationException("The two kinds of phantoms are not of the same label maps.");
        var grid = Resample.GridOf(EmbeddedTemplate.Target().T1w.Grid, new(VoxelMm, VoxelMm, VoxelMm));
        var labels = heads
            .Select(h => PhantomLabels.Reduce(ImageFile.LoadLabels(Path.Combine(work, Kinds[0], "heads", $"{h}_labels.nii.gz")))).ToArray();
        var (plain, hard) = (Maps(Path.Combine(work, Kinds[0]), heads, labels, grid),
            Maps(Path.Combine(work, Kinds[1]), heads, labels, grid));
        var sets = leaveOut.Count == 0
            ? [Enumerable.Range(0, heads.Count).ToArray()]
            : leaveOut
                .Select(out_ => Enumerable.Range(0, heads.Count).Where(n => !heads[n].StartsWith(out_, StringComparison.Ordinal)).ToArray())
                .ToArray();
        var builders = sets.Select(_ => new StructureAtlasBuilder(grid)).ToArray();
        var nuclei = PhantomLabels.Pairs.Where(p => PhantomLabels.Subcortical.Contains(p.Name)).SelectMany(p => new[] { p.Left, p.Right })
            .ToHashSet();
        foreach (var id in PhantomLabels.Ids)
        {
            var maps = nuclei.Contains(id) ? hard : plain;
            var each = heads.Select((_, n) => Carried(labels[n], l => l == id, grid, maps[n])).ToArray();
            for (var b = 0; b < sets.Length; b++)
                builders[b].Add(id, GaussianSmoothing.Apply(Mean([.. sets[b].Select(n => each[n])]),
                    SmoothMm * GaussianSmoothing.FwhmPerSigma));
        }

        return [.. builders.Select(b => b.Build(EmbeddedAtlas.Classes, levels: Levels))];
    }

    // From the atlas to each phantom of a kind, as a scan's map is steadied later.
    private static PointMap[] Maps(string kind, IReadOnlyList<string> heads, Volume<int>[] labels, Grid grid)
    {
        string Transform(string head, string ending) => HeadFiles.Find(kind, head, $"from-T1w_to-MNI152NLin2009cAsym_mode-image_{ending}");
        PointMap Exact(int n) => ItkDisplacement.Read(Transform(heads[n], "xfm.nii.gz"));
        var deep = Mean([.. heads.Select((_, n) => Carried(labels[n], SteadyWarp.IsDeep, grid, Exact(n)))]);
        return [.. heads.Select((h, n) => SteadyWarp.FromAtlas(Exact(n), ItkTransform.Read(Transform(h, "desc-affine_xfm.txt")),
            deep, grid))];
    }

    private static Volume<float> Carried(Volume<int> labels, Func<int, bool> of, Grid grid, PointMap map) =>
        Resample.ToGrid(labels.Map(l => of(l) ? 1f : 0f), grid, map, Interpolation.Linear, new() { AntiAlias = true });

    private static Volume<float> Mean(IReadOnlyList<Volume<float>> maps) =>
        Volume.Create<float, IReadOnlyList<Volume<float>>>(maps[0].Grid, maps, static (to, all) =>
        {
            foreach (var map in all) TensorPrimitives.Add(to, map.Span, to);
            TensorPrimitives.Multiply(to, 1f / all.Count, to);
        });

    /// <summary>An atlas that was written to a folder.</summary>
    public static StructureAtlas Load(string folder)
    {
        var ranks = Enumerable.Range(0, StructureAtlas.MostRanks)
            .TakeWhile(r => File.Exists(Path.Combine(folder, EmbeddedAtlas.RankFile(r, "dseg"))));
        return StructureAtlas.Create(
            [.. ranks.Select(r => (ImageFile.LoadLabels(Path.Combine(folder, EmbeddedAtlas.RankFile(r, "dseg"))),
                ImageFile.Load(Path.Combine(folder, EmbeddedAtlas.RankFile(r, "shares"))).Image.Map(static s => s / 255)))],
            EmbeddedAtlas.Classes);
    }

    private static int Write(StructureAtlas atlas, string output)
    {
        Directory.CreateDirectory(output);
        for (var r = 0; r < atlas.Ranks; r++)
        {
            var (labels, shares) = atlas.Rank(r);
            ImageFile.Save(Path.Combine(output, EmbeddedAtlas.RankFile(r, "dseg")), labels, new() { Space = EmbeddedTemplate.Space });
            ImageFile.Save(Path.Combine(output, EmbeddedAtlas.RankFile(r, "shares")), shares.Map(s => (int)Math.Round(s * 255)),
                new() { Space = EmbeddedTemplate.Space });
        }

        File.WriteAllText(Path.Combine(output, EmbeddedAtlas.TableFile),
            LabelTableFile.Tsv(
                new([.. atlas.Ids.Where(id => PhantomLabels.Surroundings.All(s => s.Id != id)).Select(PhantomLabels.Label)])));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{atlas.Ids.Count} structures, {Directory.GetFiles(output).Sum(f => new FileInfo(f).Length) / 1e6:0.00} MB"));
        return 0;
    }

    // Left becomes right: voxels reversed along the axis that runs from side to side, and the labels of the sides exchanged.
    private static int Mirror(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*_labels.nii.gz"))
        {
            var name = Path.GetFileName(file).Replace("_labels.nii.gz", "", StringComparison.Ordinal);
            File.Copy(file, Path.Combine(to, $"{name}_labels.nii.gz"), overwrite: true);
            File.Copy(Path.Combine(from, $"{name}_T1w.nii.gz"), Path.Combine(to, $"{name}_T1w.nii.gz"), overwrite: true);
            var labels = PhantomLabels.Reduce(ImageFile.LoadLabels(file));
            ImageFile.Save(Path.Combine(to, $"{name}m_labels.nii.gz"), Mirrored(labels).Map(PhantomLabels.Mirrored));
            ImageFile.Save(Path.Combine(to, $"{name}m_T1w.nii.gz"),
                Mirrored(ImageFile.Load(Path.Combine(from, $"{name}_T1w.nii.gz")).Image));
        }

        return 0;
    }

    private static Volume<T> Mirrored<T>(Volume<T> image)
        where T : unmanaged
    {
        var code = image.Grid.Orientation.ToString();
        var side = code.IndexOfAny(['L', 'R']);
        var flipped = Orientation.Parse($"{code[..side]}{(code[side] == 'L' ? 'R' : 'L')}{code[(side + 1)..]}");
        return image.Reorient(flipped).WithGrid(image.Grid);
    }
}
