using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Regions;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Regions;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>How well structures are found: phantoms by atlases of the other phantoms, and a head with FreeSurfer's labels by the embedded atlas.</summary>
internal static class RegionExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var work = arguments[0];
        var heads = AtlasBuild.Heads(work).Where(h => !h.EndsWith('m')).ToArray();
        var atlases = AtlasBuild.Build(work, heads);
        var rows = new List<Dictionary<string, double>>();
        for (var n = 0; n < heads.Length; n++)
        {
            var truth = PhantomLabels.Reduce(ImageFile.LoadLabels(Path.Combine(work, "heads", $"{heads[n]}_labels.nii.gz")));
            rows.Add(Dice(Labels(work, heads[n], atlases[n]), truth));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{heads[n]} {Mean(rows[^1]):0.000}"));
        }

        if (Directory.Exists(Path.Combine(work, "runs", "visualqc")))
            ResultSection.Replace("regions.md", "Volumes beside FreeSurfer's", FreeSurferComparison.Text(work, EmbeddedAtlas.Load()));
        ResultSection.Replace("regions.md", "Overlap with the truth of phantoms", OverlapText(heads, rows));
        return 0;
    }

    /// <summary>Labels of a head that was run, by an atlas.</summary>
    public static Volume<int> Labels(string work, string head, StructureAtlas atlas)
    {
        string In(string ending) => HeadFiles.Find(work, head, ending);
        var image = ImageFile.Load(In("_desc-preproc_T1w.nii.gz")).Image;
        var mask = ImageFile.LoadMask(In("_desc-brain_mask.nii.gz"));
        var tissues = ImageFile.LoadLabels(Directory.GetFiles(Path.GetDirectoryName(In("_desc-brain_mask.nii.gz"))!, "*_dseg.nii.gz").Single(f => !Path.GetFileName(f).Contains("_atlas-", StringComparison.Ordinal)));
        var map = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
        return StructureLabels.Of(image, mask, tissues, atlas, map).Labels;
    }

    private static double Mean(Dictionary<string, double> row) => PhantomLabels.Subcortical.Average(s => row[s]);

    public static Dictionary<string, double> Dice(Volume<int> found, Volume<int> truth)
    {
        var (both, a, b) = (new double[256], new double[256], new double[256]);
        for (var n = 0; n < truth.Shape.Count; n++)
        {
            a[found.Span[n]]++;
            b[truth.Span[n]]++;
            if (found.Span[n] == truth.Span[n]) both[truth.Span[n]]++;
        }

        double Of(int l) => 2 * both[l] / (a[l] + b[l]);
        return PhantomLabels.Pairs.Select(p => (p.Name, (Of(p.Left) + Of(p.Right)) / 2)).Concat(PhantomLabels.Middle.Select(m => (m.Name, Of(m.Id)))).ToDictionary();
    }

    private static string OverlapText(string[] heads, List<Dictionary<string, double>> rows)
    {
        var text = new StringBuilder("""

            Dice of each structure, mean of both sides. Each phantom (T1w, 3 % noise, 20 % non-uniformity) went through `pial run`, and was labelled by an atlas of the other three
            and their mirror images, made as `atlases/PialStructures` is. The truth has choroid plexus in its ventricle and lesions in white matter.

            """);
        text.Append(CultureInfo.InvariantCulture, $"\n| structure | {string.Join(" | ", heads)} | mean |\n|---|{string.Concat(Enumerable.Repeat("---|", heads.Length + 1))}\n");
        void Row(string name, Func<Dictionary<string, double>, double> of) =>
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", rows.Select(r => of(r).ToString("0.000", CultureInfo.InvariantCulture)))} | {rows.Average(of):0.000} |\n");
        Row($"**mean of {string.Join(", ", PhantomLabels.Subcortical.Select(s => s.ToLowerInvariant()))}**", Mean);
        foreach (var name in rows[0].Keys) Row(name, r => r[name]);
        return text.ToString();
    }
}
