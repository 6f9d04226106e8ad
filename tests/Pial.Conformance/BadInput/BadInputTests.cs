using Pial.Cli;

namespace Pial.Conformance.BadInput;

/// <summary>
/// Every bad file to every command that reads one: a line that says what and where, the right code, nothing under a final name.
/// </summary>
[Collection("alone")] // the bytes allocated are the whole process's
public sealed class BadInputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-bad-").FullName;

    public static TheoryData<string, string> Unreadable
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var command in CommandList.All)
                foreach (var file in BadFiles.Unreadable.Keys)
                    rows.Add(command.Name, file);
            return rows;
        }
    }

    public static TheoryData<string, string> NoHead
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var command in CommandList.All.Where(c => c.NeedsHead))
                foreach (var file in BadFiles.NoHead.Keys)
                    rows.Add(command.Name, file);
            return rows;
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Unreadable))]
    public Task What_cannot_be_read_is_refused(string command, string file) => Refused(command, BadFiles.Unreadable[file]);

    [Theory]
    [MemberData(nameof(NoHead))]
    public Task What_holds_no_head_is_refused(string command, string file) => Refused(command, BadFiles.NoHead[file]);

    [Fact]
    public async Task In_a_dataset_every_bad_scan_is_named_and_the_code_is_1()
    {
        var bids = Path.Combine(folder, "bids");
        var n = 0;
        foreach (var make in BadFiles.Unreadable.Where(f => f.Key is not ("missing" or "a directory")).Concat(BadFiles.NoHead))
        {
            n++;
            Directory.CreateDirectory(Path.Combine(bids, $"sub-{n:00}", "anat"));
            make.Value(Path.Combine(bids, $"sub-{n:00}", "anat", $"sub-{n:00}_T1w.nii.gz"));
        }

        var (code, _, error) = await Run("run", bids, Path.Combine(folder, "out"), "participant");
        Assert.Equal(1, code);
        for (var s = 1; s <= n; s++)
            Assert.Contains($"pial: sub-{s:00} failed: sub-{s:00}_T1w.nii.gz", error, StringComparison.Ordinal);
        Assert.Equal(n + 1, error.TrimEnd().Split('\n').Length);
        Assert.Empty(Directory.GetDirectories(Path.Combine(folder, "out"), "sub-*"));
    }

    [Fact]
    public async Task An_output_that_exists_is_refused_and_kept()
    {
        var image = Path.Combine(folder, "in.nii.gz");
        BadFiles.Good(image);
        foreach (var (command, output) in new[] { ("convert", "out.nii.gz"), ("strip", "out.nii.gz"), ("n4", "out.nii.gz"),
            ("plot", "out.png") })
        {
            var path = Path.Combine(folder, output);
            await File.WriteAllTextAsync(path, "mine");
            var (code, _, error) = await Run(CommandList.All.Single(c => c.Name == command).Args(image, folder));
            Assert.Equal(2, code);
            Assert.Contains("--force", error, StringComparison.Ordinal);
            Assert.Equal("mine", await File.ReadAllTextAsync(path));
        }
    }

    [Fact]
    public async Task The_input_is_never_the_output()
    {
        var image = Path.Combine(folder, "in.nii.gz");
        BadFiles.Good(image);
        var before = await File.ReadAllBytesAsync(image);
        var (code, _, _) = await Run("convert", image, image, "--force");
        Assert.Equal(2, code);
        Assert.Equal(before, await File.ReadAllBytesAsync(image));
    }

    private async Task Refused(string name, Action<string> make)
    {
        var image = Path.Combine(folder, "scan.nii.gz");
        make(image);
        var before = File.Exists(image) ? await File.ReadAllBytesAsync(image) : null;
        var output = Directory.CreateDirectory(Path.Combine(folder, "out")).FullName;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var (code, _, error) = await Run(CommandList.All.Single(c => c.Name == name).Args(image, output));
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        Assert.Equal(2, code);
        var line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("pial: ", line, StringComparison.Ordinal);
        Assert.Contains("scan.nii.gz", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(output, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is not ("dataset_description.json" or ".bidsignore")).Select(Path.GetFileName));
        Assert.True(allocated < 300_000_000, $"{allocated / 1_000_000} MB were allocated"); // templates included
        if (before is not null) Assert.Equal(before, await File.ReadAllBytesAsync(image));
    }

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PialApp.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

/// <summary>Tests that measure the process they run in: nothing else runs beside them.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;
