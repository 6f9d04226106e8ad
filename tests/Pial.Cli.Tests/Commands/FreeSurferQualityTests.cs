using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed class FreeSurferQualityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-fsqc-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Flags_files_and_sites()
    {
        var subjects = Directory.CreateDirectory(Path.Combine(folder, "subjects")).FullName;
        for (var n = 1; n <= 7; n++)
            new FakeSubject($"sub-0{n}") { Seed = n, LeftHoles = n == 7 ? 150 : 10 + n }.Write(subjects);
        var table = Path.Combine(folder, "participants.tsv");
        File.WriteAllText(table, "participant_id\tscanner\n" + string.Concat(Enumerable.Range(1, 7).Select(n => $"0{n}\tone\n")));
        var output = Path.Combine(folder, "qc");
        var (code, text, error) = await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--participants", table, "--site", "scanner");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("exclude  sub-07: euler-outlier-of-site", text, StringComparison.Ordinal);
        Assert.Equal(["freesurfer_qc.html", "freesurfer_qc.json", "freesurfer_qc.tsv"], Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output)).Code);

        File.WriteAllText(table, "participant_id\tscanner\nsub-01\tone\n");
        var lacking = await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--force", "--participants", table, "--site", "scanner");
        Assert.Equal(2, lacking.Code);
        Assert.Contains("no scanner for 6 of 7 subjects", lacking.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--force", "--thresholds", "nobody")).Code);
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer-qc", "-o", output)).Code);
        Assert.Contains("specification:", (await PialLine.Run("features", "freesurfer-qc", "--show-thresholds")).Out, StringComparison.Ordinal);
    }
}
