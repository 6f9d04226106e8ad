using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Smoothing;

namespace Pial.Cli.Commands;

/// <summary><c>pial smooth IN OUT --fwhm MM</c>: Gaussian smoothing in millimetres.</summary>
internal static class SmoothCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "Image; NaN counts as 0." };
        var output = new Argument<string>("OUT") { Description = "Smoothed image." };
        var fwhm = new Option<double>("--fwhm")
        {
            Description = "Full width at half maximum of the Gaussian, mm; 0 changes nothing.",
            HelpName = "MM",
            Required = true,
        };
        return new Verb(
            "smooth",
            "Gaussian smoothing in millimetres; the sum over the image is kept.",
            ["pial smooth GM_probseg.nii.gz GM_8mm.nii.gz --fwhm 8"],
            [input, output, fwhm],
            run =>
            {
                var path = run.Output(run.Get(output), run.Get(input));
                var loaded = run.Load(input);
                ImageFile.Save(path, GaussianSmoothing.Apply(loaded.Image, run.Get(fwhm), run.Parallel), new() { Header = loaded.Header },
                    run.Parallel);
            });
    }
}
