using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pial.Analysis.Metrics;
using Pial.Analysis.Metrics.Uncertainty;
using Pial.Analysis.Splits;
using Pial.Hub.Entries;
using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Evaluation;

/// <summary>Runs a benchmark: data, split, every baseline and the model that is judged, evaluation.</summary>
public static class BenchmarkRun
{
    private const string NotIsolated = "not isolated";

    /// <summary>Runs it; nothing is written.</summary>
    /// <exception cref="InputException">The data do not fit the task, or the model gives no usable predictions.</exception>
    /// <exception cref="LeakException">Something that was fitted on a test subject would be used on it.</exception>
    public static RunResult Execute(Benchmark benchmark, RunOptions options, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Repeats is { } repeats) benchmark = benchmark.Repeated(repeats);
        return benchmark.Task.IsTable ? OfTable(benchmark, options, parallel) : OfImages(benchmark, options, parallel);
    }

    /// <summary>Where a benchmark's data are: what the caller says, else what the task says, relative to its file.</summary>
    public static string DataOf(Benchmark benchmark, string? given)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (given is not null) return given;
        var data = benchmark.Task.Data ?? throw new InputException($"{benchmark.Id} names no data; give option 'data' TABLE or DIR.");
        if (data is SyntheticCohort.Name or PhantomHeads.Name) return data;
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(benchmark.Record.Path)) ?? "", data);
    }

    /// <summary>A table task's data and split, as every run of it has them.</summary>
    public static (TaskTable Table, SplitPlan Plan, string Sha256) Prepare(Benchmark benchmark, string? data, string? participants,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        var (task, path) = (benchmark.Task, DataOf(benchmark, data));
        TaskData Load(string from) => TaskData.Load(from, task.Id, participants, task.DropRepeated, parallel);
        var loaded = Load(path);
        if (task.Split is { Scheme: "test-table", Test: { } other })
            loaded = loaded.TestedOn(Load(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, other)), task.DropRepeated);
        loaded.MustNotHaveUsed(task.Target);
        var table = TaskTable.Of(task, loaded.Table, loaded.Maps, loaded.Notes);
        var plan = TaskSplit.Of(table);
        TaskSplit.MustTrainEveryClass(table, plan);
        loaded.MustNotHaveSeen(table, plan);
        return (table, plan, loaded.Sha256);
    }

    /// <summary>An image task's cases and split, as every run of it has them.</summary>
    public static (IReadOnlyList<ImageCase> Cases, SplitPlan Plan) PrepareImages(Benchmark benchmark, string? data,
        ParallelOptions? parallel = null)
    {
        var (task, source) = (benchmark?.Task ?? throw new ArgumentNullException(nameof(benchmark)), DataOf(benchmark, data));
        // A name that there is not is the task's fault, and said before images are read.
        ImageBaselines.Named(task, ImageBaselines.Of(task));
        var cases = source == PhantomHeads.Name ? PhantomHeads.Create(task, parallel) : ImageFolder.Load(source, task, parallel);
        var plan = TaskSplit.OfImages(task, [.. cases.Select(c => c.Id)]);
        TaskSplit.MustNotHaveSeen(cases, plan);
        return (cases, plan);
    }

    private static RunResult OfTable(Benchmark benchmark, RunOptions options, ParallelOptions? parallel)
    {
        var (table, plan, sha) = Prepare(benchmark, options.Data, options.Participants, parallel);
        var baselines = TableBaselines.Of(table);
        var candidate = CandidateLoader.OfTable(options.Model, table, plan, baselines, Hidden(options, DataOf(benchmark, options.Data)),
            options.Sandbox);
        var metrics = Metrics(benchmark, table.Classes.Count);
        var evaluation = new TableEvaluation(table, plan, metrics, parallel) { Starting = options.Progress };
        var rowOf = table.Ids.Select((id, r) => (id, r)).ToDictionary(p => p.id, p => p.r, StringComparer.Ordinal);
        var strata = table.StrataFields().Select(f => (f, table.Levels(f)!))
            .Select(f => (f.f, (Func<string, string>)(id => f.Item2[rowOf[id]])));
        var result = Result(benchmark, options, metrics, evaluation, candidate, baselines, strata, parallel);
        var (confounds, report) = new ConfoundMeasures(table, plan, (candidate.Entry as LearnedEntry)?.Columns ?? table.Features,
            parallel).Of(result.Candidate.Outcome!);
        return result with
        {
            Features = table.Features.Columns,
            Classes = table.Classes,
            DataSha256 = sha,
            DataCard = DataCards.Of(table),
            Confounds = confounds,
            ConfoundReport = report,
            Warnings = [.. result.Warnings, .. table.Warnings],
            Checked = LeakChecks.Of(table),
            BrainAge = AgeBiasCorrection.Of(table, plan, evaluation, result.Entries),
            Notes =
            [
                .. table.Notes, .. TaskSplit.Uneven(table, plan), .. result.Notes,
                .. confounds.Where(c => c.IsCarried).Select(c => c.Warning),
                .. result.Entries.Where(e => e.AtEdge.Length > 0)
                    .Select(e => $"{e.Id} was tuned to the edge of its grid, and may do better outside: {e.AtEdge}."),
            ],
        };
    }

    private static RunResult OfImages(Benchmark benchmark, RunOptions options, ParallelOptions? parallel)
    {
        var (task, data) = (benchmark.Task, DataOf(benchmark, options.Data));
        options.Progress?.Invoke("images");
        var (cases, plan) = PrepareImages(benchmark, options.Data, parallel);
        var all = ImageBaselines.Of(task);
        var baselines = ImageBaselines.Named(task, all);
        var candidate = CandidateLoader.OfImages(options.Model, cases, plan, all, task, Hidden(options, data), options.Sandbox);
        var metrics = Metrics(benchmark);
        var evaluation = new ImageEvaluation(task, cases, plan, metrics, parallel) { Starting = options.Progress };
        var byId = cases.ToDictionary(c => c.Id, c => c.Fields, StringComparer.Ordinal);
        var strata = (task.Strata ?? []).Select(f => (f, (Func<string, string>)(id => byId[id].GetValueOrDefault(f, "n/a"))));
        var result = Result(benchmark, options, metrics, evaluation, candidate, baselines, strata, parallel);
        return result with
        {
            Classes = [.. task.Labels.Select(l => l.Name)],
            Checked = LeakChecks.OfImages,
            DataSha256 = DataCards.Sha256(cases),
            DataCard = DataCards.Of(cases, data),
            Pictures = CasePictures.Of(task, cases, evaluation, result.Candidate.Outcome!, metrics[0]),
            Notes = [.. ImageNotes.Of(task, cases), .. result.Notes],
        };
    }

    // What holds the labels, where it is a place.
    private static IReadOnlyList<string> Hidden(RunOptions options, string data) =>
        [.. new[] { data, options.Participants }.OfType<string>().Where(Path.Exists).Select(Path.GetFullPath)];

    private static IReadOnlyList<Metric> Metrics(Benchmark benchmark, int classes = 0) =>
        [.. benchmark.Secondary.Prepend(benchmark.Primary).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(m => MeasureCatalog.Find(benchmark.Task, m, classes))];

    // Everything that does not depend on what the data are: all entries run, judged, and told of.
    private static RunResult Result<TEntry>(
        Benchmark benchmark, RunOptions options, IReadOnlyList<Metric> metrics, EntryEvaluation<TEntry> evaluation,
        (TEntry Entry, RecordFile? Record) candidate, IReadOnlyList<TEntry> baselines,
        IEnumerable<(string Field, Func<string, string> LevelOf)> strata, ParallelOptions? parallel)
        where TEntry : IEntry
    {
        var (plan, thresholds) = (evaluation.Plan, benchmark.Thresholds);
        if (options.Intervals == IntervalKind.Splits && plan.Folds.Count < RepeatedSplits.Fewest)
            throw new InputException(
                $"intervals of splits need {RepeatedSplits.Fewest} of them or more, and {benchmark.Id} has {plan.Folds.Count} " +
                    $"({plan.Description}); add option 'repeats' 20, or more seeds to the task's split.");
        // The model first: if it cannot be used nobody waits for the baselines.
        var results = new List<EntryResult> { evaluation.Run(candidate.Entry, isCandidate: true) };
        results.AddRange(baselines.Where(b => options.Baselines && b.Id != candidate.Entry.Id)
            .Select(b => evaluation.Run(b, isCandidate: false)));
        options.Progress?.Invoke("intervals, groups, permutations");
        var levels = strata.Select(s => (s.Field, (IReadOnlyList<string>)[.. evaluation.Rows.Ids.Select(s.LevelOf)])).ToList();
        var judged = new Judge(metrics, levels, benchmark.Task.Bootstrap, benchmark.Task.Permutations, parallel,
            options.Intervals).All(results);
        var isolation = candidate.Record?.Entry["type"]?.Text() == "command" ? Sandbox.Of(options.Sandbox).Words : "";
        var open = isolation == NotIsolated
            ? $"{candidate.Entry.Id} was not isolated ({Sandbox.Missing ?? "option 'sandbox' is none"}): it could read the labels, " +
                "change files and use the network, so its score is only as good as one's trust in it." : "";
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
            Split = plan.Description,
            Intervals = options.Intervals.Text(benchmark.Task.Bootstrap),
            Hardware = options.Hardware ?? "",
            Thresholds =
            [.. thresholds.Select(
                t => new ThresholdResult(t,
                    judged.First(e => e.IsCandidate).Figures.FirstOrDefault(
                        f => f.Key.Equals(t.Measure, StringComparison.OrdinalIgnoreCase), new("", double.NaN)).Value))],
            Isolation = isolation,
            Warnings = open.Length > 0 ? [open] : [],
            Notes = [.. open.Length > 0 ? [open] : Array.Empty<string>(), .. plan.Notes, .. judged.SelectMany(e => e.Notes)],
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
