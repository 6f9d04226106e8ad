using System.Diagnostics;

namespace Pial.Tests.Shared;

/// <summary>
/// A test that runs Debian's Python with NumPy, nibabel and scikit-learn: skipped, and counted as such, where they are not installed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Run("-c", Path.GetTempPath(), "import numpy, nibabel, sklearn").Code == 0;

    /// <summary>Decides whether it runs.</summary>
    public PythonFactAttribute()
    {
        if (!IsThere) Skip = "install python3-nibabel and python3-sklearn to run (Debian's /usr/bin/python3)";
    }

    /// <summary>Runs <c>python3 OPTION TEXT</c> in a folder.</summary>
    public static (int Code, string Out) Run(string option, string folder, string text)
    {
        if (!File.Exists("/usr/bin/python3")) return (127, "there is no /usr/bin/python3");
        var start = new ProcessStartInfo("/usr/bin/python3", [option, text])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
