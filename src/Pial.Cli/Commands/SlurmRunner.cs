using System.Globalization;
using Pial.Cli.Shell;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;

namespace Pial.Cli.Commands;

/// <summary>Gives the subjects of a dataset to SLURM, one task each, and says how to go on.</summary>
internal static class SlurmRunner
{
    private const int Cpus = 2; // what one head uses well
    private const double MemoryGb = 2 * Resources.GbPerHead; // room for the largest heads

    /// <summary>This program, as another machine of the cluster starts it.</summary>
    public static IReadOnlyList<string> Program()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileNameWithoutExtension(process) == "pial") return [process];
        var dotnet = Path.GetFileNameWithoutExtension(process) == "dotnet" ? process : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return [dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "pial.dll")];
    }

    public static int Run(CommandRun run, IReadOnlyList<string> command, HeadRunSetup setup, IReadOnlyList<BidsScan> scans, int? threads, string? arguments)
    {
        var given = setup.Resources;
        var cpus = threads ?? Cpus;
        var memory = given.MemoryGb ?? MemoryGb;
        var labels = scans.Select(s => s.Name.Subject).Distinct(StringComparer.Ordinal).ToArray();
        var folder = Path.GetFullPath(Path.Combine(setup.Output, ".pial", "slurm"));
        var job = new SlurmJob(
            [.. command, "--n-cpus", cpus.ToString(CultureInfo.InvariantCulture), "--mem-gb", memory.ToString(CultureInfo.InvariantCulture)],
            labels, folder, cpus, memory, SlurmEngine.Split(arguments ?? ""));
        var (number, well) = SlurmEngine.Submit(job);
        if (run.Json) run.Out.WriteLine(JsonText.Of(new { Job = number, Subjects = labels, job.ScriptPath }));
        else run.Out.WriteLine($"""
            Job {number}: {labels.Length} {(labels.Length == 1 ? "subject" : "subjects")}, a task each.
            Follow it:      squeue -j {number}
            Logs:           {Path.Combine(folder, number)}_*.log
            When it ended:  pial run {setup.Input} {setup.Output} group
            """);
        if (!well) run.Error.WriteLine($"pial: some tasks of job {number} failed; their logs say why.");
        return well ? ExitCodes.Done : ExitCodes.Failed;
    }
}
