using System.Diagnostics;
using System.Globalization;
using Pial.Pipelines;

namespace Pial.Hub.Programs;

/// <summary>Where a participant's program runs.</summary>
public enum SandboxKind
{
    /// <summary>In bubblewrap where it works, else as <see cref="None"/>, which is said.</summary>
    Auto,

    /// <summary>In bubblewrap; refused where it does not work.</summary>
    Bwrap,

    /// <summary>As any program of this user.</summary>
    None,
}

/// <summary>
/// Shuts a program in with bubblewrap (Debian's <c>bubblewrap</c>, <c>bwrap</c>): no network, processes and users of its own, the system's
/// programs and the model's folder to read, its own folder to write, variables of a list, limits for
/// memory, processes, files and time, and death with the parent. What holds the labels is not there.
/// </summary>
internal sealed class Sandbox
{
    // What programs are made of; nobody's data. Of /etc what the loader and interpreters read.
    private static readonly string[] SystemFolders =
    [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
        "/etc/alternatives",
        "/etc/localtime", "/etc/nsswitch.conf", "/etc/fonts", "/etc/R", "/etc/python3", "/etc/ssl/certs",
    ];

    private static readonly string[] Passed =
    [
        "PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "R_HOME", "R_LIBS", "JAVA_HOME",
        "DOTNET_ROOT",
    ];

    private static readonly string[] PassedFamilies = ["LC_", "OMP_", "MKL_", "OPENBLAS_", "CUDA_", "CONDA_"];
    private static readonly Lazy<string?> Why = new(Try);

    private Sandbox(bool isolated) => IsIsolated = isolated;

    /// <summary>Whether programs are shut in.</summary>
    public bool IsIsolated { get; }

    /// <summary>Why bubblewrap does not work here; null when it does.</summary>
    public static string? Missing => Why.Value;

    /// <summary>In words, for records and people.</summary>
    public string Words => IsIsolated ? "bubblewrap: no network, no other processes, no labels" : "not isolated";

    /// <summary>Makes one.</summary>
    /// <exception cref="InputException">Bubblewrap was asked for and does not work here.</exception>
    public static Sandbox Of(SandboxKind kind) => kind switch
    {
        SandboxKind.None => new(false),
        SandboxKind.Bwrap => Missing is { } why ? throw new InputException(
            $"option 'sandbox' is bwrap, and {why}; install Debian's bubblewrap, or let programs run without it (option 'sandbox' none).")
            : new(true),
        _ => new(Missing is null),
    };

    /// <summary>The variables that a program gets, with their values.</summary>
    public static IEnumerable<(string Name, string Value)> Variables(string folder)
    {
        static bool IsPassed(string name) =>
            Passed.Contains(name, StringComparer.Ordinal) || PassedFamilies.Any(f => name.StartsWith(f, StringComparison.Ordinal));
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable is { Key: string name, Value: string value } && IsPassed(name)) yield return (name, value);
        foreach (var name in new[] { "HOME", "TMPDIR", "TEMP", "TMP" })
            yield return (name, folder);
        // Python leaves compiled files beside its sources otherwise, which is no harm and would look like some.
        yield return ("PYTHONDONTWRITEBYTECODE", "1");
    }

    /// <summary>The command line that runs a program.</summary>
    /// <param name="command">The program, by its full path, and its arguments.</param>
    /// <param name="folder">Its own folder.</param>
    /// <param name="model">The folder of its record, to be read.</param>
    /// <param name="hidden">Files and folders that it must not read.</param>
    /// <param name="limits">What it may use.</param>
    /// <exception cref="InputException">What it must not read is the model's folder.</exception>
    public IReadOnlyList<string> Command(
        IReadOnlyList<string> command, string folder, string model, IReadOnlyList<string> hidden, ProgramLimits limits)
    {
        if (!IsIsolated)
        {
            return OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv")
                ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", .. command] : command;
        }

        // --new-session keeps it from typing into the terminal.
        List<string> line =
        [
            "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev",
            "--tmpfs", "/tmp",
        ];
        foreach (var path in SystemFolders)
            line.AddRange(["--ro-bind-try", path, path]);
        foreach (var path in Interpreter(command[0]).Append(model))
            line.AddRange(["--ro-bind", path, path]);
        foreach (var path in hidden.Select(Path.GetFullPath))
        {
            if (path == model || model.StartsWith(path + "/", StringComparison.Ordinal))
                throw new InputException($"the model lies in {path}, which holds the labels; give it a folder of its own.");
            if (!path.StartsWith(model + "/", StringComparison.Ordinal)) continue; // not there anyway
            line.AddRange(Directory.Exists(path) ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path]);
        }

        line.AddRange(["--bind", folder, folder, "--remount-ro", "/", "--chdir", folder, "--"]);
        line.AddRange(["/bin/sh", "-c", Limits(limits), "sh", .. command]);
        return line;
    }

    /// <summary>Processes a program may have at a time.</summary>
    internal const int MostProcesses = 512;

    // Memory by RLIMIT_DATA, which leaves alone what is only reserved; blocks of 512 bytes; dash calls processes p, others u.
    private static string Limits(ProgramLimits limits) => string.Create(
        CultureInfo.InvariantCulture,
        $"ulimit -c 0; ulimit -d {(long)(limits.MemoryMb * 1024)}; ulimit -f 8388608; ulimit -n 1024; " +
        $"ulimit -t {(long)Math.Ceiling(limits.Seconds * Environment.ProcessorCount) + 1}; " +
        $"ulimit -p {MostProcesses} 2>/dev/null; ulimit -u {MostProcesses} 2>/dev/null; exec \"$@\"");

    // An interpreter outside of the system, such as one of a virtual environment: its folder, and what belongs to it beside.
    private static IEnumerable<string> Interpreter(string program)
    {
        if (!Path.IsPathRooted(program) || SystemFolders.Any(s => program.StartsWith(s + "/", StringComparison.Ordinal))) return [];
        var bin = Path.GetDirectoryName(program)!;
        var prefix = Path.GetDirectoryName(bin);
        return Path.GetFileName(bin) == "bin" && prefix is { Length: > 1 }
            ? new[] { bin, Path.Combine(prefix, "lib"), Path.Combine(prefix, "lib64"), Path.Combine(prefix, "pyvenv.cfg") }.Where(
                Path.Exists)
            : [program];
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux()) return "bubblewrap is there on Linux alone";
        try
        {
            var start = new ProcessStartInfo("bwrap", ["--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "true"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
            {
                process.Kill();
                return "bubblewrap does not answer";
            }

            return process.ExitCode == 0
                ? null : $"bubblewrap cannot make namespaces here ({process.StandardError.ReadToEnd().Trim().Split('\n')[^1]})";
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return "bubblewrap is not installed";
        }
    }
}
