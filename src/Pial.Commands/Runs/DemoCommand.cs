using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial demo</c>.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "Where to work.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "pial-demo",
        };
        return new Verb("demo", "The embedded head through the whole pipeline; prints where the report is.",
            ["pial demo", "pial demo --out /tmp/demo"], [output], run =>
        {
            var folder = run.Get(output)!;
            var head = Path.Combine(folder, "raw", "sub-demo", "anat", "sub-demo_T1w.nii.gz");
            if (!File.Exists(head)) EmbeddedTemplate.WriteDemoHead(head);
            DatasetDescription.WriteRaw(Path.Combine(folder, "raw"), "The demo head");
            var scan = new BidsScan(head, BidsName.Of(head), "sub-demo/anat/sub-demo_T1w.nii.gz");
            var setup = new HeadRunSetup(scan.Path, Path.Combine(folder, "derivatives"), [scan])
            {
                Resources = new(run.Parallel.MaxDegreeOfParallelism, null),
                Source = Path.Combine(folder, "raw"),
                Replace = run.Force,
            };
            return HeadRunner.Run(run, setup);
        });
    }
}
