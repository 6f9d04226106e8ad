using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Tasks;
using Pial.Pipelines;
using Pial.Pipelines.Tables;
using Pial.Pipelines.Yaml;

namespace Pial.Hub.Entries;

/// <summary>Finds the model that is judged.</summary>
internal static class CandidateLoader
{
    /// <summary>For a table task.</summary>
    /// <param name="model">A record (YAML), predictions (CSV, TSV), or a baseline's name; null for the linear baseline.</param>
    /// <param name="table">The task's table.</param>
    /// <param name="plan">Its split.</param>
    /// <param name="baselines">The baselines on the board.</param>
    /// <param name="data">Where the data lie: a program must not change anything there.</param>
    /// <param name="sandbox">Where a program runs.</param>
    /// <exception cref="InputException">There is no such model, or its record or predictions cannot be used.</exception>
    public static (ITableEntry Entry, RecordFile? Record) OfTable(string? model, TaskTable table, SplitPlan plan,
        IReadOnlyList<ITableEntry> baselines, IReadOnlyList<string>? data = null, SandboxKind sandbox = SandboxKind.Auto)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(baselines);
        var name = model ?? (table.Task.Kind == TaskKind.Regression ? "ridge" : "logistic");
        if (baselines.FirstOrDefault(b => b.Id == name) is { } known) return (known, null);
        if (TableBaselines.Learned(table.Task.Kind).FirstOrDefault(m => m.Id == name) is { Id: not null } learned)
            return (new LearnedEntry(learned.Id, learned.What, learned.Id), null);
        if (IsTable(name))
            return (OfPredictions(Path.GetFileNameWithoutExtension(name), "predictions made elsewhere", name, null, table, plan), null);
        if (!File.Exists(name))
            throw new InputException(
                $"there is no model '{name}': no such file and no such " +
                    $"baseline.{NearestName.Hint(name, [.. baselines.Select(b => b.Id)])}");
        var record = RecordFile.Load(name, ModelFields.Kind);
        var id = CheckedId(record);
        if (baselines.Any(b => b.Id == id))
            throw new InputException($"{Path.GetFileName(name)}: model_id '{id}' is a baseline's name; choose another.");
        return (OfRecord(record, id, table, plan, data ?? [], sandbox), record);
    }

    /// <summary>For an image task.</summary>
    /// <param name="model">A record (YAML), a folder of predicted images, or a baseline's name; null for the last baseline.</param>
    /// <param name="cases">The images.</param>
    /// <param name="plan">Their split.</param>
    /// <param name="baselines">The baselines on the board.</param>
    /// <param name="task">What a program may use.</param>
    /// <param name="data">Where the data lie: a program must not change anything there.</param>
    /// <param name="sandbox">Where a program runs.</param>
    /// <exception cref="InputException">There is no such model, or its record or images cannot be used.</exception>
    public static (IImageEntry Entry, RecordFile? Record) OfImages(string? model, IReadOnlyList<ImageCase> cases, SplitPlan plan,
        IReadOnlyList<IImageEntry> baselines, TaskDefinition task, IReadOnlyList<string>? data = null,
        SandboxKind sandbox = SandboxKind.Auto)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(baselines);
        ArgumentNullException.ThrowIfNull(task);
        if (model is null) return (baselines[^1], null);
        if (baselines.FirstOrDefault(b => b.Id == model) is { } known) return (known, null);
        string[] tested = [.. plan.Folds.SelectMany(f => f.Test.Select(r => cases[r].Id)).Distinct(StringComparer.Ordinal)];
        if (Directory.Exists(model))
            return (new ImageFiles(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))),
                "images predicted elsewhere", model, tested), null);
        if (!File.Exists(model))
            throw new InputException(
                $"there is no model '{model}': no such file, folder or " +
                    $"baseline.{NearestName.Hint(model, [.. baselines.Select(b => b.Id)])}");
        var record = RecordFile.Load(model, ModelFields.Kind);
        var (id, entry) = (CheckedId(record), record.Entry);
        if (baselines.Any(b => b.Id == id))
            throw new InputException($"{Path.GetFileName(model)}: model_id '{id}' is a baseline's name; choose another.");
        var what = entry["description"]?.Text() ?? entry["name"]?.Text() ?? "a user's model";
        string Beside(string field) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(record.Path))!, entry.Required(field).Text());
        var fittedOn = entry["fitted_on"] is null ? null
            : new FittedOn(TableFile.ReadIds(Beside("fitted_on")), Path.GetFileName(record.Path), "fitted_on");
        return entry.Required("type").Text() switch
        {
            "predictions" => (new ImageFiles(id, what, Beside("path"), tested, fittedOn), record),
            "command" => (new ImageProgram(what, new(id, record, task, data ?? [], sandbox)), record),
            "onnx" => (new ImageNetwork(id, what, Beside("path"), (entry["input"]?.Text(), entry["output"]?.Text()),
                entry["window"] is { } window ? [.. window.Items.Select(i => i.Whole())] : null, fittedOn), record),
            var type =>
                throw entry["type"]!.Bad(
                    $"is '{type}', which cannot be run on images here; predictions (a folder with one image a case), command and onnx " +
                        "can."),
        };
    }

    /// <summary>A model's name, fit for a board and a file's name.</summary>
    internal static string CheckedId(RecordFile record) =>
        record.Id.Length is > 0 and <= 60 && record.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? record.Id
        : throw record.Entry["model_id"]!.Bad($"is '{record.Id}'; up to 60 letters, digits, -, _ and . are expected.");

    private static ITableEntry OfRecord(RecordFile record, string id, TaskTable table, SplitPlan plan, IReadOnlyList<string> data,
        SandboxKind sandbox)
    {
        var entry = record.Entry;
        var what = entry["description"]?.Text() ?? entry["name"]?.Text() ?? "a user's model";
        string Beside(string field) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(record.Path))!, entry.Required(field).Text());
        var fittedOn = entry["fitted_on"] is null ? null
            : new FittedOn(TableFile.ReadIds(Beside("fitted_on")), Path.GetFileName(record.Path), "fitted_on");
        return entry.Required("type").Text() switch
        {
            "predictions" => OfPredictions(id, what, Beside("path"), fittedOn, table, plan),
            "baseline" => Learned(id, what, entry.Required("baseline"), table.Task.Kind, null),
            "embeddings" => Probe(id, what, Beside("path"), table),
            "command" => new ProgramEntry(what, new(id, record, table.Task, data, sandbox)),
            "onnx" => new NetworkEntry(id, what, Beside("path"), (entry["input"]?.Text(), entry["output"]?.Text()), fittedOn),
            var type =>
                throw entry["type"]!.Bad(
                    $"is '{type}', which cannot be run on a table here; predictions, command, embeddings, onnx and baseline can."),
        };
    }

    private static LearnedEntry Learned(string id, string what, YamlEntry baseline, TaskKind kind, FeatureMatrix? columns)
    {
        var all = TableBaselines.Learned(kind);
        return all.Any(m => m.Id == baseline.Text()) ? new(id, what, baseline.Text(), columns)
            : throw baseline.Bad($"is '{baseline.Text()}'.{NearestName.Hint(baseline.Text(), [.. all.Select(m => m.Id)])}");
    }

    private static PredictionsEntry OfPredictions(string id, string what, string path, FittedOn? fittedOn, TaskTable table, SplitPlan plan)
    {
        var predictions = PredictionsTable.Read(path, table.Classes);
        predictions.MustBeFor([.. plan.Folds.SelectMany(f => f.Test.Select(r => (f.Repeat, table.Ids[r])))], table.Ids);
        return new(id, what, predictions, fittedOn);
    }

    // A representation is judged by the linear model on it, and by how well the site is told from it.
    private static LearnedEntry Probe(string id, string what, string path, TaskTable table)
    {
        var embedding = TableFile.Read(path);
        var rows = embedding.Ids.Select((s, r) => (s, r)).ToDictionary(p => p.s, p => p.r, StringComparer.Ordinal);
        var absent = table.Ids.Where(s => !rows.ContainsKey(s)).ToList();
        if (absent.Count > 0)
            throw new InputException(
                $"{Path.GetFileName(path)} has no row of {absent.Count} of {table.Ids.Count} subjects: {TaskTable.Named(absent)}.");
        var unknown = rows.Keys.Except(table.Columns.Ids, StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            throw new InputException($"{Path.GetFileName(path)} has rows of {unknown.Count} unknown subjects: {TaskTable.Named(unknown)}.");
        var columns = embedding.Columns.Where(embedding.IsNumeric).Select(c => (c, embedding.Numbers(c))).ToList();
        if (columns.Count == 0) throw new InputException($"{Path.GetFileName(path)} has no column of numbers.");
        var matrix = FeatureMatrix.OfColumns(
            [.. columns.Select(c => (c.c, (IReadOnlyList<double>)[.. table.Ids.Select(s => c.Item2[rows[s]])]))], table.Ids);
        var linear = table.Task.Kind == TaskKind.Regression ? "ridge" : "logistic";
        return new(id, $"{what} (linear probe, {linear}, on {columns.Count} dimensions)", linear, matrix)
        {
            Notes = ["An embedding was probed; whom the embedding itself was trained on is not shown unless its card says so."],
        };
    }

    internal static bool IsTable(string name) =>
        name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
}
