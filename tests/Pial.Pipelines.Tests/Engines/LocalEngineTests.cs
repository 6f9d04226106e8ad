using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;

namespace Pial.Pipelines.Tests.Engines;

public sealed class LocalEngineTests
{
    private static readonly BidsScan[] Scans = [.. Enumerable.Range(1, 5)
        .Select(n => new BidsScan($"sub-{n}_T1w.nii", BidsName.Of($"sub-{n}_T1w.nii"), ""))];

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void One_failing_scan_is_named_and_the_others_go_on(int threads)
    {
        var done = new List<string>();
        var outcomes = LocalEngine.Run(
            Scans, new(threads, null), (scan, _) => scan.Name.Subject == "3" ? throw new IOException("broken") : scan.Name.Subject,
            o => done.Add(o.Scan.Name.Subject), CancellationToken.None);
        Assert.Equal(5, done.Count);
        Assert.Equal(["1", "2", null, "4", "5"], outcomes.Select(o => o.Result));
        Assert.Equal("broken", outcomes[2].Failure!.Message);
    }

    [Fact]
    public void Memory_limits_how_many_run_together()
    {
        Assert.Equal(1, new Resources(16, 2).AtATime(10));
        Assert.Equal(3, new Resources(16, 6.5).AtATime(10));
        Assert.Equal(8, new Resources(16, 100).AtATime(10));
        Assert.Equal(2, new Resources(16, 100).AtATime(2));
        Assert.Equal(1, new Resources(2, 100).AtATime(10));
    }

    [Fact]
    public void Cancelling_stops_all()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => LocalEngine.Run(
            Scans,
            new(1, null),
            (_, parallel) =>
            {
                stop.Cancel();
                parallel.CancellationToken.ThrowIfCancellationRequested();
                return 1;
            },
            null,
            stop.Token));
    }
}
