using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark data SUITE -o DIR</c>: what a model gets to see.</summary>
internal static class BenchmarkDataCommand
{
    public static Command Create()
    {
        var suite = new Argument<string>("SUITE") { Description = "Name of a built-in suite, or the file of a suite or benchmark." };
        var data = new Option<string?>("--data") { Description = "Table, or folder, instead of the task's data.", HelpName = "TABLE|DIR" };
        var participants = new Option<string?>("--participants")
        {
            Description = "Table whose columns are joined to the data's by subject.",
            HelpName = "TSV",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "New folder; with several folds one below it for each.",
            HelpName = "DIR",
            Required = true,
        };
        return new Verb(
            "data", "Writes what a model gets to see, fold by fold: training rows (or images) with their truth, test ones without, a " +
                "manifest, folds.tsv, the task.",
            ["pial benchmark data synth-age -o mine"],
            [suite, data, participants, output],
            run =>
            {
                if (BenchmarkCatalog.Find(run.Get(suite)) is not [var benchmark]) throw new InputException("name one suite.");
                var folds = TaskFolder.Write(run.Wrote(run.Get(output)!), benchmark, run.Get(data), run.Get(participants), run.Parallel);
                if (run.Json) run.Out.WriteLine(JsonText.Of(new { Folder = run.Get(output), Folds = folds }));
                else run.Out.WriteLine($"{run.Get(output)}: {folds} {(folds == 1 ? "fold" : "folds")}");
            });
    }
}
