using System.Globalization;
using Pial.Cli.Shell;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Store;

namespace Pial.Cli.Commands;

/// <summary>Runs scans and says how each ended.</summary>
internal static class HeadRunner
{
    /// <summary>Runs them.</summary>
    /// <param name="run">The command's run.</param>
    /// <param name="setup">What is run, and how.</param>
    /// <param name="found">What was found in a dataset, for those that were passed over; null for a single image.</param>
    /// <param name="askedInVain">Whether a subject that was passed over was asked for by its label.</param>
    public static int Run(CommandRun run, HeadRunSetup setup, BidsHeads? found = null, bool askedInVain = false)
    {
        var listener = new Listener(run, setup, found);
        var outcomes = HeadRun.Execute(setup, listener, run.Cancellation);
        var left = outcomes.Where(o => o.Failure is null)
            .SelectMany(o => o.Result!.Problems.Select(p => $"{o.Scan.Name.Prefix}: {p.AsFlags()}")).ToArray();
        foreach (var problem in left)
            run.Error.WriteLine($"pial: {problem} The rest was done.");
        if (setup.Scans.Count == 1 && outcomes[0].Failure is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        if (run.Json) run.Out.WriteLine(Json(outcomes, found?.PassedOver ?? []));
        if (listener.Failed > 0)
            run.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"pial: {listener.Failed} of {setup.Scans.Count} scans failed; the others are done."));
        return listener.Failed > 0 || left.Length > 0 || askedInVain ? ExitCodes.Failed : ExitCodes.Done;
    }

    /// <summary>Names what is passed over.</summary>
    public static void TellPassedOver(CommandRun run, BidsHeads? found)
    {
        foreach (var reason in found?.Reasons() ?? [])
            run.Error.WriteLine($"pial: {reason.AsFlags()}");
    }

    private sealed class Listener(CommandRun run, HeadRunSetup setup, BidsHeads? found) : IHeadRunListener
    {
        private readonly bool alone = setup.Resources.AtATime(setup.Scans.Count) == 1;

        public int Failed { get; private set; }

        public void Began()
        {
            run.Wrote(setup.Output);
            TellPassedOver(run, found);
        }

        public IStageListener Started(BidsScan scan)
        {
            if (setup.Scans.Count > 1 && alone) run.Note($"{scan.Name.Prefix}");
            return new StageProgress(run, alone ? "" : scan.Name.Prefix, alone);
        }

        public void Ended(ScanOutcome<HeadResult> outcome)
        {
            if (outcome.Failure is null)
            {
                Tell(run, outcome.Result!, setup.Scans.Count);
                return;
            }

            if (setup.Scans.Count == 1) return; // thrown at the end
            Failed++;
            run.Error.WriteLine($"pial: {outcome.Scan.Name.Prefix} failed: {Failures.Describe(outcome.Failure).Line}");
            run.Log(outcome.Failure.ToString());
        }
    }

    private static string Json(IReadOnlyList<ScanOutcome<HeadResult>> outcomes, IReadOnlyList<PassedOver> passedOver) =>
        JsonText.Of<object[]>(
    [
        .. outcomes.Select(o => new
        {
            Scan = o.Scan.Name.Prefix,
            o.Result?.Report,
            o.Result?.Verdict,
            o.Result?.Written,
            Problems = o.Result?.Problems.Select(p => p.AsFlags()),
            Failure = o.Failure is null ? null : Failures.Describe(o.Failure).Line,
        }),
        .. passedOver.Select(p => new { Scan = p.Label, PassedOver = p.Why.AsFlags() }),
    ]);

    private static void Tell(CommandRun run, HeadResult result, int scans)
    {
        if (run.Json) return;
        var already = result.Written == 0 ? "everything was there already" : null;
        var what = result.Verdict is { } verdict ? $"{verdict}{(already is null ? "" : $" ({already})")}"
            : already ?? $"{result.Written} files written";
        run.Out.WriteLine(scans > 1 ? $"{result.Label}: {what}" : what);
        if (result.Report is not null) run.Out.WriteLine($"{(scans > 1 ? "  " : "Report: ")}{result.Report}");
    }
}
