using Pial.Cli;

namespace Pial.Conformance.BadInput;

/// <summary>
/// Every verb that reads tables, records or folders keeps what the commands on images keep: one line that names the path, the right code,
/// nothing written, nothing replaced.
/// </summary>
public sealed class FileCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-bad-").FullName;

    public static TheoryData<string, string> Bad
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var command in FileCommandList.All)
                foreach (var path in FileCommandList.BadPaths.Keys.Except(command.Takes))
                    rows.Add(command.Name, path);
            return rows;
        }
    }

    public static TheoryData<string> Verbs => new(FileCommandList.All.Select(c => c.Name));

    public static TheoryData<string> Writing =>
        new(FileCommandList.All.Where(c => c.Writes is not null && c.Name is not ("benchmark leaderboard")).Select(c => c.Name));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_cannot_be_used_is_refused(string name, string bad)
    {
        var command = FileCommandList.All.Single(c => c.Name == name);
        var (path, output) = (Path.Combine(folder, "given.yaml"), Path.Combine(folder, "out"));
        Directory.CreateDirectory(output);
        FileCommandList.BadPaths[bad](path);
        var (code, told, error) = await Run(command.Args(path, output));
        var isContent = bad is not ("missing" or "an empty folder");
        Assert.True(code == (isContent ? command.CodeOfContent : 2), $"{code}: {error}{told}");
        var line = Assert.Single((isContent && command.CodeOfContent == 1 ? told : error).TrimEnd().Split('\n'));
        if (command.CodeOfContent == 2) Assert.StartsWith("pial: ", line, StringComparison.Ordinal);
        Assert.Contains("given", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(output));
    }

    [Theory]
    [MemberData(nameof(Writing))]
    public async Task What_exists_is_refused_before_any_work_and_kept(string name)
    {
        var command = FileCommandList.All.Single(c => c.Name == name);
        var good = name switch { "dataset init" or "dataset validate" => Good(), "benchmark evaluate" => "ridge", _ => "synth-age" };
        var there = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "out")).FullName, command.Writes!);
        await File.WriteAllTextAsync(there, "mine");
        var (code, _, error) = await Run(command.Args(good, Path.GetDirectoryName(there)!));
        Assert.Equal(2, code);
        Assert.Contains(name == "benchmark data" ? "give a new folder" : "--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(there));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_help_has_examples_and_json_is_offered(string name)
    {
        var (code, help, _) = await Run([.. name.Split(' '), "--help"]);
        Assert.Equal(0, code);
        Assert.Contains($"  pial {name} ", help, StringComparison.Ordinal);
        Assert.Contains("--json", help, StringComparison.Ordinal);
    }

    private string Good()
    {
        var bids = Path.Combine(folder, "bids");
        Directory.CreateDirectory(Path.Combine(bids, "sub-1", "anat"));
        BadFiles.Good(Path.Combine(bids, "sub-1", "anat", "sub-1_T1w.nii.gz"));
        File.WriteAllText(Path.Combine(bids, "dataset.yaml"), "dataset_id: x\nname: x\n");
        return bids;
    }

    private static async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await PialApp.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
