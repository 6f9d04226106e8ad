using System.CommandLine;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark</c>: tasks, baselines, a leaderboard.</summary>
internal static class BenchmarkCommand
{
    private static readonly Func<Command>[] Verbs =
    [
        BenchmarkListCommand.Create,
        BenchmarkRunCommand.Create,
        BenchmarkDataCommand.Create,
        BenchmarkEvaluateCommand.Create,
        BenchmarkVerifyCommand.Create,
        BenchmarkCompareCommand.Create,
        BenchmarkLeaderboardCommand.Create,
        BenchmarkAuditCommand.Create,
        BenchmarkRecordsCommand.Validate,
        BenchmarkRecordsCommand.Import,
        BenchmarkRecordsCommand.Export,
    ];

    public static Command Create()
    {
        var benchmark = new Command("benchmark", "Tasks that cannot leak, baselines that tell the truth, a leaderboard.");
        foreach (var verb in Verbs)
            benchmark.Subcommands.Add(verb());
        return benchmark;
    }
}
