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

/// <summary><c>pial harmonize fit TABLE -o MODEL</c>: sites' shifts and scales, of training people alone.</summary>
internal sealed class HarmonizeFitCommand
{
    private readonly Argument<string> input = new("TABLE")
    {
        Description = "Measures, site and what is to be kept, one row a subject or scan (TSV or CSV).",
    };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Where the model goes (JSON).",
        HelpName = "MODEL",
        Required = true,
    };
    private readonly Option<string> batch = new("--batch")
    {
        Description = "Column of the site, scanner or batch.",
        HelpName = "COLUMN",
        Required = true,
    };
    private readonly Option<HarmonisationMethod> method = Choice.Option(
        "--method", "ComBat; with kept columns as curves; with the covariances of sites corrected too; for people with several scans.",
        "combat",
        ("combat", HarmonisationMethod.ComBat), ("combat-gam", HarmonisationMethod.ComBatGam), ("covbat", HarmonisationMethod.CovBat),
            ("longitudinal", HarmonisationMethod.Longitudinal));
    private readonly Option<SitePrior> prior = Choice.Option(
        "--prior", "How a site's effects are shrunken towards each other.", "parametric",
        ("parametric", SitePrior.Parametric), ("nonparametric", SitePrior.NonParametric), ("none", SitePrior.None));
    private readonly Option<string[]?> keep = Names(
        "--keep", "Columns whose effects are kept, for example age sex. Never what is to be predicted later.");
    private readonly Option<string[]?> smooth = Names("--smooth",
        "Kept columns that are curves, of combat-gam. Default: columns of --keep with more than 12 different numbers.");
    private readonly Option<string[]?> range = Names(
        "--smooth-range", "Ends of each curve as LOW..HIGH. Default: the range of the training people, rounded outwards.",
        "LOW..HIGH");
    private readonly Option<double[]?> weight = new("--smoothing")
    {
        Description = "Weight of the curves' roughness, one, or one a column. Default: found for each column by restricted likelihood.",
        HelpName = "WEIGHT",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string[]?> columns = Names("--columns",
        "Columns to harmonise; * and ? stand for anything. Default: columns of numbers with more than 12 different values and no " +
        "other role.");
    private readonly Option<bool> meanOnly = new("--mean-only") { Description = "Correct the shift of a site alone, not its scale." };
    private readonly Option<string?> reference = new("--reference")
    {
        Description = "A site that all others are brought to and that stays as it is. Default: the mean of all.",
        HelpName = "SITE",
    };
    private readonly Option<string?> person = new("--person")
    {
        Description = "Column of the person, of longitudinal. Default: read from the id (sub-01_ses-02).",
        HelpName = "COLUMN",
    };
    private readonly TrainingOptions rows = new();

    public static Command Create() => new HarmonizeFitCommand().Verb();

    private Verb Verb() => new(
        "fit", "Fit sites' shifts and scales on training people; the model says whom it saw.",
        [
            "pial harmonize fit regions.tsv --batch site --keep age sex --split split -o combat.json",
            "pial harmonize fit regions.csv --batch site --keep age sex --method combat-gam --train-ids train.txt -o gam.json",
            "pial harmonize fit thickness.tsv --batch scanner --columns '*_thickness' --reference Oslo -o combat.json",
        ],
        [
            input, output, batch, method, keep, columns, prior, meanOnly, reference, smooth, range, weight, person, rows.Split,
            rows.TrainIds, rows.AllRows, rows.TestIds, HarmonizeCommand.IdColumn,
        ],
        Work);

    private void Work(CommandRun run)
    {
        var path = run.Output(run.Get(output)!, run.Get(input), run.Get(rows.TrainIds), run.Get(rows.TestIds));
        var table = TableFile.Read(run.Get(input), run.Get(HarmonizeCommand.IdColumn));
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
    }

    private static Option<string[]?> Names(string name, string description, string help = "NAME") => new(name)
    {
        Description = description,
        HelpName = help,
        AllowMultipleArgumentsPerToken = true,
    };

    private static string[] Parts(string[]? words) =>
        [.. (words ?? []).SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static void Tell(CommandRun run, SubjectTable table, TrainingRows rows, HarmonisationModel model)
    {
        string?[] roles = [model.Batch, model.Person, .. model.Keep];
        var harmonised = model.Columns.Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
        var left = table.Columns.Where(c => !harmonised.Contains(c) && !roles.Contains(c, StringComparer.Ordinal) && table.IsNumeric(c))
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
                columns = harmonised.Count,
                kept = model.Keep,
                curves,
                notHarmonised = left,
                model.LeftOut,
                model.Notes,
            }));
            return;
        }

        run.Out.WriteLine($"{HarmonisationText.WordOf(model.Method)}: {harmonised.Count} columns, {model.Sites.Count} sites, fitted on " +
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
}
