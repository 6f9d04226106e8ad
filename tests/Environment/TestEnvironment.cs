using System.Collections;
using System.Runtime.CompilerServices;

namespace Pial.Tests;

/// <summary>What a machine or a person has set is taken out of a test's environment, and out of that of the programs it starts.</summary>
internal static class TestEnvironment
{
    private static readonly string[] Unset = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "TEMPLATEFLOW_HOME",
        "PIAL_TEMPLATE_URL", "PIAL_NO_LIBDEFLATE"];
    private static readonly string[] Prefixes = ["SLURM_", "SBATCH_", "SQUEUE_"];

    /// <summary>Runs before the first test.</summary>
    [ModuleInitializer]
    internal static void Clear()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => (string)v.Key).ToArray())
            if (Unset.Contains(name, StringComparer.OrdinalIgnoreCase)
                || Array.Exists(Prefixes, p => name.StartsWith(p, StringComparison.Ordinal)))
                Environment.SetEnvironmentVariable(name, null);

        // HOME may be missing or read-only, and its cache may hold templates.
        var cache = Path.Combine(Path.GetTempPath(), $"pial-tests-{Environment.ProcessId}");
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", cache);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(cache)) Directory.Delete(cache, recursive: true);
        };
    }
}
