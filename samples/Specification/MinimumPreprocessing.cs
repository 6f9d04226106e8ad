using Pial.Formats;
using Pial.Operations.BiasCorrection;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Resampling;
using Pial.Operations.Segmentation;
using Pial.Operations.Smoothing;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Specification;

/// <summary>
/// The four steps of the minimum preprocessing, called one by one; they make the files that the other snippets read. On the command line
/// all of it, with a better segmentation (guided by the template's priors), is <c>pial run</c>.
/// </summary>
internal static class MinimumPreprocessing
{
    public static void Run()
    {
        var head = ImageFile.Load("subject_001_T1w.nii.gz");
        var template = EmbeddedTemplate.Head();

        var brain = BrainExtraction.Run(head.Image, template);
        var corrected = N4.Run(head.Image, brain.Mask).Corrected;
        var tissues = TissueSegmentation.Run(corrected, brain.Mask);

        ImageFile.Save("subject_001_T1w_brain_mask.nii.gz", brain.Mask);
        ImageFile.Save("subject_001_T1w_brain.nii.gz", corrected.Within(brain.Mask), new() { Header = head.Header });
        ImageFile.Save("subject_001_GM_prob.nii.gz", tissues.Fractions.Gm);
        ImageFile.Save("subject_001_WM_prob.nii.gz", tissues.Fractions.Wm);
        ImageFile.Save("subject_001_CSF_prob.nii.gz", tissues.Fractions.Csf);

        // Normalised, modulated (times the Jacobian determinant, so that totals stay the scan's), smoothed with 8 mm FWHM.
        var normalised = Resample.ToGrid(tissues.Fractions.Gm, template.Grid, brain.TemplateToImage, options: new() { AntiAlias = true });
        var modulated = normalised * (float)Math.Abs(brain.TemplateToImage.Determinant);
        ImageFile.Save("subject_001_VBM_GM.nii.gz", GaussianSmoothing.Apply(modulated, fwhmMm: 8), new() { Space = template.Space });

        Console.WriteLine($"GM {tissues.Gm.VolumeMl:0} mL, WM {tissues.Wm.VolumeMl:0} mL, CSF {tissues.Csf.VolumeMl:0} mL");
    }
}
