using System.Globalization;
using System.Text;
using Pial.Formats;
using Pial.Operations.Comparison;
using Pial.Operations.Lesions;
using Pial.Operations.Segmentation;
using Pial.Pipelines.Lesions;
using Pial.Volumes;

namespace Pial.Evaluation.Lesions;

/// <summary>
/// Lesions of two people with multiple sclerosis beside a consensus of raters: without training, and learned from the other person.
/// </summary>
internal static class LesionExperiment
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        var heads = Directory.EnumerateDirectories(Path.Combine(Workspace.Data, "ms")).Order(StringComparer.Ordinal).Select(Load).ToList();
        var text = new StringBuilder(
            "\n| person | method | Dice | sensitivity | precision | HD95 mm | lesions found | predicted lesions right | lesion-wise F1 | " +
                "volume mL (truth) |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var head in heads)
        {
            var tissues = TissueSegmentation.Run(head.T1w, head.Brain);
            Write(head, "FLAIR outliers", FlairLesions.Run(head.Flair, tissues.Fractions.Wm, head.Brain).Mask);
            Write(head, "logistic, other person",
                LesionModel.Fit([.. heads.Where(h => h.Id != head.Id)]).Segment(head with { Lesions = null }).Mask);
        }

        ResultSection.Replace("lesions.md", "Two people with multiple sclerosis", text.ToString());
        return 0;

        void Write(LesionHead head, string method, Volume<bool> predicted)
        {
            var s = StructureComparison.Run(predicted, head.Lesions!);
            var l = LesionComparison.Run(predicted, head.Lesions!, minimumMm3: 3);
            var ml = head.Flair.Grid.VoxelVolume / 1000;
            var row = string.Create(
                CultureInfo.InvariantCulture,
                $"| {head.Id} | {method} | {s.Dice:0.000} | {s.Sensitivity:0.000} | {s.Precision:0.000} | {s.Hd95Mm:0.0} | {l.Found} of " +
                    $"{l.True} | {l.Right} of {l.Predicted} | {l.F1:0.000} | {s.PredictedVoxels * ml:0.0} ({s.TruthVoxels * ml:0.0}) |\n");
            Console.Write(row);
            text.Append(row);
        }
    }

    private static LesionHead Load(string folder)
    {
        string File(string start) => Directory.EnumerateFiles(folder, start + "*.nii.gz").Single();
        var (flair, t1w) = (ImageFile.Load(File("FLAIR")).Image, ImageFile.Load(File("T1_")).Image);
        var brain = Volume.CreateParallel<bool>(t1w.Grid, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = t1w.Span[n] > 0 && flair.Span[n] > 0;
        });
        return new(Path.GetFileName(folder), flair, t1w, brain, ImageFile.LoadMask(File("GOLD")));
    }
}
