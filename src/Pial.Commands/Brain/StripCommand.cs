using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Head;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial strip</c>.</summary>
internal static class StripCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "Head of any contrast." };
        var output = new Argument<string>("OUT") { Description = "Brain: IN with everything outside the mask set to 0." };
        var mask = new Option<string?>("--mask") { Description = "Also write the mask here.", HelpName = "M" };
        var privacy = new Privacy(usual: false);
        return new Verb(
            "strip", "Brain extraction: everything inside the dura is kept.",
            ["pial strip T1w.nii.gz brain.nii.gz", "pial strip FLAIR.nii.gz brain.nii.gz --mask mask.nii.gz"],
            [input, output, mask, privacy.Option],
            run =>
            {
                var target = run.Output(run.Get(output), run.Get(input));
                var maskTarget = run.Output(mask, run.Get(input), target);
                var head = HeadScan.Load(run.Get(input), run.Parallel);
                var found = BrainExtraction.Run(head.Image, EmbeddedTemplate.Head(run.Parallel), null, run.Parallel);
                if (found.AlreadyStripped) run.Error.WriteLine("pial: the input is already skull-stripped; it was left as it is.");
                ImageFile.LoadStored(run.Get(input), null, run.Parallel).Move(new Masked(found.Mask, keeps: true)).Save(target,
                    new() { Header = privacy.Header(run, head.Header, run.Get(input)) }, run.Parallel);
                if (maskTarget is not null) ImageFile.Save(maskTarget, found.Mask, null, run.Parallel);
            });
    }
}
