using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>What a run is given.</summary>
public sealed record RunOptions
{
    /// <summary>Data instead of the task's: a table, a folder, or a data set that Pial makes.</summary>
    public string? Data { get; init; }

    /// <summary>A table whose columns are joined to the data's by subject.</summary>
    public string? Participants { get; init; }

    /// <summary>The model that is judged: a record (YAML), predictions (CSV, TSV), or a baseline's name; null for the linear baseline.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the baselines run too.</summary>
    public bool Baselines { get; init; } = true;

    /// <summary>Now, UTC: the name of the eval ends with it.</summary>
    public required DateTime Date { get; init; }

    /// <summary>What it runs on, for the record.</summary>
    public string? Hardware { get; init; }

    /// <summary>Told what is being done.</summary>
    public Action<string>? Progress { get; init; }
}

/// <summary>Runs a benchmark: data, split, every baseline and the model that is judged, evaluation.</summary>
public static class BenchmarkRun
{
    /// <summary>Runs it; nothing is written.</summary>
    /// <exception cref="InputException">The data do not fit the task, or the model gives no usable predictions.</exception>
    /// <exception cref="LeakException">Something that was fitted on a test subject would be used on it.</exception>
    public static RunResult Execute(Benchmark benchmark, RunOptions options, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(options);
        return benchmark.Task.IsTable ? OfTable(benchmark, options, parallel) : OfImages(benchmark, options, parallel);
    }

