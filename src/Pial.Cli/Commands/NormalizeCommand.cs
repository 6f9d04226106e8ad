using System.CommandLine;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial normalize zscore IN OUT</c>: intensities in units of the brain's own spread.</summary>
internal static class NormalizeCommand
{
    public static Command Create() => new("normalize", "Intensity normalisation: zscore.") { ZScoreVerb() };

    private static Verb ZScoreVerb()
    {
        var input = new Argument<string>("IN") { Description = "Image of T1w intensities." };
        var output = new Argument<string>("OUT") { Description = "(IN − mean) / standard deviation." };
        var mask = new Option<string?>("--mask") { Description = "Where mean and deviation are taken. Default: where IN is a number other than 0.", HelpName = "M" };
        var keep = new Option<bool>("--keep-outside") { Description = "Score the voxels outside the mask too, instead of setting them to 0." };
        var asWritten = new Option<bool>("--as-specified") { Description = "The formula with + 1e-8 in the denominator, to reproduce others' numbers." };
        return new Verb(
            "zscore",
            "Mean 0 and standard deviation 1 in the mask (population deviation), 0 outside.",
            ["pial normalize zscore T1w_n4.nii.gz T1w_z.nii.gz --mask brain_mask.nii.gz"],
            [input, output, mask, keep, asWritten],
            run =>
            {
                var path = run.Output(run.Get(output), run.Get(input), run.Get(mask));
                var loaded = run.Load(input);
                var inside = run.Get(mask) is { } m ? ImageFile.LoadMask(m, run.Parallel) : loaded.Image.Map(static v => v != 0 && float.IsFinite(v));
                var options = (run.Get(asWritten) ? ZScoreOptions.AsSpecified : ZScoreOptions.Default) with { KeepOutside = run.Get(keep) };
                var result = ZScore.Normalize(loaded.Image, inside, options, run.Parallel);
                ImageFile.Save(path, result.Image, new() { Header = loaded.Header }, run.Parallel);
                run.Log($"zscore: mean {result.Mean:g6}, standard deviation {result.StandardDeviation:g6}");
                if (run.Json) run.Out.WriteLine(JsonSerializer.Serialize(new { mean = result.Mean, standardDeviation = result.StandardDeviation }, JsonSerializerOptions.Web));
            });
    }
}
