using Pial.Analysis.Splits;
using Pial.Formats.Streams;
using Pial.Hub.Entries;
using Pial.Hub.Programs;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Pipelines.Bids;

namespace Pial.Hub.Evaluation;

/// <summary>A task as files, for those who make predictions themselves.</summary>
public static class TaskFolder
{
    /// <summary>Writes <c>benchmark.yaml</c>, <c>folds.tsv</c>, and every fold as a program would find it.</summary>
    /// <param name="folder">A new or empty folder.</param>
    /// <param name="benchmark">The benchmark.</param>
    /// <param name="data">Data instead of the task's; null for those.</param>
    /// <param name="participants">A table to join; null for none.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>How many folds.</returns>
    /// <exception cref="InputException">The folder is not empty, or the data do not fit the task.</exception>
    public static int Write(string folder, Benchmark benchmark, string? data, string? participants, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new InputException($"{folder} exists and is not empty; give a new folder.");
        var limits = new ProgramLimits(benchmark.Task.Seconds, benchmark.Task.MemoryMb);
        var folds = 0;
        ResultSet.Write(folder, into =>
        {
            var plan = benchmark.Task.IsTable ? Tables(into, benchmark, data, participants, limits)
                : Images(into, benchmark, data, limits, parallel);
            using var text = new StringWriter();
            FoldTable.Write(text, plan);
            OutputFile.WriteText(Path.Combine(into, "folds.tsv"), text.ToString());
            OutputFile.WriteText(Path.Combine(into, "benchmark.yaml"), benchmark.Record.ToYaml());
            folds = plan.Folds.Count;
        });
        return folds;
    }

    private static SplitPlan Tables(string folder, Benchmark benchmark, string? data, string? participants, ProgramLimits limits)
    {
        var (table, plan, _) = BenchmarkRun.Prepare(benchmark, data, participants);
        foreach (var fold in plan.Folds)
            FoldFolder.Write(Own(folder, plan, fold), TableEvaluation.FoldOf(table, fold, []), limits);
        return plan;
    }

    private static SplitPlan Images(string folder, Benchmark benchmark, string? data, ProgramLimits limits, ParallelOptions? parallel)
    {
        var (cases, plan) = BenchmarkRun.PrepareImages(benchmark, data, parallel);
        foreach (var fold in plan.Folds)
            ImageFoldFolder.Write(Own(folder, plan, fold), ImageEvaluation.FoldOf(benchmark.Task, cases, fold), limits, parallel);
        return plan;
    }

    private static string Own(string folder, SplitPlan plan, Fold fold) =>
        Directory.CreateDirectory(plan.Folds.Count == 1 ? folder : Path.Combine(folder, $"repeat-{fold.Repeat}_fold-{fold.Name}")).FullName;
}
