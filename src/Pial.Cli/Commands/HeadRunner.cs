using System.Globalization;
using Pial.Cli.Shell;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary>What <c>run</c> and <c>demo</c> were asked for.</summary>
/// <param name="Input">Image or dataset.</param>
/// <param name="Output">The derivative dataset.</param>
/// <param name="Target">Template to normalise to.</param>
/// <param name="Atlas">Atlas of regions; null for none.</param>
/// <param name="Options">Settings.</param>
/// <param name="Work">Folder of intermediate results that are kept; null for a temporary one.</param>
/// <param name="Resources">Threads and memory.</param>
internal sealed record HeadRunSetup(string Input, string Output, TemplateSource Target, AtlasSource? Atlas, HeadRunOptions Options, string? Work, Resources Resources);

/// <summary>Runs scans and says how each ended.</summary>
internal static class HeadRunner
{
    public static int Run(CommandRun run, HeadRunSetup setup, IReadOnlyList<BidsScan> scans, string sourceDirectory, string? sourceName)
    {
        var templates = HeadTemplates.Load(setup.Target, run.Parallel, setup.Atlas); // an atlas that does not fit is refused before anything is written
        run.Wrote(setup.Output);
        DatasetDescription.Write(setup.Output, sourceDirectory, sourceName, setup.Target);
        var store = setup.Work is null ? new ArtifactStore(Path.Combine(setup.Output, ".pial"), temporary: true) : new ArtifactStore(setup.Work);
        var alone = setup.Resources.AtATime(scans.Count) == 1;
        var failed = 0;
        var outcomes = LocalEngine.Run(
            scans,
            setup.Resources,
            (scan, parallel) =>
            {
                if (scans.Count > 1 && alone) run.Note($"{scan.Name.Prefix}");
                using var progress = new StageProgress(run, alone ? "" : scan.Name.Prefix, alone);
                return new HeadPipeline(templates, setup.Options, store, parallel, progress).Run(scan, setup.Output);
            },
            outcome =>
            {
                if (outcome.Failure is null) Tell(run, outcome.Result!, scans.Count);
                else if (scans.Count > 1)
                {
                    failed++;
                    run.Error.WriteLine($"pial: {outcome.Scan.Name.Prefix} failed: {Failures.Describe(outcome.Failure).Line}");
                    run.Log(outcome.Failure.ToString());
                }
            },
            run.Cancellation);
        var left = outcomes.Where(o => o.Failure is null).SelectMany(o => o.Result!.Problems.Select(p => $"{o.Scan.Name.Prefix}: {p}")).ToArray();
        foreach (var problem in left)
            run.Error.WriteLine($"pial: {problem} The rest was done.");
        if (scans.Count == 1 && outcomes[0].Failure is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        if (run.Json) run.Out.WriteLine(JsonText.Of(outcomes.Select(o => new { Scan = o.Scan.Name.Prefix, o.Result?.Report, o.Result?.Verdict, o.Result?.Problems, Failure = o.Failure is null ? null : Failures.Describe(o.Failure).Line })));
        if (failed > 0) run.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pial: {failed} of {scans.Count} scans failed; the others are done."));
        return failed > 0 || left.Length > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void Tell(CommandRun run, HeadResult result, int scans)
    {
        if (run.Json) return;
        var what = result.Written == 0 ? "everything was there already" : result.Verdict ?? $"{result.Written} files written";
        run.Out.WriteLine(scans > 1 ? $"{result.Label}: {what}" : what);
        if (result.Report is not null) run.Out.WriteLine($"{(scans > 1 ? "  " : "Report: ")}{result.Report}");
    }
}
