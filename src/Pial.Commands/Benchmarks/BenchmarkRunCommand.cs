using System.CommandLine;
using System.Runtime.InteropServices;
using Pial.Cli.Shell;
using Pial.Hub.Evaluation;
using Pial.Hub.Programs;
using Pial.Hub.Reports;
using Pial.Hub.Suites;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark run SUITE -o OUT</c>: data, split, baselines, the model, evaluation.</summary>
internal sealed class BenchmarkRunCommand
{
    private readonly Argument<string> suite = new("SUITE")
    {
        Description = "Name of a built-in suite (pial benchmark list), built-in for all, or the file of a suite or benchmark.",
    };
    private readonly Option<string?> data = new("--data")
    {
        Description = "Table, or folder of derivatives, instead of the task's data.",
        HelpName = "TABLE|DIR",
    };
    private readonly Option<string?> participants = new("--participants")
    {
        Description = "Table whose columns are joined to the data's by subject.",
        HelpName = "TSV",
    };
    private readonly Option<string?> model = new("--model")
    {
        Description = "What is judged: a model record, a table of predictions, or a baseline's name. Default: the linear baseline.",
        HelpName = "YAML|CSV|NAME",
    };
    private readonly Option<IntervalKind> intervals = BenchmarkBoard.Intervals();
    private readonly Option<int?> repeats = new("--repeats")
    {
        Description =
        "Make the task's split this many times, with seeds 1, 2, …; for intervals that hold what other training persons would change.",
        HelpName = "N"
    };
    private readonly Option<SandboxKind> sandbox = BenchmarkBoard.Sandbox();
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder for eval.yaml, report.md, report.html and predictions/.",
        HelpName = "OUT",
        Required = true,
    };

    public static Command Create() => new BenchmarkRunCommand().Verb();

    private Verb Verb() => new(
        "run", "Runs a benchmark: splits without leak, every baseline and a model, evaluation, report. Exit code 1 when a threshold " +
            "of the suite is missed.",
        [
            "pial benchmark run synth-age -o out",
            "pial benchmark run built-in -o runs",
            "pial benchmark run age.yaml --data features.csv --model svr -o out",
            "pial benchmark run synth-sex --repeats 20 --intervals splits -o out",
            "pial benchmark run synth-sex --model model.yaml -o out",
        ],
        [suite, data, participants, model, sandbox, intervals, repeats, output],
        Work);

    private int Work(CommandRun run)
    {
        if (run.Get(repeats) is < 1 or > 1000) throw new InputException("--repeats must lie between 1 and 1000.");
        var all = BenchmarkCatalog.Find(run.Get(suite));
        var folders = all
            .Select(b => all.Count == 1 ? run.Get(output)! : Path.Combine(run.Get(output)!, BenchmarkCatalog.ShortName(b)))
            .ToList();
        foreach (var folder in folders)
            RunFolder.MustBeFree(folder, run.Force);
        var results = new List<RunResult>();
        for (var n = 0; n < all.Count; n++)
        {
            var name = BenchmarkCatalog.ShortName(all[n]);
            var result = BenchmarkRun.Execute(all[n], new()
            {
                Data = run.Get(data),
                Participants = run.Get(participants),
                Model = run.Get(model),
                Intervals = run.Get(intervals),
                Repeats = run.Get(repeats),
                Sandbox = run.Get(sandbox),
                Date = DateTime.UtcNow,
                Hardware = $"{RuntimeInformation.ProcessArchitecture}, {run.Parallel.MaxDegreeOfParallelism} threads",
                Progress = stage => run.Note($"{name}: {stage}"),
            }, run.Parallel);
            foreach (var warning in result.Warnings)
                run.Error.WriteLine($"pial: warning: {warning.AsFlags()}");
            RunFolder.Write(run.Wrote(folders[n]), result);
            BenchmarkBoard.Print(run, result, folders[n]);
            results.Add(result);
        }

        return BenchmarkBoard.ExitCode(results);
    }
}
