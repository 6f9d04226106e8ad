using System.CommandLine;
using Pial.Analysis.Harmonisation;
using Pial.Analysis.Norms;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Norms;
using Pial.Pipelines.Plots.Charts;
using Pial.Pipelines.Store;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary><c>pial norms fit|score|chart</c>: how far people are from the norm of their age, sex and site.</summary>
internal static class NormsCommand
{
    private static readonly double[] Normals = [-1.959963984540054, -1.6448536269514722, -0.6744897501960817, 0, 0.6744897501960817, 1.6448536269514722, 1.959963984540054];
    private static readonly string[] Centiles = ["2.5", "5", "25", "50", "75", "95", "97.5 %"];
    private static readonly Option<string?> IdColumn = new("--id") { Description = "Column of the subjects. Default: participant_id, or the first.", HelpName = "COLUMN" };

    public static Command Create() => new("norms", "How far people are from the norm of their age, sex and site: z and centiles of every measure, growth charts.") { Fit(), Score(), Chart() };

    private static Verb Fit()
    {
        var input = new Argument<string>("TABLE") { Description = "Healthy people: measures, age, site, one row each (TSV or CSV)." };
        var output = new Option<string>("--output", "-o") { Description = "Where the norms go (JSON).", HelpName = "MODEL", Required = true };
        var batch = new Option<string>("--batch") { Description = "Column of the site or scanner.", HelpName = "COLUMN", Required = true };
        var age = new Option<string>("--age") { Description = "Column of the age, years. Default: age.", HelpName = "COLUMN", DefaultValueFactory = _ => "age" };
        var keep = new Option<string[]?>("--keep") { Description = "What norms depend on besides age and site, such as sex.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var columns = new Option<string[]?>("--columns") { Description = "Measures; * and ? stand for anything. Default: columns of numbers with more than 12 different values and no other role.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var rows = new TrainingOptions();
        return new Verb(
            "fit", "Fit norms on healthy people; the model says whom it saw.",
            ["pial norms fit healthy.tsv --batch site --keep sex -o norms.json", "pial norms fit cohort.tsv --batch site --keep sex --train-ids controls.txt --columns '*_thickness' -o norms.json"],
            [input, output, batch, age, keep, columns, rows.Split, rows.TrainIds, rows.AllRows, rows.TestIds, IdColumn],
            run =>
            {
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(rows.TrainIds), run.Get(rows.TestIds));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                string[] kept = [.. (run.Get(keep) ?? []).SelectMany(k => k.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Where(k => k != run.Get(age))];
                if (new[] { run.Get(age)!, run.Get(batch)! }.Concat(kept).FirstOrDefault(c => !table.Has(c)) is { } absent) throw new InputException($"{table.Name} has no column '{absent}'.{NearestName.Hint(absent, [.. table.Columns])}");
                var training = rows.Of(run, table);
                var measures = MeasureColumns.Of(table, run.Given(columns) ? run.Get(columns) : null, [run.Get(age)!, run.Get(batch)!, .. kept]);
                var model = NormModel.Fit(table, training, measures, run.Get(age)!, run.Get(batch)!, kept, run.Parallel);
                rows.RefuseTest(run, model.FittedOn);
                AtomicFile.WriteText(path, NormText.Write(model));
                run.Out.WriteLine(run.Json ? JsonText.Of(new { path, subjects = model.FittedOn.Ids.Count, measures = measures.Count, ages = new[] { model.Ages.Low, model.Ages.High }, model.Centre.LeftOut, model.Centre.Notes })
                    : FormattableString.Invariant($"norms of {measures.Count} measures from {model.FittedOn.Ids.Count} people of {model.Centre.Sites.Count} sites, {model.Ages.Low:0.#} to {model.Ages.High:0.#} years{string.Concat(model.Centre.Notes.Select(n => "\n" + n))}"));
            });
    }

    private static Verb Score()
    {
        var input = new Argument<string>("TABLE") { Description = "People: measures, age, site, as at the fit." };
        var modelPath = new Argument<string>("MODEL") { Description = "What 'pial norms fit' wrote." };
        var output = new Option<string>("--output", "-o") { Description = "z and centiles (TSV, or CSV by its name); a JSON beside it says by what.", HelpName = "OUT", Required = true };
        var newSite = Choice.Option("--new-site", "What is done with a site that the norms do not know: an error, or estimated from its people.", "refuse", ("refuse", UnknownSite.Refuse), ("learn", UnknownSite.Learn));
        var teachers = new Option<string?>("--learn-from") { Description = "Of --new-site learn: healthy people of the site, such as group=control, or a file of ids.", HelpName = "COLUMN=VALUE|FILE" };
        return new Verb(
            "score", "z and centile of every measure, and a summary of each person.",
            ["pial norms score patients.tsv norms.json -o scores.tsv", "pial norms score clinic.tsv norms.json -o scores.tsv --new-site learn --learn-from group=control"],
            [input, modelPath, output, newSite, teachers, IdColumn],
            run =>
            {
                var from = run.Get(teachers);
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(modelPath), from);
                run.Output(TableFile.SidecarOf(path), run.Get(input), run.Get(modelPath), from);
                var model = Read(run.Get(modelPath));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                if (from is not null && run.Get(newSite) != UnknownSite.Learn) throw new InputException("--learn-from is of --new-site learn; add that, or leave it out.");
                var learned = Array.Empty<(string Site, int People)>();
                if (run.Get(newSite) == UnknownSite.Learn)
                {
                    var centre = HarmonisationCorrection.Apply(table, model.Centre, UnknownSite.Learn, from is null ? null : HarmonizeCommand.Teachers(table, from), run.Parallel);
                    (model, learned) = (model with { Centre = centre.Model }, [.. centre.Learned]);
                }

                var (scores, outside) = NormTable.Of(table, model, run.Parallel);
                NormTable.Write(path, run.Get(input), run.Get(modelPath), scores, model, outside, learned);
                if (run.Json)
                {
                    run.Out.WriteLine(JsonText.Of(new { path, people = scores.Ids.Count, learnedSites = learned.ToDictionary(l => l.Site, l => l.People), outsideAges = outside }));
                    return;
                }

                foreach (var (site, people) in learned)
                    run.Out.WriteLine($"site '{site}' was new and was learned from {people} people here{(people < 20 ? "; 20 or more are better" : "")}");
                if (outside.Count > 0) run.Out.WriteLine(FormattableString.Invariant($"n/a for {outside.Count} people outside of {model.Ages.Low:0.#} to {model.Ages.High:0.#} years: {string.Join(", ", outside.Take(8))}"));
                run.Out.WriteLine(path);
            });
    }

