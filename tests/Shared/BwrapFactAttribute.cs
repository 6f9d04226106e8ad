using System.Diagnostics;

namespace Pial.Tests.Shared;

/// <summary>A test that needs bubblewrap, and a kernel that lets it make namespaces; reported as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BwrapFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Works = new(Try);

    public BwrapFactAttribute()
    {
        if (!Works.Value) Skip = "needs bubblewrap (Debian: apt-get install bubblewrap), and namespaces";
    }

    private static bool Try()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("bwrap",
                ["--unshare-all", "--ro-bind", "/", "/", "true"])
            { UseShellExecute = false, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
