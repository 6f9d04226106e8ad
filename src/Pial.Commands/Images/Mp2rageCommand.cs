using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial mp2rage</c>: a UNI image without its salt-and-pepper background.</summary>
internal static class Mp2rageCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("UNI") { Description = "The uniform image, as the scanner wrote it." };
        var output = new Argument<string>("OUT") { Description = "Where to write it, 0 to 4095, with a dark background." };
        var first = new Option<string?>("--inv1") { Description = "Magnitude of the first inversion image.", HelpName = "FILE" };
        var second = new Option<string?>("--inv2")
        {
            Description = "Magnitude of the second inversion image; without it the noise of UNI tells where the background is.",
            HelpName = "FILE",
        };
        var strength = new Option<double>("--strength")
        {
            Description = "How much is removed: O'Brien's β over the mean energy of the background.",
            DefaultValueFactory = _ => Mp2rage.Strength,
            HelpName = "X",
        };
        return new Verb(
            "mp2rage", "The uniform image of an MP2RAGE without its salt-and-pepper background.",
            ["pial mp2rage sub-01_UNIT1.nii.gz clean.nii.gz --inv1 sub-01_inv-1_MP2RAGE.nii.gz --inv2 sub-01_inv-2_MP2RAGE.nii.gz",
                "pial mp2rage sub-01_UNIT1.nii.gz clean.nii.gz"],
            [input, output, first, second, strength], run =>
            {
                var target = run.Output(run.Get(output), run.Get(input));
                if (run.Get(first) is not null && run.Get(second) is null)
                    throw new Pial.Pipelines.InputException("--inv1 says little without --inv2: give both, --inv2 alone or neither.");
                var uni = run.Load(run.Get(input)).Image;
                Volume<float>? Load(Option<string?> of) => run.Get(of) is { } path ? run.Load(path).Image : null;
                var energy = Load(second) is { } late ? Mp2rage.Energy(Load(first), late, uni, run.Parallel) : null;
                ImageFile.Save(target, Mp2rage.Clean(uni, energy, run.Get(strength), run.Parallel), parallel: run.Parallel);
            });
    }
}
