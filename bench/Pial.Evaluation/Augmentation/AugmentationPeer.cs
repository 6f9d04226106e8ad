using System.Diagnostics;
using System.Globalization;

namespace Pial.Evaluation.Augmentation;

/// <summary>The methods of TorchIO and MONAI in a Python process of their own, run one at a time.</summary>
internal sealed class AugmentationPeer : IDisposable
{
    private readonly Process process;

    public AugmentationPeer(string library, string head, string labels)
    {
        var script = Path.Combine(Workspace.Repository, "bench", "Peers", "torchio", "methods.py");
        process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, library, head, labels])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        })!;
    }

    /// <summary>Milliseconds of CPU time of one run; infinity for a transform it has not.</summary>
    public double Run(string name)
    {
        process.StandardInput.WriteLine(name);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() switch
        {
            "none" => double.PositiveInfinity,
            { } ms => double.Parse(ms, CultureInfo.InvariantCulture),
            null => throw new InvalidOperationException($"The peer ended at {name}."),
        };
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
