using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pial.Formats;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class StreamTests : IDisposable
{
    private static readonly string[] Base = ["--image", "T1w=t1_path", "--label", "seg=seg_path", "--patch", "8"];
    private readonly string folder = Directory.CreateTempSubdirectory("pial-stream-").FullName;

    public StreamTests()
    {
        var grid = Grid.Centred(new(12, 14, 10), new(2, 2, 2), default);
        var rows = new List<string> { "participant_id\tt1_path\tseg_path\tage" };
        for (var s = 1; s <= 4; s++)
        {
            ImageFile.Save(In($"t1_{s}.nii.gz"), Volume.Create(grid, s, static (Span<float> v, int s) =>
            {
                for (var n = 0; n < v.Length; n++) v[n] = (s * 100) + (n * 37 % 101);
            }));
            ImageFile.Save(In($"seg_{s}.nii.gz"), Volume.Create(grid, s, static (Span<int> v, int _) =>
            {
                for (var n = 0; n < v.Length; n++) v[n] = n % 3;
            }));
            rows.Add($"sub-{s}\tt1_{s}.nii.gz\tseg_{s}.nii.gz\t{30 + s}");
        }

        File.WriteAllLines(In("table.tsv"), rows);
        File.WriteAllText(In("aug.yaml"), "- RandomFlip: {axes: [LR]}\n- RandomNoise: {std: [0, 5], include: [T1w]}\n");

        // What the pages call: the program under its name.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        File.WriteAllText(In("pial"), $"#!/bin/sh\nexec '{dotnet}' exec '{Path.Combine(AppContext.BaseDirectory, "pial.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(In("pial"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Threads_and_a_cache_change_no_byte_and_a_cursor_goes_on()
    {
        string[] line = [.. Base, "--pipeline", In("aug.yaml"), "--epochs", "2", "--seed", "3", "--history"];
        var (code, bytes, error) = Stream([.. line, "--threads", "1"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(bytes, Stream([.. line, "--threads", "4", "--cache", In("cache")]).Bytes);
        Assert.Equal(bytes, Stream([.. line, "--cache", In("cache"), "--cache-memory", "0"]).Bytes);

        var end = Array.IndexOf(bytes, (byte)'\n');
        using var first = JsonDocument.Parse(bytes.AsMemory(0, end));
        var arrays = first.RootElement.GetProperty("arrays").EnumerateArray().Select(a => a.GetProperty("bytes").GetInt32()).ToArray();
        Assert.Equal([128 + (4 * 4 * 512), 128 + (2 * 4 * 512)], arrays);
        Assert.Contains("Flip", first.RootElement.GetProperty("history")[0].GetString(), StringComparison.Ordinal);
        File.WriteAllText(In("cursor.json"), first.RootElement.GetProperty("cursor").GetRawText());
        Assert.Equal(bytes[(end + 1 + arrays.Sum())..], Stream([.. line, "--resume", In("cursor.json")]).Bytes);
    }

    [Fact]
    public async Task Mistakes_are_named_before_anything_is_written()
    {
        async Task<string> Refused(params string[] more)
        {
            var (code, output, error) = await PialLine.Run(["stream", In("table.tsv"), .. more]);
            Assert.Equal((2, ""), (code, output));
            return Assert.Single(error.TrimEnd().Split('\n'));
        }

        Assert.Contains("--image NAME=SOURCE", await Refused(), StringComparison.Ordinal);
        Assert.Contains("no sampler 'LabelSmpler'. Did you mean 'LabelSampler'?", await Refused([.. Base, "--sampler", "LabelSmpler"]),
            StringComparison.Ordinal);
        Assert.Contains("row 1 (sub-1): a patch of 13×13×13 does not fit its images of 12×14×10",
            await Refused([.. Base[..4], "--patch", "13"]), StringComparison.Ordinal);
        Assert.Contains("--patch 8x8", await Refused([.. Base[..4], "--patch", "8x8"]), StringComparison.Ordinal);
        Assert.Contains("--shard 2/2", await Refused([.. Base, "--shard", "2/2"]), StringComparison.Ordinal);
        Assert.Contains("no column 't1'", await Refused("--image", "T1w=t1"), StringComparison.Ordinal);
        File.WriteAllText(In("bad.yaml"), "- RandomFlip\n- RandomNoise: {include: [seg]}\n");
        Assert.Contains("bad.yaml, line 2: RandomNoise: it changes intensities, and 'seg' holds labels",
            await Refused([.. Base, "--pipeline", In("bad.yaml")]), StringComparison.Ordinal);
        Assert.Contains("No subject has age = 99", await Refused([.. Base, "--where", "age=99"]), StringComparison.Ordinal);
        Assert.Contains("nowhere.json does not exist", await Refused([.. Base, "--resume", In("nowhere.json")]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_that_goes_ends_it_quietly()
    {
        using var process = Start([.. Base, "--epochs", "100000"]);
        process.StandardOutput.BaseStream.ReadExactly(new byte[100]);
        process.StandardOutput.Close();
        Assert.True(process.WaitForExit(PialProcess.Hangs));
        Assert.Equal((0, ""), (process.ExitCode, process.StandardError.ReadToEnd()));
    }

    [Fact]
    public void A_ring_waits_for_its_reader_and_leaves_nothing()
    {
        using var process = Start([.. Base, "--epochs", "2", "--batch", "8", "--shared", In("ring"), "--slots", "2"]);
        var (seen, sums) = (0, new List<long>());
        while (process.StandardOutput.ReadLine() is { } line)
        {
            using var batch = JsonDocument.Parse(line);
            var file = batch.RootElement.GetProperty("arrays")[0].GetProperty("file").GetString()!;
            Assert.EndsWith($"image-{seen % 2}.npy", file, StringComparison.Ordinal);
            sums.Add(File.ReadAllBytes(file).Sum(b => (long)b));
            seen++;
            process.StandardInput.WriteLine();
            process.StandardInput.Flush();
        }

        Assert.True(process.WaitForExit(PialProcess.Hangs));
        Assert.Equal((0, "", 4), (process.ExitCode, process.StandardError.ReadToEnd(), seen));
        Assert.Equal(4, sums.Distinct().Count());
        Assert.False(Directory.Exists(In("ring")));

        using var left = Start([.. Base, "--epochs", "1000", "--shared", In("ring")]);
        left.StandardOutput.ReadLine();
        left.StandardInput.Close();
        Assert.True(left.WaitForExit(PialProcess.Hangs));
        Assert.Equal((0, ""), (left.ExitCode, left.StandardError.ReadToEnd()));
        Assert.False(Directory.Exists(In("ring")));
    }

    [PythonModulesFact("numpy")]
    public void The_readers_of_the_page_work_when_pasted()
    {
        var page = File.ReadAllText(Page()).ReplaceLineEndings("\n").Replace("/dev/shm/pial", In("shm"), StringComparison.Ordinal);
        var script = string.Concat(Regex.Matches(page, "^```python\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)).Select(m => m.Groups[1].Value));
        var (code, said) = PythonModulesFactAttribute.Run(folder, folder, "-c", script);
        Assert.True(code == 0, said);
        Assert.Equal(8,
            Regex.Matches(said, @"^[01] \(4, 1, 8, 8, 8\) float32 int16 \['sub-\d'", RegexOptions.Multiline,
                TimeSpan.FromSeconds(1)).Count);
        Assert.Equal(4, Regex.Matches(said, @"^shared \d+.*\(4, 8, 8, 8\)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Count);
        Assert.True(File.Exists(In("cursor.json")));

        var (failed, why) = PythonModulesFactAttribute.Run(folder, folder, "-c",
            script[..script.IndexOf("for batch in", StringComparison.Ordinal)] + "next(batches('nowhere.tsv', '--image', 'a'))");
        Assert.NotEqual(0, failed);
        Assert.Contains("nowhere.tsv does not exist", why, StringComparison.Ordinal);
    }

    private static string Page()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Pial.slnx")))
            root = root.Parent;
        return Path.Combine(root.FullName, "docs", "how-to", "stream.md");
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(In("pial"), ["stream", In("table.tsv"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    private (int Code, byte[] Bytes, string Error) Stream(string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        return (process.ExitCode, bytes.ToArray(), error.GetAwaiter().GetResult());
    }

    private string In(string name) => Path.Combine(folder, name);
}
