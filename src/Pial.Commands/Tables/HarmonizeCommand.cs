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
    private static readonly Option<string?> IdColumn = new("--id")
    {
        Description = "Column of the subjects or scans. Default: participant_id, or the first.",
        HelpName = "COLUMN",
    };

    public static Command Create() =>
        new("harmonize", "Take sites and scanners out of measures (ComBat and its relatives): fit on training people, apply to any.")
        {
            Fit(),
            Apply(),
        };

    private static Verb Fit()
    {
        var input = new Argument<string>("TABLE")
        {
            Description = "Measures, site and what is to be kept, one row a subject or scan (TSV or CSV).",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where the model goes (JSON).",
            HelpName = "MODEL",
            Required = true,
        };
        var batch = new Option<string>("--batch")
        {
            Description = "Column of the site, scanner or batch.",
            HelpName = "COLUMN",
            Required = true,
        };
        var method = Choice.Option(
            "--method", "ComBat; with kept columns as curves; with the covariances of sites corrected too; for people with several scans.",
            "combat",
            ("combat", HarmonisationMethod.ComBat), ("combat-gam", HarmonisationMethod.ComBatGam), ("covbat", HarmonisationMethod.CovBat),
                ("longitudinal", HarmonisationMethod.Longitudinal));
        var prior = Choice.Option("--prior", "How a site's effects are shrunken towards each other.", "parametric",
            ("parametric", SitePrior.Parametric), ("nonparametric", SitePrior.NonParametric), ("none", SitePrior.None));
        var keep = Names("--keep", "Columns whose effects are kept, for example age sex. Never what is to be predicted later.");
        var smooth = Names("--smooth",
            "Kept columns that are curves, of combat-gam. Default: columns of --keep with more than 12 different numbers.");
        var range = Names("--smooth-range", "Ends of each curve as LOW..HIGH. Default: the range of the training people, rounded outwards.",
            "LOW..HIGH");
        var weight = new Option<double[]?>("--smoothing")
        {
            Description = "Weight of the curves' roughness, one, or one a column. Default: found for each column by restricted likelihood.",
            HelpName = "WEIGHT",
            AllowMultipleArgumentsPerToken = true,
        };
        var columns = Names("--columns",
            "Columns to harmonise; * and ? stand for anything. Default: columns of numbers with more than 12 different values and no " +
            "other role.");
        var meanOnly = new Option<bool>("--mean-only") { Description = "Correct the shift of a site alone, not its scale." };
        var reference = new Option<string?>("--reference")
        {
            Description = "A site that all others are brought to and that stays as it is. Default: the mean of all.",
            HelpName = "SITE",
        };
        var person = new Option<string?>("--person")
        {
            Description = "Column of the person, of longitudinal. Default: read from the id (sub-01_ses-02).",
            HelpName = "COLUMN",
        };
        var rows = new TrainingOptions();
        return new Verb(
            "fit", "Fit sites' shifts and scales on training people; the model says whom it saw.",
            [
                "pial harmonize fit regions.tsv --batch site --keep age sex --split split -o combat.json",
                "pial harmonize fit regions.csv --batch site --keep age sex --method combat-gam --train-ids train.txt -o gam.json",
                "pial harmonize fit thickness.tsv --batch scanner --columns '*_thickness' --reference Oslo -o combat.json",
            ],
            [
                input, output, batch, method, keep, columns, prior, meanOnly, reference, smooth, range, weight, person, rows.Split,
                rows.TrainIds, rows.AllRows, rows.TestIds, IdColumn,
            ],
            run =>
            {
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(rows.TrainIds), run.Get(rows.TestIds));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                var options = new HarmonisationOptions
                {
                    Batch = run.Get(batch)!,
                    Method = run.Get(method),
                    Prior = run.Get(prior),
                    MeanOnly = run.Get(meanOnly),
                    Reference = run.Get(reference),
                    Person = run.Get(person),
                    Keep = [.. Parts(run.Get(keep)).Except(Parts(run.Get(smooth)), StringComparer.Ordinal)],
                    Smooth = Parts(run.Get(smooth)),
                    SmoothBounds = run.Given(range) ? [.. Parts(run.Get(range)).Select(r => NumberRange.Parse("--smooth-range", r))] : null,
                    Smoothing = run.Given(weight) ? run.Get(weight) : null,
                    Columns = run.Given(columns) ? MeasureColumns.Of(table, run.Get(columns), []) : null,
                };
                var training = rows.Of(run, table);
                var model = HarmonisationFit.Fit(table, training, options, run.Parallel);
                rows.RefuseTest(run, model.FittedOn);
                OutputFile.WriteText(path, HarmonisationText.Write(model));
                Tell(run, table, training, model);
            });
    }

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

    private static Option<string[]?> Names(string name, string description, string help = "NAME") => new(name)
    {
        Description = description,
        HelpName = help,
        AllowMultipleArgumentsPerToken = true,
    };

    private static string[] Parts(string[]? words) =>
        [.. (words ?? []).SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

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

    private static void Tell(CommandRun run, SubjectTable table, TrainingRows rows, HarmonisationModel model)
    {
        string?[] roles = [model.Batch, model.Person, .. model.Keep];
        var columns = model.Columns.Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
        var left = table.Columns.Where(c => !columns.Contains(c) && !roles.Contains(c, StringComparer.Ordinal) && table.IsNumeric(c))
            .ToList();
        var curves = model.Covariates.Where(c => c.Spline is not null).Select(c => c.Column).ToList();
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                method = HarmonisationText.WordOf(model.Method),
                prior = HarmonisationText.WordOf(model.Prior),
                rows = rows.Rows,
                subjects = model.FittedOn.Ids.Count,
                sites = model.Sites.ToDictionary(s => s.Name, s => s.Rows),
                columns = columns.Count,
                kept = model.Keep,
                curves,
                notHarmonised = left,
                model.LeftOut,
                model.Notes,
            }));
            return;
        }

        run.Out.WriteLine($"{HarmonisationText.WordOf(model.Method)}: {columns.Count} columns, {model.Sites.Count} sites, fitted on " +
            $"{model.FittedOn.Ids.Count} of {table.Ids.Count} rows ({rows.Rows})");
        run.Out.WriteLine(model.Keep.Count == 0
            ? "Nothing is kept: where age or sex differ between sites, their effects go with the sites'."
            : $"Kept: {string.Join(", ", model.Keep.Select(k => curves.Contains(k) ? $"{k} (curve)" : k))}. Do not predict any of these " +
            $"from the result.");
        if (model.LeftOut.Count > 0)
            run.Out.WriteLine($"{model.LeftOut.Count} training rows without {string.Join(", ", model.Keep.Prepend(model.Batch))} were " +
                $"left out: {string.Join(", ", model.LeftOut.Take(8))}");
        if (left.Count > 0)
            run.Out.WriteLine(
                $"Numbers left as they are ({left.Count}): {string.Join(", ", left.Take(12))}{(left.Count > 12 ? ", …" : "")}");
        foreach (var note in model.Notes)
            run.Out.WriteLine(note);
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
