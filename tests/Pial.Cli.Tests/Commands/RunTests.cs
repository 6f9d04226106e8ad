using System.Text.Json.Nodes;

namespace Pial.Cli.Tests.Commands;

/// <summary>Datasets, and what is refused before any work.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-run-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("sub-10", 1)]
    [InlineData("10", 1)]
    [InlineData(null, 2)]
    public async Task A_subject_that_is_passed_over_is_named_and_counts_when_it_was_asked_for(string? label, int expected)
    {
        Directory.CreateDirectory(Path.Combine(folder, "bids", "sub-10", "anat"));
        await File.WriteAllTextAsync(Path.Combine(folder, "bids", "sub-10", "anat", "sub-10_T1map.nii.gz"), "x");
        var (code, output, error) = await PialLine.Run(["run", Path.Combine(folder, "bids"), Path.Combine(folder, "out"), "participant",
            "--json", .. label is null ? Array.Empty<string>() : ["--participant-label", label]]);
        Assert.Equal(expected, code);
        Assert.Contains("assed over sub-10: its anat folder holds T1map alone", error, StringComparison.Ordinal);
        if (label is not null) Assert.Contains("T1map", (string?)JsonNode.Parse(output)![0]!["passedOver"], StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out", "dataset_description.json")));
    }

    [Fact]
    public async Task In_a_dataset_one_failing_subject_is_named_and_the_others_are_done()
    {
        var bids = Path.Combine(folder, "bids");
        Head("bids/sub-02/ses-a/anat/sub-02_ses-a_T1w.nii.gz");
        Directory.CreateDirectory(Path.Combine(bids, "sub-01", "anat"));
        await File.WriteAllTextAsync(Path.Combine(bids, "sub-01", "anat", "sub-01_T1w.nii.gz"), "no image");
        Directory.CreateDirectory(Path.Combine(bids, "sub-03", "anat"));
        await File.WriteAllTextAsync(Path.Combine(bids, "sub-03", "anat", "sub-03_T1map.nii.gz"), "never read");
        await File.WriteAllTextAsync(Path.Combine(bids, "dataset_description.json"),
            "{ \"Name\": \"Two heads\", \"BIDSVersion\": \"1.9.0\" }");
        var output = Path.Combine(folder, "out");
        var (code, said, error) = await PialLine.Run(["run", bids, output, "participant", "--skip", "vbm,normalize",
            "--skip-bids-validation", "--n-cpus", "2", "--mem-gb", "4", .. SharedWork.Quick, .. SharedWork.Option]);
        Assert.Equal(1, code);
        Assert.Contains("sub-01 failed: sub-01_T1w.nii.gz", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains("sub-02_ses-a", said, StringComparison.Ordinal);
        Assert.Contains("passed over sub-03: its anat folder holds T1map alone", error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "sub-02", "ses-a", "anat", "sub-02_ses-a_report.html")));
        Assert.Empty(Directory.GetFiles(output, "*space-*", SearchOption.AllDirectories));
        var description = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "dataset_description.json")))!;
        Assert.Equal("derivative", (string?)description["DatasetType"]);
        Assert.Equal("Pial", (string?)description["GeneratedBy"]![0]!["Name"]);
        Assert.Equal("../bids", (string?)description["DatasetLinks"]!["raw"]);

        (code, said, _) = await PialLine.Run("run", bids, output, "group");
        Assert.Equal(0, code);
        var table = await File.ReadAllLinesAsync(Path.Combine(output, "group_volumes.tsv"));
        Assert.Equal("participant_id\tsession_id\tGM\tWM\tCSF\tTIV", table[0]);
        Assert.StartsWith("sub-02\tses-a\t", table.Single(l => l.StartsWith("sub-", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("participant_id\tsession_id\tLeft-Cerebral-White-Matter\t",
            (await File.ReadAllLinesAsync(Path.Combine(output, "group_regions.tsv")))[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_T2w.nii.gz", "does not exist")]
    [InlineData("scan.nii.gz", "does not say which contrast")]
    [InlineData("T1w=scan.nii.gz", "are both T1w of sub-01")]
    public async Task Scans_that_cannot_be_told_apart_are_refused_before_any_work(string also, string why)
    {
        var head = Head("sub-01_T1w.nii.gz");
        File.Copy(head, Path.Combine(folder, "scan.nii.gz"));
        var at = also.IndexOf('=', StringComparison.Ordinal) + 1;
        var (code, _, error) = await PialLine.Run("run", head, Path.Combine(folder, "out"), "--also",
            also[..at] + Path.Combine(folder, also[at..]));
        Assert.Equal(2, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "sub-01")));
    }

    [Theory]
    [InlineData("--contrast", "T7w")]
    [InlineData("--engine", "slurm")]
    [InlineData("--engine", "pbs")]
    [InlineData("--template", "NoSuchTemplate")]
    [InlineData("--atlas", "aparc")]
    [InlineData("--voxel", "0")]
    [InlineData("--steps", "dance")]
    [InlineData("--mem-gb", "-1")]
    public async Task What_cannot_be_done_is_refused_before_any_work(string option, string value)
    {
        var head = Head("sub-01_T1w.nii.gz");
        var output = Path.Combine(folder, "out");
        var (code, _, error) = await PialLine.Run("run", head, output, option, value);
        Assert.Equal(2, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any());
    }

    private string Head(string name) => SharedWork.SaveHead(Path.Combine(folder, name));
}
