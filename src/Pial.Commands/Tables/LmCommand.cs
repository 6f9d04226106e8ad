using System.CommandLine;
using System.Globalization;
using System.Text;
using Pial.Analysis.Mixed;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Formats.Streams;
using Pial.Pipelines;
using Pial.Pipelines.Store;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary>
/// <c>pial lm</c>: linear models of a table's measures, with robust errors, levels of people or families, and equivalence.
/// </summary>
internal sealed class LmCommand
{
    private readonly Argument<string> input = new("TABLE")
    {
        Description = "Measures and predictors, one row a subject or scan (TSV or CSV).",
    };
    private readonly Option<string> formula = new("--formula")
    {
        Description = "The model, for example \"age + sex + age:sex\"; C(column) for numbers that are categories.",
        HelpName = "FORMULA",
        Required = true,
    };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Where the results go, one row a measure and effect (TSV, or CSV by its name).",
        HelpName = "OUT",
        Required = true,
    };
    private readonly Option<string[]?> columns = new("--columns")
    {
        Description = "Measures; * and ? stand for anything. Default: columns of numbers with more than 12 different values that the " +
            "model does not name.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string[]?> contrasts = new("--contrast")
    {
        Description = "What is tested, such as age or \"sex[M]-sex[F]\"; several may be given. Default: every column of the model.",
        HelpName = "CONTRAST",
    };
    private readonly Option<CoefficientErrors> errors = Choice.Option(
        "--errors", "What standard errors allow for: one variance for all, or one of each row's own (HC3).",
        "classical", ("classical", CoefficientErrors.Classical), ("hc3", CoefficientErrors.Hc3));
    private readonly Option<string?> group = new("--group")
    {
        Description = "Column whose values have a level of their own each (person, family): a random intercept, REML, " +
            "Satterthwaite's degrees of freedom.",
        HelpName = "COLUMN",
    };
    private readonly Option<string?> equivalence = new("--equivalence")
    {
        Description = "Effects too small to matter, LOW..HIGH in units of the measure: two one-sided tests.",
        HelpName = "LOW..HIGH",
    };
    private readonly Option<string?> id = new("--id")
    {
        Description = "Column of the rows' ids. Default: participant_id, or the first.",
        HelpName = "COLUMN",
    };

    public static Command Create() => new LmCommand().Verb();

    private Verb Verb() => new(
        "lm", "Linear models of a table's measures: robust errors, random intercepts, equivalence.",
        [
            "pial lm harmonised.tsv --formula \"age + sex + eTIV\" --contrast age --errors hc3 -o age.tsv",
            "pial lm visits.tsv --formula \"years + age\" --group participant --contrast years --id scan -o change.tsv",
            "pial lm regions.tsv --formula \"group + age + sex\" --contrast \"group[patient]\" --equivalence -0.05..0.05 -o same.tsv",
        ],
        [input, formula, output, columns, contrasts, errors, group, equivalence, id],
        Work);

    private void Work(CommandRun run)
    {
        var path = run.Output(run.Get(output)!, run.Get(input));
        var table = TableFile.Read(run.Get(input), run.Get(id));
        if (run.Get(group) is not null && run.Get(errors) == CoefficientErrors.Hc3)
            throw new InputException("--errors hc3 is for rows that are independent; with --group leave it out.");
        var options = new MeasureTestOptions
        {
            Formula = Formula.Parse(run.Get(formula)!),
            Contrasts = run.Given(contrasts) ? run.Get(contrasts) : null,
            Errors = run.Get(errors),
            Group = run.Get(group),
            Equivalence = run.Get(equivalence) is { } text ? NumberRange.Parse("--equivalence", text) : null,
        };
        string[] roles = [.. options.Formula.Columns, .. new[] { options.Group }.OfType<string>()];
        if (roles.FirstOrDefault(r => !table.Has(r)) is { } absent)
            throw new InputException($"{table.Name} has no column '{absent}'.{NearestName.Hint(absent, [.. table.Columns])}");
        var measures = MeasureColumns.Of(table, run.Given(columns) ? run.Get(columns) : null, roles);
        var tests = MeasureTests.Of(table, measures, options, run.Parallel);
        OutputFile.WriteText(path, Text(tests, options, TableStyle.OfName(path) ?? TableStyle.Tsv));
        Tell(run, tests, options, path);
    }

    private static string Text(IReadOnlyList<MeasureTest> tests, MeasureTestOptions options, TableStyle style)
    {
        var text = new StringBuilder();
        string[] names = ["measure", "contrast", "rows", "estimate", "standard_error", "t", "dof", "p", "p_fdr", "ci95_low", "ci95_high",
        "residual_variance",
            .. options.Group is null
                ? Array.Empty<string>() : ["group_variance"], .. options.Equivalence is null ? Array.Empty<string>() : ["p_equivalence"]];
        text.AppendJoin(style.Separator, names).Append('\n');
        foreach (var t in tests)
        {
            double[] numbers = [t.Rows, t.Estimate, t.StandardError, t.T, t.DegreesOfFreedom, t.P, t.AdjustedP, t.Low, t.High,
            t.ResidualVariance,
                .. options.Group is null
                    ? Array.Empty<double>() : [t.GroupVariance], .. options.Equivalence is null ? Array.Empty<double>() : [t.EquivalenceP]];
            text.Append(style.Cell(t.Measure)).Append(style.Separator).Append(style.Cell(t.Contrast));
            foreach (var number in numbers)
                text.Append(style.Separator).Append(style.Number(number));
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Tell(CommandRun run, IReadOnlyList<MeasureTest> tests, MeasureTestOptions options, string path)
    {
        var found = tests.Where(t => t.AdjustedP <= 0.05).ToList();
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(
                new
                {
                    path,
                    formula = options.Formula.ToString(),
                    tests = tests.Count,
                    found = found.Count,
                    equivalent = options.Equivalence is null ? (int?)null : tests.Count(t => t.EquivalenceP <= 0.05)
                }));
            return;
        }

        run.Out.WriteLine($"{options.Formula}: {tests.Count} tests, {found.Count} at a false discovery rate of 0.05");
        foreach (var t in found.OrderBy(t => t.P).Take(10))
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{t.Measure}, {t.Contrast}: {t.Estimate:g4} ({t.Low:g4} to {t.High:g4}), t({t.DegreesOfFreedom:0.#}) = {t.T:0.00}, p " +
                $"{t.P:g2}, corrected {t.AdjustedP:g2}"));
        if (options.Equivalence is { } bounds)
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{tests.Count(t => t.EquivalenceP <= 0.05)} lie within {bounds.Low:g4} to {bounds.High:g4} (two one-sided tests, p ≤ " +
                    $"0.05)"));
        if (options.Group is not null && tests.All(t => t.GroupVariance <= 0))
            run.Out.WriteLine($"Rows of one {options.Group} are no more alike than others, in any measure.");
        run.Out.WriteLine(path);
    }
}
