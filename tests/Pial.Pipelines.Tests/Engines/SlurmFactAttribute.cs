namespace Pial.Pipelines.Tests.Engines;

/// <summary>
/// A test on a real SLURM that it starts itself: skipped, and counted as such, where Debian's slurm-wlm is not installed or the user is not
/// root.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch"];

    /// <summary>Decides whether it runs.</summary>
    public SlurmFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root"
            || !Array.TrueForAll(Programs, p => Path.Exists($"/usr/sbin/{p}") || Path.Exists($"/usr/bin/{p}")))
            Skip = "install Debian's slurm-wlm and be root to run";
    }
}
