using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Hub.Leaderboard;
using Pial.Hub.Suites;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark leaderboard EVALS_DIR -o SITE</c>: a static site.</summary>
internal static class BenchmarkLeaderboardCommand
{
    public static Command Create()
    {
        var evals = new Argument<string>("EVALS_DIR")
        {
            Description =
                "Folder of evals at any depth; eval.yaml and report.md are read, and predictions/ beside them, from which tables are " +
                    "scored again.",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder of the pages; they load nothing and work from a folder.",
            HelpName = "SITE",
            Required = true,
        };
        var tasks = new Option<string[]>("--task")
        {
            Description =
                "Benchmarks of the board: their names, measures that rank and directions are used, not those that evals state. Those " +
                    "built in are known.",
            HelpName = "YAML …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        return new Verb(
            "leaderboard", "A static site of evals: ranking with intervals, groups, cost and history of every task.",
            ["pial benchmark leaderboard runs -o site"],
            [evals, output, tasks],
            run =>
            {
                var (pages, count) = LeaderboardSite.Write(run.Get(evals), run.Get(output)!, run.Force,
                    [.. run.Get(tasks)!.SelectMany(BenchmarkCatalog.Find)]);
                var index = Path.Combine(run.Get(output)!, "index.html");
                if (run.Json) run.Out.WriteLine(JsonText.Of(new { Index = index, Tasks = pages, Evals = count }));
                else run.Out.WriteLine($"{index}: {pages} {(pages == 1 ? "task" : "tasks")}, {count} {(count == 1 ? "eval" : "evals")}");
            });
    }
}
