using System.Diagnostics;

namespace Pial.Tests.Shared;

/// <summary>A test that runs Debian's Python with some modules: skipped, and counted as such, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonModulesFactAttribute : FactAttribute
{
    /// <summary>Decides whether it runs.</summary>
    public PythonModulesFactAttribute(params string[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        Modules = modules;
        if (Run(Path.GetTempPath(), null, "-c", $"import {string.Join(", ", modules)}").Code != 0)
            Skip = $"install {string.Join(" and ", modules.Select(m => $"python3-{m}"))} to run (Debian's /usr/bin/python3)";
    }

    /// <summary>What is imported.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Runs Python in a folder, with another folder before the PATH.</summary>
    public static (int Code, string Out) Run(string folder, string? path, params string[] arguments)
    {
        if (!File.Exists("/usr/bin/python3")) return (127, "there is no /usr/bin/python3");
        var start = new ProcessStartInfo("/usr/bin/python3", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (path is not null) start.Environment["PATH"] = $"{path}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