    /// <summary>Where a benchmark's data are: what the caller says, else what the task says, relative to its file.</summary>
    public static string DataOf(Benchmark benchmark, string? given)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (given is not null) return given;
        var data = benchmark.Task.Data ?? throw new InputException($"{benchmark.Id} names no data; give --data TABLE or DIR.");
        if (data is SyntheticCohort.Name or PhantomHeads.Name) return data;
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(benchmark.Record.Path)) ?? "", data);
    }

    /// <summary>A table task's data and split, as every run of it has them.</summary>
    public static (TaskTable Table, SplitPlan Plan, string Sha256) Prepare(Benchmark benchmark, string? data, string? participants)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        var loaded = TaskData.Load(DataOf(benchmark, data), benchmark.Task.Id, participants);
        var table = TaskTable.Of(benchmark.Task, loaded.Table, loaded.Matrix);
        var plan = TaskSplit.Of(table);
        TaskSplit.MustTrainEveryClass(table, plan);
        return (table, plan, loaded.Sha256);
    }

    private static RunResult OfTable(Benchmark benchmark, RunOptions options, ParallelOptions? parallel)
    {
        var task = benchmark.Task;
        var (table, plan, sha) = Prepare(benchmark, options.Data, options.Participants);
        IReadOnlyList<Metric> metrics = [.. benchmark.Secondary.Prepend(benchmark.Primary).Distinct(StringComparer.OrdinalIgnoreCase).Select(m => MeasureCatalog.Find(task.Kind, m, table.Classes.Count))];
        var baselines = TableBaselines.Of(table);
        var candidate = CandidateLoader.OfTable(options.Model, table, plan, baselines, DataOf(benchmark, options.Data) is var data && (File.Exists(data) || Directory.Exists(data)) ? data : null);
        var evaluation = new TableEvaluation(table, plan, metrics, parallel) { Starting = options.Progress };
        // The model first: if it cannot be used nobody waits for the baselines.
        var results = new List<EntryResult> { evaluation.Run(candidate.Entry, isCandidate: true) };
        results.AddRange(baselines.Where(b => options.Baselines && b.Id != candidate.Entry.Id).Select(b => evaluation.Run(b, isCandidate: false)));
        options.Progress?.Invoke("intervals, groups, permutations");
        var rowOf = table.Ids.Select((id, r) => (id, r)).ToDictionary(p => p.id, p => p.r, StringComparer.Ordinal);
        var strata = table.StrataFields().Select(f => (f, (IReadOnlyList<string>)[.. evaluation.Rows.Ids.Select(id => table.Levels(f)![rowOf[id]])])).ToList();
        var judged = new Judge(metrics, strata, task.Bootstrap, task.Permutations, parallel).All(results);
        return new()
        {
            Benchmark = benchmark,
            EvalId = EvalIdOf(benchmark, candidate.Entry.Id, options.Date),
            Date = options.Date,
            Metrics = metrics,
            Entries = judged,
            Model = candidate.Record,
            Train = plan.Folds.Min(f => f.Train.Count),
            Test = evaluation.Rows.Ids.Distinct(StringComparer.Ordinal).Count(),
            Features = table.Features.Columns,
            Classes = table.Classes,
            Split = plan.Description,
            DataSha256 = sha,
            Hardware = options.Hardware ?? "",
            DataCard = DataCards.Of(table),
            Confounds = new ConfoundMeasures(table, plan, (candidate.Entry as LearnedEntry)?.Columns ?? table.Features, parallel).Of(judged.First(e => e.IsCandidate).Outcome!),
            BrainAge = AgeBiasCorrection.Of(table, plan, evaluation, judged),
            Notes = [.. table.Notes, .. plan.Notes, .. judged.Where(e => e.IsCandidate).SelectMany(e => e.Notes)],
        };
    }

    private static RunResult OfImages(Benchmark benchmark, RunOptions options, ParallelOptions? parallel)
    {
        var (task, data) = (benchmark.Task, DataOf(benchmark, options.Data));
        options.Progress?.Invoke("images");
        var cases = data == PhantomHeads.Name ? PhantomHeads.Create(task.Phantoms, task.Kind, parallel) : ImageFolder.Load(data, task, parallel);
        var plan = TaskSplit.OfImages(task, [.. cases.Select(c => c.Id)]);
        IReadOnlyList<Metric> metrics = [.. benchmark.Secondary.Prepend(benchmark.Primary).Distinct(StringComparer.OrdinalIgnoreCase).Select(m => MeasureCatalog.Find(task.Kind, m))];
        var baselines = ImageBaselines.Of(task);
        var candidate = CandidateLoader.OfImages(options.Model, cases, plan, baselines);
        var evaluation = new ImageEvaluation(task, cases, plan, metrics, parallel) { Starting = options.Progress };
        var results = new List<EntryResult> { evaluation.Run(candidate.Entry, isCandidate: true) };
        results.AddRange(baselines.Where(b => options.Baselines && b.Id != candidate.Entry.Id).Select(b => evaluation.Run(b, isCandidate: false)));
        var byId = cases.ToDictionary(c => c.Id, c => c.Fields, StringComparer.Ordinal);
        var strata = (task.Strata ?? []).Select(f => (f, (IReadOnlyList<string>)[.. evaluation.Rows.Ids.Select(id => byId[id].GetValueOrDefault(f, "n/a"))])).ToList();
        var judged = new Judge(metrics, strata, task.Bootstrap, task.Permutations, parallel).All(results);
        return new()
        {
            Benchmark = benchmark,
            EvalId = EvalIdOf(benchmark, candidate.Entry.Id, options.Date),
            Date = options.Date,
            Metrics = metrics,
            Entries = judged,
            Model = candidate.Record,
            Train = plan.Folds.Min(f => f.Train.Count),
            Test = evaluation.Rows.Ids.Distinct(StringComparer.Ordinal).Count(),
            Classes = [.. task.Labels.Select(l => l.Name)],
            Split = plan.Description,
            DataSha256 = DataCards.Sha256(cases),
            Hardware = options.Hardware ?? "",
            DataCard = DataCards.Of(cases, data),
            Notes = [.. plan.Notes, .. judged.SelectMany(e => e.Notes)],
        };
    }

    /// <summary>Suite, model, UTC date and time.</summary>
    public static string EvalIdOf(Benchmark benchmark, string model, DateTime date)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        return string.Create(CultureInfo.InvariantCulture, $"{benchmark.SuiteId}-{model}-{date:yyyyMMdd-HHmmss}");
    }

    /// <summary>SHA-256 of a text, in hexadecimal.</summary>
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
