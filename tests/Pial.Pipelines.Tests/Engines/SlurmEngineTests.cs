using System.Diagnostics;
using Pial.Pipelines.Engines;

namespace Pial.Pipelines.Tests.Engines;

/// <summary>The engine on a real SLURM of one node; the work is a script of two lines.</summary>
public sealed class SlurmEngineTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<int> servers = [];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        foreach (var id in servers)
            Stop(id);
        folder.Dispose();
    }

    [SlurmFact]
    public void Every_subject_is_worked_on_once_and_what_failed_is_known()
    {
        Start(mostTasks: 4); // so three tasks an array
        string[] labels = ["a", "b", "c", "d", "e", "f", "g", "h"];
        var (place, job) = Job(labels);
        var first = SlurmEngine.Submit(place, job with { PerTask = 2 });
        Assert.Equal([(0, 3), (3, 1)], first.Arrays.Select(a => (a.First, a.Tasks)));

        // A second submission while the tasks of another wait: each keeps its own list.
        var held = SlurmEngine.Submit(place, job with { Labels = ["x"], Arguments = ["--hold"] });
        var other = SlurmEngine.Submit(place, job with { Labels = ["y", "z"], Arguments = ["--array=%1"] });
        Assert.Equal(SlurmState.Waiting, SlurmStatus.Read(place).Single(s => s.Label == "x").State);
        Call("scontrol", "release", held.Arrays[0].Job);
        var ended = SlurmStatus.Wait(place, CancellationToken.None);
        Assert.Equal([.. labels, "x", "y", "z"],
            File.ReadAllLines(Path.Combine(job.WorkingDirectory, "seen")).Order(StringComparer.Ordinal));
        var failed = Assert.Single(ended, s => s.State != SlurmState.Done);
        Assert.Equal(("c", SlurmState.Failed, "exit code 3"), (failed.Label, failed.State, failed.Why));
        Assert.Contains("work on c", File.ReadAllText(failed.Log!), StringComparison.Ordinal);
        Assert.Equal(3, new[] { first, held, other }.Select(s => s.Folder).Distinct(StringComparer.Ordinal).Count());
        Assert.False(File.Exists(Path.Combine(job.WorkingDirectory, "evil")));

        File.WriteAllText(Path.Combine(job.WorkingDirectory, "mended"), "");
        SlurmEngine.Submit(place, job with { Labels = ["c"] });
        var taken = SlurmEngine.Submit(place, job with { Labels = ["d"], Arguments = ["--hold"] });
        Call("scancel", taken.Arrays[0].Job);
        ended = SlurmStatus.Wait(place, CancellationToken.None);
        Assert.Equal(SlurmState.Done, ended.Single(s => s.Label == "c").State);
        Assert.Contains("gone without a result", ended.Single(s => s.Label == "d").Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "--partition=long", "--array=%20" }, "%20")]
    [InlineData(new[] { "-a", "%3" }, "%3")]
    [InlineData(new[] { "-A", "lab" }, "")]
    public void A_limit_of_tasks_at_a_time_is_kept(string[] arguments, string limit) =>
    Assert.Equal(limit, SlurmArguments.Limit(arguments).Limit);

    [Theory]
    [InlineData("--array=1-5")]
    [InlineData("-a1,2")]
    [InlineData("--array=1-5%2")]
    public void Tasks_of_one_s_own_are_refused(string argument) =>
        Assert.Contains("counted by Pial", Assert.Throws<InputException>(() => SlurmArguments.Limit([argument])).Message,
            StringComparison.Ordinal);

    // Paths hold what shells and SLURM's patterns would take for theirs.
    private (string Place, SlurmJob Job) Job(string[] labels)
    {
        var work = Directory.CreateDirectory(folder["it's a \"place\" $(touch evil) `x` %a %j & more"]).FullName;
        var script = Path.Combine(work, "work's.sh");
        File.WriteAllText(script,
            "echo work on ${@: -1}\necho \"${@: -1}\" >> \"$1/seen\"\n[ \"${@: -1}\" != c ] || [ -e \"$1/mended\" ] || exit 3\n");
        return (Path.Combine(work, "out"), new(["/bin/bash", script, work], labels, work, 1, 0.1, []));
    }

    private void Start(int mostTasks)
    {
        var start = Path.Combine(AppContext.BaseDirectory, "slurm", "start.sh");
        try
        {
            Call("bash", start, folder["slurm"], mostTasks.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        finally
        {
            if (File.Exists(folder["slurm/pids"])) servers.AddRange(File.ReadAllLines(folder["slurm/pids"]).Select(int.Parse));
        }

        Environment.SetEnvironmentVariable("SLURM_CONF", folder["slurm/slurm.conf"]);
    }

    private static void Call(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            UseShellExecute = false
        })!;
        var said = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, program + ": " + (process.ExitCode == 0 ? "" : said.Result));
    }

    private static void Stop(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(5000);
        }
        catch (ArgumentException)
        {
            // It ended before.
        }
    }
}