    private static Verb Chart()
    {
        var modelPath = new Argument<string>("MODEL") { Description = "What 'pial norms fit' wrote." };
        var measure = new Option<string>("--measure") { Description = "The measure.", HelpName = "COLUMN", Required = true };
        var at = new Option<string[]?>("--at") { Description = "For whom, such as sex=F. Default: as the person, or the first level.", HelpName = "COLUMN=VALUE", AllowMultipleArgumentsPerToken = true };
        var table = new Option<string?>("--table") { Description = "People to show, of sites that the norms know: where their centile puts them at an average site.", HelpName = "TABLE" };
        var person = new Option<string?>("--person") { Description = "Whom of them the chart is about.", HelpName = "ID" };
        var figure = new FigureOptions();
        return new Verb(
            "chart", "Centiles of a measure over age, with people on them.",
            ["pial norms chart norms.json --measure Left-Hippocampus --at sex=F -o chart.png", "pial norms chart norms.json --measure Left-Hippocampus --table patients.tsv --person sub-03 -o chart.svg"],
            [modelPath, measure, at, table, person, .. figure.All, IdColumn],
            run =>
            {
                var target = figure.Target(run, run.Get(modelPath), run.Get(table));
                var model = Read(run.Get(modelPath));
                var people = run.Get(table) is { } path ? TableFile.Read(path, run.Get(IdColumn)) : null;
                if (run.Get(person) is { } id && people?.Ids.Contains(id, StringComparer.Ordinal) != true) throw new InputException($"--person {id} is not in {(people is null ? "any table; add --table" : people.Name)}.");
                var levels = Levels(run.Get(at), people, run.Get(person), model);
                double[] ages = [.. Enumerable.Range(0, 121).Select(n => model.Ages.Low + ((model.Ages.High - model.Ages.Low) * n / 120))];
                var curves = NormCurves.Of(model, run.Get(measure)!, levels, ages, Normals);
                var (others, one) = Points(model, run.Get(measure)!, levels, people, run.Get(person), run.Parallel);
                var options = new ChartOptions { Theme = run.Get(figure.Colours)!, Title = run.Get(figure.Title) ?? string.Join(", ", levels.Select(l => $"{l.Key} {l.Value}").Prepend(run.Get(measure)!)), YLabel = run.Get(measure)! };
                if (figure.Inches(run) is var (w, h)) options = options with { Width = w, Height = h };
                figure.Write(run, target, GrowthChart.Draw(ages, curves, Centiles, others, one, options));
            });
    }

    private static NormModel Read(string path) => NormText.Read(ModelFile.Read(path, "pial norms fit"), Path.GetFileName(path));

    private static Dictionary<string, string> Levels(string[]? at, SubjectTable? people, string? person, NormModel model)
    {
        var levels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var covariate in model.Centre.Covariates.Where(c => c.IsWords))
        {
            var row = person is null || people is null ? -1 : people.Ids.Index().First(p => p.Item == person).Index;
            levels[covariate.Column] = row >= 0 && !SubjectTable.IsMissing(people![covariate.Column][row]) ? people[covariate.Column][row] : covariate.Levels[0];
        }

        foreach (var text in at ?? [])
            levels[text.Split('=', 2) is [var column, var value] ? column : throw new InputException($"--at {text}: write COLUMN=VALUE, for example sex=F.")] = text.Split('=', 2)[1];
        return levels;
    }

    private static (PointSeries Others, PointSeries? Person) Points(NormModel model, string measure, Dictionary<string, string> levels, SubjectTable? people, string? person, ParallelOptions parallel)
    {
        if (people is null) return (new("", [], []), null);
        var column = model.Centre.Columns.Select((c, n) => (c.Column, n)).First(c => c.Column == measure).n;
        var (z, ages) = (model.Score(people, parallel).Z[column], people.Numbers(model.Age));
        int[] known = [.. Enumerable.Range(0, z.Length).Where(r => !double.IsNaN(z[r]))];
        var values = NormCurves.Of(model, measure, levels, [.. known.Select(r => ages[r])], [.. known.Select(r => z[r])], paired: true)[0];
        PointSeries Of(string name, Func<string, bool> which)
        {
            int[] chosen = [.. Enumerable.Range(0, known.Length).Where(k => which(people.Ids[known[k]]))];
            return new(name, [.. chosen.Select(k => ages[known[k]])], [.. chosen.Select(k => values[k])]);
        }

        return (Of(people.Name, id => id != person), person is null ? null : Of(person, id => id == person));
    }
}
