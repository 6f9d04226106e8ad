using System.Globalization;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Regions;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Atlases;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>
/// Segments heads that were run already, by the embedded atlas or one of a folder, without running the rest again, and compares those that
/// have FreeSurfer's labels with them.
/// </summary>
internal static class HeadExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (work, output) = (arguments[0], arguments[1]);
        var atlas = arguments[2] == "embedded" ? EmbeddedAtlas.Load() : AtlasBuild.Load(arguments[2]);
        var tables = new List<(string Head, IReadOnlyList<(string Name, double Value)> Rows)>();
        foreach (var head in arguments.Skip(3))
        {
            string In(string ending) => Directory.GetFiles(Path.Combine(work, head, "anat"), $"*{ending}")
                .First(f => !Path.GetFileName(f).Contains("_space-", StringComparison.Ordinal));
            var image = ImageFile.Load(In("_desc-preproc_T1w.nii.gz")).Image;
            var mask = ImageFile.LoadMask(In("_desc-brain_mask.nii.gz"));
            var exact = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
            var affine = ItkTransform.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_desc-affine_xfm.txt"));
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var found = HeadSegmentation.Run(image, mask, atlas, exact, affine, new() { FreeSurferBorders = Labels.ContainsKey(head) });
            var (gm, wm, csf) = (found.Gm, found.Wm, found.Csf);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{head} {watch.Elapsed.TotalSeconds:0.0} s, mL {gm.VolumeMl:0} {wm.VolumeMl:0} {csf.VolumeMl:0}, means {gm.Mean:0.0} " +
                    $"{wm.Mean:0.0} {csf.Mean:0.0}"));

            var truth = Labels.TryGetValue(head, out var reference) ? Path.Combine(Workspace.Data, reference)
                : Path.Combine(work, "..", "heads", $"{head}_labels.nii.gz");
            if (File.Exists(truth)) tables.Add((head, HeadScores.Of(found, ImageFile.LoadLabels(truth))));
            if (output == "-") continue;
            var to = Path.Combine(output, head, "anat");
            Directory.CreateDirectory(to);
            ImageFile.Save(Path.Combine(to, $"{head}_dseg.nii.gz"), found.Tissues);
            ImageFile.Save(Path.Combine(to, $"{head}_label-GM_probseg.nii.gz"), found.Fractions.Gm);
            ImageFile.Save(Path.Combine(to, $"{head}_atlas-PialStructures_dseg.nii.gz"), found.Labels);
        }

        if (tables.Count == 0) return 0;
        static string Cell(double value) => value.ToString("0.000", CultureInfo.InvariantCulture).PadLeft(9);
        Console.WriteLine(
            $"{"",-34}" +
                $"{string.Concat(
                    tables.Select(
                        t => $"{t.Head.Replace("sub-", "", StringComparison.Ordinal).Replace("T1w", "",
                            StringComparison.Ordinal),9}"))}     mean");
        for (var r = 0; r < tables[0].Rows.Count; r++)
            Console.WriteLine(
                $"{tables[0].Rows[r].Name,-34}{string.Concat(tables.Select(t => Cell(t.Rows[r].Value)))}" +
                    $"{Cell(tables.Average(t => t.Rows[r].Value))}");
        return 0;
    }

    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["sub-fs01T1w"] = "cortex/freesurfer6/sub-01/mri/aparc+aseg.mgz",
        ["sub-fs02T1w"] = "cortex/freesurfer6/sub-02/mri/aparc+aseg.mgz",
        ["sub-fs04T1w"] = "cortex/freesurfer6/sub-04/mri/aparc+aseg.mgz",
        ["sub-vqcT1w"] = "heads/visualqc/aparc+aseg.mgz",
        ["sub-bertT1w"] = "freesurfer/bert/mri/aparc+aseg.mgz",
    };
}
