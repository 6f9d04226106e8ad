using System.CommandLine;
using Pial.Analysis.Corrections;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Cli.Shell;
using Pial.Formats.Streams;
using Pial.Pipelines.Store;
using Pial.Pipelines.Tables;

namespace Pial.Cli.Commands;

/// <summary><c>pial tiv fit|apply</c>: volumes corrected for head size, fitted on training subjects alone.</summary>
internal static class TivCommand
{
    private static readonly Option<string?> IdColumn = new("--id")
    {
        Description = "Column of the subjects. Default: participant_id, or the first.",
        HelpName = "COLUMN",
    };

    public static Command Create() =>
        new("tiv", "Correct regional volumes for total intracranial volume: fit on training subjects, apply to any.") { Fit(), Apply() };

    private static Verb Fit()
    {
        var input = new Argument<string>("TABLE") { Description = "Volumes and TIV, one row a subject (TSV or CSV)." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where the model goes (JSON).",
            HelpName = "MODEL",
            Required = true
        };
        var method = Choice.Option(
            "--method",
            "V − b (TIV − mean TIV); V × mean TIV / TIV; V × (mean TIV / TIV)^b; or the data specification's two formulas as written.",
            "residual",
            ("residual", TivMethod.Residual), ("proportional", TivMethod.Proportional), ("power", TivMethod.Power),
            ("spec-proportional", TivMethod.SpecProportional), ("spec-residual", TivMethod.SpecResidual));
        var tiv = new Option<string?>("--tiv")
        {
            Description =
                "Column of total intracranial volume. Default: TIV, eTIV, EstimatedTotalIntraCranialVol, ICV, whichever there is.",
            HelpName = "COLUMN",
        };
        var columns = Names("--columns", "Columns to correct. Default: those that are volumes by name.");
        var by = Names("--by", "Columns whose groups get a fit of their own, for example sex,site.");
        var within = new Option<bool>("--centre-within")
        {
            Description = "With --by: correct each group to its own mean head, instead of the mean of all training subjects.",
        };
        var rows = new TrainingOptions();
        return new Verb(
            "fit", "Fit a correction on training subjects; the model says whom it saw.",
            [
                "pial tiv fit volumes.tsv --method residual --split split -o tiv.json",
                "pial tiv fit volumes.tsv --method power --train-ids train.txt --by sex -o tiv.json",
                "pial tiv fit volumes.csv --columns Left-Hippocampus Right-Hippocampus --tiv eTIV --all-rows -o tiv.json",
            ],
            [input, output, method, tiv, columns, by, within, rows.Split, rows.TrainIds, rows.AllRows, rows.TestIds, IdColumn],
            run =>
            {
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(rows.TrainIds), run.Get(rows.TestIds));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                var options = new TivOptions
                {
                    Method = run.Get(method),
                    TivColumn = run.Get(tiv),
                    Columns = run.Given(columns) ? Parts(run.Get(columns)!) : null,
                    By = Parts(run.Get(by) ?? []),
                    CentreWithinGroups = run.Get(within),
                };
                var training = rows.Of(run, table);
                var model = TivFit.Fit(table, training, options);
                rows.RefuseTest(run, model.FittedOn);
                OutputFile.WriteText(path, TivModelText.Write(model));
                Tell(run, table, training, model);
            });
    }

    private static Verb Apply()
    {
        var input = new Argument<string>("TABLE") { Description = "Volumes and TIV, with the model's columns and units." };
        var modelPath = new Argument<string>("MODEL") { Description = "What 'pial tiv fit' wrote." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Corrected table (TSV, or CSV by its name); a JSON beside it says what was done.",
            HelpName = "OUT",
            Required = true,
        };
        var guard = new HeldOutOptions();
        return new Verb(
            "apply", "Correct a table with a fitted model; refused where the model saw subjects that are held out.",
            ["pial tiv apply volumes.tsv tiv.json -o corrected.tsv",
                "pial tiv apply test.tsv tiv.json -o corrected.tsv --test-ids test.txt"],
            [input, modelPath, output, .. guard.All, IdColumn],
            run =>
            {
                var path = run.Output(run.Get(output)!, run.Get(input), run.Get(modelPath), run.Get(guard.TestIds));
                run.Output(TableFile.SidecarOf(path), run.Get(input), run.Get(modelPath), run.Get(guard.TestIds));
                var model = TivModelText.Read(ModelFile.Read(run.Get(modelPath), "pial tiv fit"), Path.GetFileName(run.Get(modelPath)));
                var table = TableFile.Read(run.Get(input), run.Get(IdColumn));
                var leaked = guard.Check(run, table, model.FittedOn);
                var result = TivCorrection.Apply(table, model);
                TivTable.Write(path, run.Get(input), run.Get(modelPath), model, result, leaked);
                Tell(run, table, model, result, path);
            });
    }

    private static Option<string[]> Names(string name, string description) =>
        new(name) { Description = description, HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    private static string[] Parts(string[] words) =>
        [.. words.SelectMany(w => w.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static void Tell(CommandRun run, SubjectTable table, TrainingRows rows, TivModel model)
    {
        var left = table.Columns
            .Where(c => !model.Columns.Contains(c, StringComparer.Ordinal) && c != model.TivColumn
                && !model.By.Contains(c, StringComparer.Ordinal) && table.IsNumeric(c)).ToList();
        var notes = model.Groups
            .SelectMany(g => g.Regions.Where(r => r.Note.Length > 0)
                .Select(r => (r.Column, Note: $"{(g.Values.Count > 0 ? $"{string.Join(", ", g.Values)}: " : "")}{r.Note}")))
            .GroupBy(n => n.Note, StringComparer.Ordinal).Select(n => $"{n.Key}: {string.Join(", ", n.Select(c => c.Column))}").ToList();
        var withoutTiv = rows.Train.Count - model.FittedOn.Ids.Count;
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                method = TivModelText.WordOf(model.Method),
                model.TivColumn,
                rows = rows.Rows,
                subjects = model.FittedOn.Ids.Count,
                withoutTiv,
                model.Columns,
                notCorrected = left,
                notes,
            }));
            return;
        }

        run.Out.WriteLine(
            $"{TivModelText.WordOf(model.Method)}: {model.Columns.Count} columns by {model.TivColumn}, fitted on " +
                $"{model.FittedOn.Ids.Count} of {table.Ids.Count} subjects " +
                $"({rows.Rows}){(model.Groups.Count > 1 ? $", {model.Groups.Count} groups" : "")}");
        if (withoutTiv > 0)
            run.Out.WriteLine(
                $"{withoutTiv} training subjects without a {string.Join(", ", model.By.Prepend(model.TivColumn))} were left out.");
        if (left.Count > 0)
            run.Out.WriteLine(
                $"Numbers left as they are ({left.Count}): {string.Join(", ", left.Take(12))}{(left.Count > 12 ? ", …" : "")}");
        foreach (var note in notes)
            run.Out.WriteLine(note);
    }

    private static void Tell(CommandRun run, SubjectTable table, TivModel model, TivCorrected result, string path)
    {
        if (run.Json)
        {
            run.Out.WriteLine(JsonText.Of(new
            {
                path,
                subjects = table.Ids.Count,
                columns = model.Columns.Count,
                seenByFit = result.SeenByFit.Count,
                result.WithoutTiv,
                result.MissingValues,
                result.OutsideRange,
            }));
            return;
        }

        run.Out.WriteLine(
            $"{model.Columns.Count} columns of {table.Ids.Count} subjects corrected; the fit saw {result.SeenByFit.Count} of them");
        if (result.WithoutTiv.Count > 0)
            run.Out.WriteLine(
                $"n/a for {result.WithoutTiv.Count} subjects without a {string.Join(", ", model.By.Prepend(model.TivColumn))}: " +
                    $"{string.Join(", ", result.WithoutTiv.Take(8))}");
        if (result.OutsideRange.Count > 0)
            run.Out.WriteLine(
                $"{result.OutsideRange.Count} heads are smaller or larger than any the fit saw: " +
                    $"{string.Join(", ", result.OutsideRange.Take(8))}");
        run.Out.WriteLine(path);
    }
}
