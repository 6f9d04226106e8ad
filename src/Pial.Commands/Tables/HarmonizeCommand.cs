using System.CommandLine;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Formats.Streams;
using Pial.Pipelines;
using Pial.Pipelines.Harmonisation;
using Pial.Pipelines.Store;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary><c>pial harmonize fit|apply</c>: sites taken out of measures, fitted on training people alone.</summary>
internal static class HarmonizeCommand
{
    internal static readonly Option<string?> IdColumn = new("--id")
    {
        Description = "Column of the subjects or scans. Default: participant_id, or the first.",
        HelpName = "COLUMN",
    };

    public static Command Create() =>
        new("harmonize", "Take sites and scanners out of measures (ComBat and its relatives): fit on training people, apply to any.")
        {
            HarmonizeFitCommand.Create(),
            Apply(),
        };

    private static Verb Apply()
    {
        var input = new Argument<string>("TABLE") { Description = "Measures, site and kept columns, as at the fit." };
        var modelPath = new Argument<string>("MODEL") { Description = "What 'pial harmonize fit' wrote." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Harmonised table (TSV, or CSV by its name); a JSON beside it says what was done.",
            HelpName = "OUT",
            Required = true,
        };
        var newSite = Choice.Option("--new-site",
        "What is done with a site that the model does not know: an error; estimated from its people, who then count as seen; left as it " +
            "is.", "refuse",
            ("refuse", UnknownSite.Refuse), ("learn", UnknownSite.Learn), ("leave", UnknownSite.Leave));
        var teachers = new Option<string?>("--learn-from")
        {
            Description = "Of --new-site learn: from whom, such as group=control, or a file of ids. Default: everybody of the site.",
            HelpName = "COLUMN=VALUE|FILE",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Page with what sites and kept columns explained before and after (HTML).",
            HelpName = "FILE",
        };
        var guard = new HeldOutOptions();
        return new Verb(
            "apply", "Harmonise a table with a fitted model; refused where the model saw subjects that are held out.",
            [
                "pial harmonize apply regions.tsv combat.json -o harmonised.tsv --report harmonised.html",
                "pial harmonize apply clinic.tsv combat.json -o harmonised.tsv --new-site learn --learn-from group=control",
            ],
            [input, modelPath, output, newSite, teachers, report, .. guard.All, IdColumn],
            run =>
            {
                var from = run.Get(teachers);
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(modelPath), run.Get(guard.TestIds), from);
                run.Output(TableFile.SidecarOf(path), run.Get(input), run.Get(modelPath), run.Get(guard.TestIds), from);
                var page = run.Output(report, run.Get(input), run.Get(modelPath), path);
                var model = HarmonisationText.Read(ModelFile.Read(run.Get(modelPath), "pial harmonize fit"),
                    Path.GetFileName(run.Get(modelPath)));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                if (from is not null && run.Get(newSite) != UnknownSite.Learn)
                    throw new InputException("--learn-from is of --new-site learn; add that, or leave it out.");
                var leaked = guard.Check(run, table, model.FittedOn);
                var result = HarmonisationCorrection.Apply(table, model, run.Get(newSite), from is null ? null : Teachers(table, from),
                    run.Parallel);
                HarmonisedTable.Write(path, run.Get(input), run.Get(modelPath), result, leaked);
                if (page is not null)
                    OutputFile.WriteText(page,
                        HarmonisationReport.Write(table, result, Path.GetFileName(run.Get(modelPath)), run.Parallel));
                Tell(run, result, path);
            });
    }

    internal static HashSet<string> Teachers(SubjectTable table, string from)
    {
        if (File.Exists(from))
        {
            var listed = SubjectKey.Set(TableFile.ReadIds(from));
            return [.. table.Ids.Where(id => listed.Contains(SubjectKey.Of(id)))];
        }

        if (from.Split('=', 2) is not [var column, var value])
            throw new InputException(
                $"--learn-from {from}: no such file; write COLUMN=VALUE, for example group=control, or the name of a list of ids.");
        if (!table.Has(column))
            throw new InputException(
                $"--learn-from {from}: {table.Name} has no column '{column}'.{NearestName.Hint(column, [.. table.Columns])}");
        return [.. table.Ids.Where((_, r) => table[column][r] == value)];
    }

    private static void Tell(CommandRun run, Harmonised result, string path)
    {
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                path,
                subjects = result.Table.Ids.Count,
                columns = result.Model.Columns.Count,
                seenByFit = result.SeenByFit.Count,
                learnedSites = result.Learned.ToDictionary(l => l.Site, l => l.People),
                leftAsTheyAre = result.Left,
                withoutSiteOrKeptValue = result.Unknown,
                result.MissingValues,
                outsideRange = result.Outside.Select(o => o.Id).Distinct(StringComparer.Ordinal),
            }));
            return;
        }

        run.Out.WriteLine($"{result.Model.Columns.Count} columns of {result.Table.Ids.Count} rows harmonised; the fit saw " +
            $"{result.SeenByFit.Count} of them");
        foreach (var (site, people) in result.Learned)
            run.Out.WriteLine($"site '{site}' was new and was learned from {people} people here, who count as " +
                $"seen{(people < 20 ? "; 20 or more are better" : "")}");
        if (result.Left.Count > 0)
            run.Out.WriteLine($"{result.Left.Count} rows of unknown sites stay as they are: {string.Join(", ", result.Left.Take(8))}");
        if (result.Unknown.Count > 0)
            run.Out.WriteLine($"n/a for {result.Unknown.Count} rows without " +
                $"{string.Join(", ", result.Model.Keep.Prepend(result.Model.Batch))}: {string.Join(", ", result.Unknown.Take(8))}");
        if (result.Outside.Count > 0)
            run.Out.WriteLine($"{result.Outside.Count} kept values lie outside of what the fit saw (curves stay at their end): " +
                $"{string.Join(", ", result.Outside.Take(6).Select(o => $"{o.Id} {o.Column} {o.Value:0.##}"))}");
        run.Out.WriteLine(path);
    }
}
