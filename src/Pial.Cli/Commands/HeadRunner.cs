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
internal sealed record HeadRunSetup(string Input, string Output, TemplateSource Target, AtlasSource? Atlas, HeadRunOptions Options, string? Work, Resources Resources)
{
    /// <summary>What was found in a dataset, for those that were passed over; null for a single image.</summary>
    public BidsHeads? Found { get; init; }

    /// <summary>Whether a subject that was passed over was asked for by its label.</summary>
    public bool AskedInVain { get; init; }
}

/// <summary>Runs scans and says how each ended.</summary>
internal static class HeadRunner
{
    /// <summary>Names what is passed over, and makes OUT_DIR the derivatives of a source; refused where it would mix the outputs of different scans of one name.</summary>
    /// <returns>Whether outputs of another scan of a name may be replaced: a scan of a dataset may change in its place, another file of the same name is another scan.</returns>
    public static bool Begin(CommandRun run, HeadRunSetup setup, IReadOnlyList<BidsScan> scans, string sourceDirectory, string? sourceName)
    {
        foreach (var reason in setup.Found?.Reasons() ?? [])
            run.Error.WriteLine($"pial: {reason}");
        var dataset = Directory.Exists(setup.Input);
        var earlier = DatasetDescription.SourceOfDerivatives(setup.Output);
        var same = dataset && earlier is not null && Path.GetRelativePath(earlier, sourceDirectory) == ".";
        if (!same && !run.Force)
            HeadPipeline.RefuseOthers(dataset && earlier is not null ? BidsDataset.FindHeads(setup.Input, [], []) : scans, setup.Output, run.Parallel);
        if (scans.Count > 0) DatasetDescription.Write(setup.Output, sourceDirectory, sourceName, setup.Target);
        return dataset || run.Force;
    }

    public static int Run(CommandRun run, HeadRunSetup setup, IReadOnlyList<BidsScan> scans, string sourceDirectory, string? sourceName)
    {
        var templates = HeadTemplates.Load(setup.Target, run.Parallel, setup.Atlas); // an atlas that does not fit is refused before anything is written
        run.Wrote(setup.Output);
        var replace = Begin(run, setup, scans, sourceDirectory, sourceName);
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
                return new HeadPipeline(templates, setup.Options, store, parallel, progress).Run(scan, setup.Output, replace);
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
        if (run.Json) run.Out.WriteLine(Json(outcomes, setup.Found?.PassedOver ?? []));
        if (failed > 0) run.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pial: {failed} of {scans.Count} scans failed; the others are done."));
        return failed > 0 || left.Length > 0 || setup.AskedInVain ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static string Json(IReadOnlyList<ScanOutcome<HeadResult>> outcomes, IReadOnlyList<PassedOver> passedOver) => JsonText.Of<object[]>(
    [
        .. outcomes.Select(o => new
        {
            Scan = o.Scan.Name.Prefix,
            o.Result?.Report,
            o.Result?.Verdict,
            o.Result?.Written,
            o.Result?.Problems,
            Failure = o.Failure is null ? null : Failures.Describe(o.Failure).Line,
        }),
        .. passedOver.Select(p => new { Scan = p.Label, PassedOver = p.Why }),
    ]);

    private static void Tell(CommandRun run, HeadResult result, int scans)
    {
        if (run.Json) return;
        var already = result.Written == 0 ? "everything was there already" : null;
        var what = result.Verdict is { } verdict ? $"{verdict}{(already is null ? "" : $" ({already})")}" : already ?? $"{result.Written} files written";
        run.Out.WriteLine(scans > 1 ? $"{result.Label}: {what}" : what);
        if (result.Report is not null) run.Out.WriteLine($"{(scans > 1 ? "  " : "Report: ")}{result.Report}");
    }
}
