using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Operations.Intensity;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial normalize METHOD IN OUT</c>: intensities that can be compared between scans.</summary>
internal static class NormalizeCommand
{
    public static Command Create() => new("normalize", "Intensity normalisation: zscore, whitestripe, kde, fcm, nyul, leastsquares.")
    {
        ZScoreVerb(), NormalizePeakCommands.WhiteStripeVerb(), NormalizePeakCommands.KdeVerb(), NormalizeTissueCommands.FcmVerb(),
        NormalizeFittedCommands.NyulVerb(), NormalizeFittedCommands.LeastSquaresVerb(), NormalizeFittedCommands.FitVerb(),
    };

    private static Verb ZScoreVerb()
    {
        var common = new NormalizeInputs("(IN − mean) / standard deviation.");
        common.Mask.Description = "Where mean and deviation are taken. Default: where IN is a number other than 0.";
        var keep = new Option<bool>("--keep-outside")
        {
            Description = "Score the voxels outside the mask too, instead of setting them to 0.",
        };
        var ddof = new Option<int>("--ddof")
        {
            Description =
                "Degrees of freedom taken off the number of voxels: 0 for the population deviation, 1 for the sample deviation. Default: " +
                    "0.",
            HelpName = "0|1",
        };
        var robust = new Option<bool>("--robust")
        {
            Description =
                "Median and 1.4826 × median absolute deviation instead of mean and standard deviation: lesions and enhanced vessels do " +
                    "not move them.",
        };
        var asWritten = new Option<bool>("--as-specified")
        {
            Description = "The formula with + 1e-8 in the denominator, to reproduce others' numbers.",
        };
        return new Verb(
            "zscore",
            "Mean 0 and standard deviation 1 in the mask, 0 outside.",
            [
                "pial normalize zscore T1w_n4.nii.gz T1w_z.nii.gz --mask brain_mask.nii.gz",
                "pial normalize zscore T1w_n4.nii.gz T1w_z.nii.gz --mask brain_mask.nii.gz --robust",
            ],
            [common.Input, common.Output, common.Mask, ddof, robust, keep, asWritten, common.Anyway],
            run =>
            {
                var (path, loaded, mask) = common.Read(run);
                if (run.Get(common.Mask) is null) mask = loaded.Image.Map(static v => v != 0 && float.IsFinite(v));
                if (run.Get(ddof) is not (0 or 1))
                    throw new InputException($"--ddof {run.Get(ddof)}: choose 0 (population) or 1 (sample).");
                if (run.Get(robust) && (run.Given(ddof) || run.Get(asWritten)))
                    throw new InputException("--robust has no degrees of freedom and no epsilon; leave out --ddof and --as-specified.");
                var options = (run.Get(asWritten) ? ZScoreOptions.AsSpecified : ZScoreOptions.Default) with
                {
                    KeepOutside = run.Get(keep),
                    DeltaDegreesOfFreedom = run.Get(ddof),
                    Robust = run.Get(robust),
                };
                var result = ZScore.Run(loaded.Image, mask, options, run.Parallel);
                NormalizeInputs.Write(
                    run, path, loaded, result.Image,
                    $"zscore: {(options.Robust ? "median" : "mean")} {result.Mean:g6}, standard deviation {result.StandardDeviation:g6}",
                    new { mean = result.Mean, standardDeviation = result.StandardDeviation });
            });
    }
}
