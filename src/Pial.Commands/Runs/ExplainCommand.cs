using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Provenance;

namespace Pial.Cli.Commands;

/// <summary><c>pial explain FILE</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A derivative that Pial wrote." };
        return new Verb("explain", "The chain of steps from a derivative back to the raw scan.",
            ["pial explain out/sub-01/anat/sub-01_dseg.nii.gz"], [file], run =>
        {
            var chain = Sidecar.ReadChain(run.Get(file));
            if (run.Json)
            {
                run.Out.WriteLine(
                    JsonText.Of(
                        chain.Select(s => new { Step = s.Id, Key = s.Key.Value, s.Parameters, Inputs = s.Inputs.Select(i => i.Value) })));
                return;
            }

            run.Out.WriteLine(Path.GetFileName(run.Get(file)));
            foreach (var line in ChainText.Of(chain))
                run.Out.WriteLine(line);
        });
    }
}
