using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Hub.Suites;

namespace Pial.Cli.Commands;

/// <summary>
/// <c>pial benchmark validate|import|export</c>: the YAML of benchmarks, suites, data sets, models and evals, fmbench's and Pial's.
/// </summary>
internal static class BenchmarkRecordsCommand
{
    public static Command Validate()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Records (YAML), or folders of them.", Arity = ArgumentArity.OneOrMore };
        return new Verb(
            "validate",
            "Checks the YAML of benchmarks, suites, data sets, models and evals, field by field. Exit code 1 when one cannot be used.",
            ["pial benchmark validate fmbench", "pial benchmark validate age.yaml model.yaml --json"],
            [paths],
            run =>
            {
                var all = RecordFolder.Check(run.Get(paths));
                if (run.Json) run.Out.WriteLine(JsonText.Of(all.Select(c => new
                {
                    c.Path,
                    Kind = c.Record?.Kind.Name,
                    c.Record?.Id,
                    Usable = c.Problem is null,
                    c.Problem,
                    Absent = c.Record?.Absent ?? [],
                })));
                else
                {
                    foreach (var c in all)
                        run.Out.WriteLine(c.Record is { } r
                            ? $"ok     {r.Kind.Name,-10} {r.Id,-40} " +
                                $"{c.Path}{(r.Absent.Count > 0 ? $"  (absent: {string.Join(", ", r.Absent)})" : "")}"
                                : $"WRONG  {c.Problem}  ({c.Path})");
                }

                return all.All(c => c.Problem is null) ? ExitCodes.Done : ExitCodes.Failed;
            });
    }

    public static Command Import() => Copy(
        "import",
        "Checks records, fmbench's or Pial's, and writes them into the folders benchmarks, suites, datasets, configs and evals; every " +
            "field is kept.",
        "Records (YAML), or folders of them.", ["pial benchmark import ai4h-hub/benchmarks ai4h-hub/suites -o hub"], null);

    public static Command Export() => Copy(
        "export",
        "Writes built-in suites, records or evals for fmbench, into the folders benchmarks, suites, datasets, configs and evals; fields " +
            "that only Pial knows are left out.",
        "Built-in suites (pial benchmark list; built-in for all), records (YAML), or folders of them.",
        ["pial benchmark export synth-age runs/mine/eval.yaml -o hub",
            "pial benchmark export built-in -o hub --all-fields      with what Pial needs to run them"],
        new("--all-fields") { Description = "Keep the fields that only Pial knows, such as task." });

    private static Verb Copy(string name, string description, string which, IReadOnlyList<string> examples, Option<bool>? allFields)
    {
        var paths = new Argument<string[]>(allFields is null ? "PATH" : "NAME|PATH")
        {
            Description = which,
            Arity = ArgumentArity.OneOrMore
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder the records' folders go into.",
            HelpName = "DIR",
            Required = true,
        };
        return new Verb(
            name, description, examples, allFields is null ? [paths, output] : [paths, output, allFields],
            run =>
            {
                var records = RecordFolder.Read(run.Get(paths));
                var files = RecordFolder.Write(run.Wrote(run.Get(output)!), records, allFields is null || run.Get(allFields), run.Force);
                if (run.Json)
                    run.Out.WriteLine(JsonText.Of(records.Zip(files, (r, f) => new { Kind = r.Kind.Name, r.Id, Path = f, r.Absent })));
                else
                {
                    foreach (var file in files)
                        run.Out.WriteLine(file);
                }
            });
    }
}
