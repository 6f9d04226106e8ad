using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Hub.Leaderboard;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark leaderboard EVALS_DIR -o SITE</c>: a static site.</summary>
internal static class BenchmarkLeaderboardCommand
{
    public static Command Create()
    {
        var evals = new Argument<string>("EVALS_DIR") { Description = "Folder of evals at any depth; eval.yaml and report.md are read, nothing else." };
        var output = new Option<string>("--output", "-o") { Description = "Folder of the pages; they load nothing and work from a folder.", HelpName = "SITE", Required = true };
        return new Verb(
            "leaderboard", "A static site of evals: ranking with intervals, groups, cost and history of every task.",
            ["pial benchmark leaderboard runs -o site"],
            [evals, output],
            run =>
            {
                var (tasks, count) = LeaderboardSite.Write(run.Get(evals), run.Get(output)!, run.Force);
                var index = Path.Combine(run.Get(output)!, "index.html");
                if (run.Json) run.Out.WriteLine(JsonText.Of(new { Index = index, Tasks = tasks, Evals = count }));
                else run.Out.WriteLine($"{index}: {tasks} {(tasks == 1 ? "task" : "tasks")}, {count} {(count == 1 ? "eval" : "evals")}");
            });
    }
}
