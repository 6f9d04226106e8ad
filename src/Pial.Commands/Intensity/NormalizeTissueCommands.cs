using Pial.Cli.Shell;
using Pial.Operations.Intensity;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial normalize fcm</c>: by the mean of a tissue found with fuzzy c-means.</summary>
internal static class NormalizeTissueCommands
{
    public static Verb FcmVerb()
    {
        var common = new NormalizeInputs("IN / mean of the tissue × value.");
        var tissue = Choice.Option("--tissue", "Tissue whose mean is divided by.", "wm", ("wm", T1wTissue.Wm), ("gm", T1wTissue.Gm),
            ("csf", T1wTissue.Csf));
        var value = new System.CommandLine.Option<double>("--value")
        {
            Description = "What the tissue's mean becomes. Default: 1.",
            HelpName = "V",
            DefaultValueFactory = _ => 1.0,
        };
        return new Verb(
            "fcm", "The white matter's mean, found by fuzzy c-means on a T1w, becomes 1.",
            ["pial normalize fcm T1w_n4.nii.gz T1w_fcm.nii.gz --mask brain_mask.nii.gz",
                "pial normalize fcm T1w_n4.nii.gz T1w_fcm.nii.gz --mask brain_mask.nii.gz --tissue gm"],
            [common.Input, common.Output, common.Mask, tissue, value, common.Zero, common.Anyway],
            run =>
            {
                if (!(run.Get(value) > 0)) throw new InputException("--value must be above 0.");
                var (path, loaded, mask) = common.Read(run);
                var options = new FcmOptions { Tissue = run.Get(tissue), Target = run.Get(value), Outside = common.Outside(run) };
                var result = FcmNormalization.Run(loaded.Image, mask, options, run.Parallel);
                var classes = result.Classes;
                NormalizeInputs.Write(
                    run, path, loaded, result.Scaled.Image,
                    $"fcm: means of CSF, GM, WM {classes.Means[0]:g6}, {classes.Means[1]:g6}, {classes.Means[2]:g6} after " +
                        $"{classes.Iterations} iterations",
                    new
                    {
                        csf = classes.Means[0],
                        gm = classes.Means[1],
                        wm = classes.Means[2],
                        classes.Centres,
                        classes.Iterations,
                        classes.Converged,
                    });
            });
    }
}
