using System.Diagnostics;
using System.Text.RegularExpressions;
using Pial.Hub.Suites;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed partial class BenchmarkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-benchmark-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_suites_are_listed_and_a_wrong_name_is_hinted()
    {
        var (code, output, _) = await PialLine.Run("benchmark", "list");
        Assert.Equal(0, code);
        Assert.All(BenchmarkCatalog.BuiltIn, b => Assert.Contains(BenchmarkCatalog.ShortName(b), output, StringComparison.Ordinal));
        var wrong = await PialLine.Run("benchmark", "run", "synth-aeg", "-o", Path.Combine(folder, "out"));
        Assert.Equal((2, "pial: there is no suite 'synth-aeg' and no such file. Did you mean 'synth-age'?\n"),
            (wrong.Code, wrong.Error.ReplaceLineEndings("\n")));
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_run_whose_predictions_cannot_be_used()
    {
        var (predictions, target) = (Path.Combine(folder, "p.csv"), Path.Combine(folder, "out"));
        await File.WriteAllTextAsync(predictions, "participant_id,prediction\nnobody,3\n");
        var (code, _, error) = await PialLine.Run("benchmark", "run", "synth-age", "--model", predictions, "-o", target);
        Assert.Equal((2, "pial: p.csv has predictions for 1 unknown subject: nobody.\n"), (code, error.ReplaceLineEndings("\n")));
        Assert.False(Directory.Exists(target));
    }

    /// <summary>The tutorial's blocks, pasted into a shell in their order.</summary>
    [UnixFact]
    public async Task The_tutorial_works_when_pasted()
    {
        if (OperatingSystem.IsWindows()) return; // skipped there already; the compiler cannot know
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "tutorials", "your-predictions-on-the-leaderboard.md"));
        var blocks = Block().Matches(page).Select(m => m.Groups[1].Value).ToList();
        var script =
            $"set -e\npial() {{ '{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' exec " +
                $"'{Path.Combine(AppContext.BaseDirectory, "pial.dll")}' \"$@\"; }}\n" + string.Join('\n', blocks);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (reading, failing) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(2 * PialProcess.Hangs);
        await shell.WaitForExitAsync(limit.Token);
        var (output, error) = (await reading, await failing);
        Assert.True(shell.ExitCode == 0, error + output);
        Assert.Contains("1 task, 3 evals", output, StringComparison.Ordinal);
        var eval = await File.ReadAllTextAsync(Path.Combine(folder, "runs", "ventricle-line", "eval.yaml"));
        Assert.Contains("candidate: ventricle-line", eval, StringComparison.Ordinal);
        Assert.Contains("the ids it was fitted on are recorded", eval, StringComparison.Ordinal);
        Assert.Contains("ventricle-line", await File.ReadAllTextAsync(Path.Combine(folder, "site", "bm-synth-age.html")),
            StringComparison.Ordinal);
    }

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Pial.slnx")))
            root = root.Parent;
        return root.FullName;
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();
}
