using System.Globalization;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Regions;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Atlases;
using Pial.Volumes;

namespace Pial.Evaluation.Regions;

/// <summary>Segments heads that were run already, by an atlas of a folder, without running the rest again: for choosing settings.</summary>
internal static class HeadExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var (work, output) = (arguments[0], arguments[1]);
        var atlas = arguments[2] == "embedded" ? EmbeddedAtlas.Load() : AtlasBuild.Load(arguments[2]);
        var tables = new List<(string Head, IReadOnlyList<(string Name, double Value)> Rows)>();
        foreach (var head in arguments.Skip(3))
        {
            string In(string ending) => Directory.GetFiles(Path.Combine(work, head, "anat"), $"*{ending}").First(f => !Path.GetFileName(f).Contains("_space-", StringComparison.Ordinal));
            var image = ImageFile.Load(In("_desc-preproc_T1w.nii.gz")).Image;
            var mask = ImageFile.LoadMask(In("_desc-brain_mask.nii.gz"));
            PointMap full = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
            PointMap map = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
            if (Environment.GetEnvironmentVariable("MAP") == "affine") map = ItkTransform.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_desc-affine_xfm.txt"));
            else if (Environment.GetEnvironmentVariable("MAP") is { } mm)
            {
                var warp = ItkDisplacement.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_xfm.nii.gz"));
                var affine = ItkTransform.Read(In("from-MNI152NLin2009cAsym_to-T1w_mode-image_desc-affine_xfm.txt"));
                var fwhm = double.Parse(mm, CultureInfo.InvariantCulture);
                Volume<float> Smooth(Volume<float> v, Func<Point, double> of)
                {
                    var rest = Volume.Create<float, int>(v.Grid, 0, (to, _) => { var n = 0; for (var k = 0; k < v.Shape.K; k++) for (var j = 0; j < v.Shape.J; j++) for (var i = 0; i < v.Shape.I; i++, n++) { var q = v.Grid.Affine.Apply(new Point(i, j, k)); to[n] = (float)(v.Span[n] - of(affine.Apply(q) - q)); } });
                    rest = Pial.Operations.Smoothing.GaussianSmoothing.Apply(rest, fwhm);
                    return Volume.Create<float, int>(v.Grid, 0, (to, _) => { var n = 0; for (var k = 0; k < v.Shape.K; k++) for (var j = 0; j < v.Shape.J; j++) for (var i = 0; i < v.Shape.I; i++, n++) { var q = v.Grid.Affine.Apply(new Point(i, j, k)); to[n] = (float)(rest.Span[n] + of(affine.Apply(q) - q)); } });
                }

                map = new Warp(Smooth(warp.X, p => p.X), Smooth(warp.Y, p => p.Y), Smooth(warp.Z, p => p.Z));
            }

            var watch = System.Diagnostics.Stopwatch.StartNew();
            var found = HeadSegmentation.Run(image, [], mask, atlas, full, map, Options());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{head} {watch.Elapsed.TotalSeconds:0.0} s, GM {found.Tissues.Gm.VolumeMl:0} WM {found.Tissues.Wm.VolumeMl:0} CSF {found.Tissues.Csf.VolumeMl:0}, means {found.Tissues.Csf.Mean:0.0} {found.Tissues.Gm.Mean:0.0} {found.Tissues.Wm.Mean:0.0}"));
            if (Environment.GetEnvironmentVariable("VERBOSE") is not null)
            {
                foreach (var c in found.Intensities)
                    Console.Write(string.Create(CultureInfo.InvariantCulture, $" {c.Class}:{c.Mean:0}±{c.StandardDeviation:0}({c.Median:0})"));
                Console.WriteLine();
            }

            if (Labels.TryGetValue(head, out var reference)) tables.Add((head, HeadScores.Of(found, ImageFile.LoadLabels(Path.Combine(Workspace.Data, reference)))));
            if (output == "-") continue;
            var to = Path.Combine(output, head, "anat");
            Directory.CreateDirectory(to);
            ImageFile.Save(Path.Combine(to, $"{head}_dseg.nii.gz"), found.Tissues.Labels);
            ImageFile.Save(Path.Combine(to, $"{head}_label-GM_probseg.nii.gz"), found.Tissues.Fractions.Gm);
            ImageFile.Save(Path.Combine(to, $"{head}_atlas-PialStructures_dseg.nii.gz"), found.Labels);
        }

        if (tables.Count == 0) return 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-34}{string.Concat(tables.Select(t => $"{t.Head[4..^3],9}"))}     mean"));
        for (var r = 0; r < tables[0].Rows.Count; r++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tables[0].Rows[r].Name,-34}{string.Concat(tables.Select(t => t.Rows[r].Value.ToString("0.000", CultureInfo.InvariantCulture).PadLeft(9)))}{tables.Average(t => t.Rows[r].Value),9:0.000}"));
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

    private static HeadSegmentationOptions Options()
    {
        double Of(string name, double otherwise) => Environment.GetEnvironmentVariable(name) is { } t ? double.Parse(t, CultureInfo.InvariantCulture) : otherwise;
        var o = new HeadSegmentationOptions();
        return o with
        {
            LocalMm = Of("LOC", o.LocalMm),
            Structures = o.Structures with { IntensityWeight = Of("W", o.Structures.IntensityWeight), Smoothness = Of("S", o.Structures.Smoothness), LearningWeight = Of("EW", o.Structures.LearningWeight) },
            Tissues = o.Tissues with { PriorFloor = Of("FLOOR", o.Tissues.PriorFloor), PriorBlurMm = Of("BLUR", o.Tissues.PriorBlurMm), Smoothness = Of("TS", o.Tissues.Smoothness) },
        };
    }
}
