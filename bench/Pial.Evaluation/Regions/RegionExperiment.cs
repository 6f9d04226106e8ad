using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Regions;
using Pial.Operations.Segmentation;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>How well structures and tissues of phantoms are found, each by an atlas of the other label maps.</summary>
internal static class RegionExperiment
{
    private static readonly string[] Tissues = ["GM", "WM", "CSF"];

    public static int Run(IReadOnlyList<string> arguments)
    {
        var kinds = new[] { ("hard", "Hard phantoms"), ("plain", "Phantoms") }
            .Select(k => (Folder: Path.Combine(arguments[0], k.Item1), Title: k.Item2)).ToArray();
        var heads = AtlasBuild.Heads(kinds[0].Folder).Where(h => !h.EndsWith('m')).ToArray();
        var atlases = AtlasBuild.Build(arguments[0], heads);
        foreach (var (folder, title) in kinds)
            ResultSection.Replace("regions.md", title, Text(heads, [.. heads.Select((h, n) => Scores(folder, h, atlases[n]))]));

        return 0;
    }

    // Segments a head of a folder of runs anew by an atlas.
    private static Dictionary<string, double> Scores(string folder, string head, StructureAtlas atlas)
    {
        string In(string ending) => HeadFiles.Find(folder, head, ending);
        var image = ImageFile.Load(In("_desc-preproc_T1w.nii.gz")).Image;
        var mask = ImageFile.LoadMask(In("_desc-brain_mask.nii.gz"));
        var exact = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
        var affine = ItkTransform.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_desc-affine_xfm.txt"));
        var found = HeadSegmentation.Run(image, mask, atlas, exact, affine, new() { FreeSurferBorders = false });
        var truth = PhantomLabels.Reduce(ImageFile.LoadLabels(Path.Combine(folder, "heads", $"{head}_labels.nii.gz")));
        var rows = new Dictionary<string, double>(StringComparer.Ordinal);
        var (tissues, structures) = (Overlap.Of(found.Tissues,
            ImageFile.LoadLabels(Path.Combine(folder, "phantoms", $"{head}_dseg.nii.gz"))), Overlap.Of(found.Labels, truth));
        rows["**mean of the deep nuclei**"] = PhantomLabels.Subcortical.Average(s => Both(s));
        for (var t = 0; t < Tissues.Length; t++) rows[$"**{Tissues[t]}**"] = tissues[t + 1];
        foreach (var (name, _, _) in PhantomLabels.Pairs) rows[name] = Both(name);
        foreach (var (name, id) in PhantomLabels.Middle) rows[name] = structures[id];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{folder} {head} {string.Join(' ', rows.Values.Take(4).Select(v => v.ToString("0.000", CultureInfo.InvariantCulture)))}"));
        return rows;

        double Both(string name)
        {
            var (_, left, right) = PhantomLabels.Pairs.First(p => p.Name == name);
            return (structures[left] + structures[right]) / 2;
        }
    }

    private static string Text(string[] heads, Dictionary<string, double>[] rows)
    {
        var text = new StringBuilder("""

            Dice, structures as the mean of both sides. Each phantom (T1w, 3 % noise, 20 % non-uniformity) went through `pial run`; its head was then segmented by an atlas of the other twelve label maps and their mirror images, made as
            `atlases/PialStructures` is, with the maps' own borders. The truth has choroid plexus in its ventricle and lesions in white matter.

            """);
        text.Append(CultureInfo.InvariantCulture,
            $"\n| | {string.Join(" | ", heads.Select(h => h.Replace("sub-", "", StringComparison.Ordinal)))} | mean " +
                $"|\n|---|{string.Concat(Enumerable.Repeat("---|", heads.Length + 1))}\n");
        foreach (var name in rows[0].Keys)
            text.Append(CultureInfo.InvariantCulture,
                $"| {name} | {string.Join(" | ", rows.Select(r => r[name].ToString("0.000", CultureInfo.InvariantCulture)))} | " +
                    $"{rows.Average(r => r[name]):0.000} |\n");
        return text.ToString();
    }
}
