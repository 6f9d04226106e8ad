using System.Text.RegularExpressions;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

/// <summary>The tutorial's files are those of the samples, and work.</summary>
public sealed class TrainingTutorialTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-training-").FullName;
    private readonly string root = Root();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_page_shows_the_samples()
    {
        var page = File.ReadAllText(Path.Combine(root, "docs", "tutorials", "train-a-small-network.md")).ReplaceLineEndings("\n");
        var samples = string.Concat(Directory.GetFiles(Path.Combine(root, "samples", "Training")).Select(File.ReadAllText))
            .ReplaceLineEndings("\n");
        foreach (Match block in Regex.Matches(page, "^```(yaml|python)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)))
            Assert.Contains(Flat(block.Groups[2].Value), Flat(samples), StringComparison.Ordinal);
    }

    // Two epochs on coarse heads: the whole way, not a good network.
    [PythonModulesFact("numpy", "torch")]
    public void It_trains()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(root, "samples", "Training")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, "whole.yaml"),
            File.ReadAllText(Path.Combine(folder, "whole.yaml")).Replace("[64, 80, 64]", "[32, 40, 32]", StringComparison.Ordinal));
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        File.WriteAllText(Path.Combine(folder, "pial"),
            $"#!/bin/sh\nexec '{dotnet}' exec '{Path.Combine(AppContext.BaseDirectory, "pial.dll")}' \"$@\"\n");
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(Path.Combine(folder, "pial"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (code, said) = PythonModulesFactAttribute.Run(folder, folder, "-c",
            "import subprocess; subprocess.run(['sh', 'phantoms.sh', '6'], check=True); subprocess.run(['/usr/bin/python3', 'train.py', " +
                "'heads/table.tsv', '--epochs', '2', '--patch', '16'], check=True)");
        Assert.True(code == 0, said);
        Assert.Matches(@"96 patches in \d+ s", said);
        Assert.Equal(2,
            Regex.Matches(said, @"Dice GM [01]\.\d+, WM [01]\.\d+, CSF [01]\.\d+", RegexOptions.None, TimeSpan.FromSeconds(1)).Count);
        Assert.True(File.Exists(Path.Combine(folder, "network.pt")));
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Pial.slnx")))
            at = at.Parent;
        return at.FullName;
    }
}
