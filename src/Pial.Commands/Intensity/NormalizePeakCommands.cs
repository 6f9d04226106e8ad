using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Operations.Intensity;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial normalize whitestripe</c> and <c>kde</c>: by the white matter's peak of the histogram.</summary>
internal static class NormalizePeakCommands
{
    public static Verb WhiteStripeVerb()
    {
        var common = new NormalizeInputs("(IN − mean) / standard deviation of the white stripe.");
        var (modality, peak) = (NormalizeInputs.Modality(), NormalizeInputs.Peak());
        var width = new Option<double>("--width")
        {
            Description = "Share of the brain's voxels on either side of the white matter's mode. Default: 0.05.",
            HelpName = "W",
            DefaultValueFactory = _ => 0.05,
        };
        return new Verb(
            "whitestripe", "White matter around its mode gets mean 0 and standard deviation 1 (Shinohara 2014).",
            ["pial normalize whitestripe T1w_n4.nii.gz T1w_ws.nii.gz --mask brain_mask.nii.gz",
                "pial normalize whitestripe FLAIR.nii.gz FLAIR_ws.nii.gz --mask brain_mask.nii.gz --modality flair"],
            [common.Input, common.Output, common.Mask, modality, peak, width, common.Zero, common.Anyway],
            run =>
            {
                if (!(run.Get(width) is > 0 and <= 0.5)) throw new InputException("--width must lie between 0 and 0.5.");
                var (path, loaded, mask) = common.Read(run);
                var options = new WhiteStripeOptions
                {
                    Peak = run.Get(peak) ?? run.Get(modality),
                    Width = run.Get(width),
                    Outside = common.Outside(run),
                };
                var result = WhiteStripe.Run(loaded.Image, mask, options, run.Parallel);
                var scaled = result.Scaled;
                NormalizeInputs.Write(
                    run, path, loaded, scaled.Image,
                    $"whitestripe: mode {result.Mode:g6}, stripe {result.Low:g6} to {result.High:g6} ({result.StripeVoxels} voxels), " +
                        $"mean {scaled.Location:g6}, standard deviation {scaled.Scale:g6}",
                    new
                    {
                        mean = scaled.Location,
                        standardDeviation = scaled.Scale,
                        result.Mode,
                        result.Low,
                        result.High,
                        result.StripeVoxels,
                    });
            });
    }

    public static Verb KdeVerb()
    {
        var common = new NormalizeInputs("IN / mode × value.");
        var (modality, peak) = (NormalizeInputs.Modality(), NormalizeInputs.Peak());
        var value = new Option<double>("--value")
        {
            Description = "What the white matter's mode becomes. Default: 1.",
            HelpName = "V",
            DefaultValueFactory = _ => 1.0,
        };
        return new Verb(
            "kde", "The white matter's most frequent intensity, found on a smoothed histogram, becomes 1.",
            ["pial normalize kde T1w_n4.nii.gz T1w_kde.nii.gz --mask brain_mask.nii.gz",
                "pial normalize kde T1w_n4.nii.gz T1w_kde.nii.gz --mask brain_mask.nii.gz --value 110"],
            [common.Input, common.Output, common.Mask, modality, peak, value, common.Zero, common.Anyway],
            run =>
            {
                if (!(run.Get(value) > 0)) throw new InputException("--value must be above 0.");
                var (path, loaded, mask) = common.Read(run);
                var options = new KdeOptions
                {
                    Peak = run.Get(peak) ?? run.Get(modality),
                    Target = run.Get(value),
                    Outside = common.Outside(run),
                };
                var result = KdeNormalization.Run(loaded.Image, mask, options, run.Parallel);
                NormalizeInputs.Write(run, path, loaded, result.Image, $"kde: mode {result.Scale * options.Target:g6}",
                    new { mode = result.Scale * options.Target, target = options.Target });
            });
    }
}
