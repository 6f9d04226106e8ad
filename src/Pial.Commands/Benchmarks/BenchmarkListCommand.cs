using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Hub.Suites;

namespace Pial.Cli.Commands;

/// <summary><c>pial benchmark list [PATH …]</c>: the built-in suites, or what records say.</summary>
internal static class BenchmarkListCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Records (YAML) or folders of them; none for the built-in suites.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return new Verb(
            "list", "Built-in suites, or the benchmarks, suites, data sets, models and evals of files and folders.",
            ["pial benchmark list", "pial benchmark list fmbench/", "pial benchmark list --json"],
            [paths],
            run =>
            {
                if (run.Given(paths)) Records(run, run.Get(paths));
                else Suites(run);
            });
    }

    private static void Suites(CommandRun run)
    {
        var all = BenchmarkCatalog.BuiltIn;
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(all.Select(b => new
            {
                Name = BenchmarkCatalog.ShortName(b),
                Suite = b.SuiteId,
                Benchmark = b.Id,
                Title = b.Name,
                Kind = b.Task.Kind.ToString(),
                b.Primary,
                Split = b.Task.Split.Text(),
                Description = b.Text("description"),
            })));
            return;
        }

        foreach (var b in all)
            run.Out.WriteLine($"{BenchmarkCatalog.ShortName(b),-17} {b.Task.Kind,-15} {b.Primary,-18} {b.Name}");
        run.Out.WriteLine($"{BenchmarkCatalog.Everything,-17} all of them");
    }

    private static void Records(CommandRun run, IReadOnlyList<string> paths)
    {
        var records = RecordFolder.Read(paths);
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(records.Select(r => new { r.Path, Kind = r.Kind.Name, r.Id, r.Absent })));
            return;
        }

        foreach (var r in records)
            run.Out.WriteLine(
                $"{r.Kind.Name,-10} {r.Id,-40} {r.Path}{(r.Absent.Count > 0 ? $"  (absent: {string.Join(", ", r.Absent)})" : "")}");
    }
}
