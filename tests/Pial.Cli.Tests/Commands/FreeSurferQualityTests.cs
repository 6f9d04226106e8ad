using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed class FreeSurferQualityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-fsqc-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Locale_time_zone_home_and_proxy_change_nothing()
    {
        new FakeSubject("sub-01").Write(folder);
        string Table(string name, Dictionary<string, string?> environment)
        {
            var path = Path.Combine(folder, name);
            using var run = PialProcess.StartWith(environment, ["features", "freesurfer", Path.Combine(folder, "sub-01"), "-o", path]);
            Assert.Equal(0, run.Exit());
            return File.ReadAllText(path);
        }

        var odd = new Dictionary<string, string?>
        {
            ["LANG"] = "tr_TR.UTF-8",
            ["LC_ALL"] = "de_DE.UTF-8",
            ["TZ"] = "Pacific/Kiritimati",
            ["HOME"] = "/nowhere",
            ["XDG_CACHE_HOME"] = null,
            ["HTTP_PROXY"] = "http://127.0.0.1:1",
            ["http_proxy"] = "http://127.0.0.1:1",
        };
        Assert.Equal(Table("a.csv", []), Table("b.csv", odd));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "a.json")), File.ReadAllText(Path.Combine(folder, "b.json")));
    }

    [Fact]
    public async Task What_cannot_be_judged_is_not_kept()
    {
        var subjects = Directory.CreateDirectory(Path.Combine(folder, "subjects")).FullName;
        new FakeSubject("sub-01") { Holes = false }.Write(subjects);
        new FakeSubject("sub-02") { Seed = 2 }.Write(subjects);
        new FakeSubject("sub-02.long.sub-02_base") { Seed = 3 }.Write(subjects);
        var (code, text, error) = await PialLine.Run("features", "freesurfer-qc", subjects, "-o", Path.Combine(folder, "qc"));
        Assert.Equal(0, code);
        Assert.Contains("not judged sub-01: no rule could be applied to sqrt_defects", text, StringComparison.Ordinal);
        Assert.Contains("2 subjects: 1 as expected, 0 to look at, 0 to exclude, 1 not judged", text, StringComparison.Ordinal);
        Assert.Contains("--runs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_files_and_sites()
    {
        var subjects = Directory.CreateDirectory(Path.Combine(folder, "subjects")).FullName;
        for (var n = 1; n <= 7; n++)
            new FakeSubject($"sub-0{n}") { Seed = n, LeftHoles = n == 7 ? 150 : 10 + n }.Write(subjects);
        var table = Path.Combine(folder, "participants.tsv");
        File.WriteAllText(table, "participant_id\tscanner\n" + string.Concat(Enumerable.Range(1, 7).Select(n => $"0{n}\tone\n")));
        var output = Path.Combine(folder, "qc");
        var (code, text, error) = await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--participants", table, "--site",
            "scanner");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("exclude  sub-07: euler-outlier-of-site", text, StringComparison.Ordinal);
        Assert.Equal(["freesurfer_qc.html", "freesurfer_qc.json", "freesurfer_qc.tsv"],
            Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output)).Code);

        File.WriteAllText(table, "participant_id\tscanner\nsub-01\tone\n");
        var lacking = await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--force", "--participants", table, "--site",
            "scanner");
        Assert.Equal(2, lacking.Code);
        Assert.Contains("no scanner for 6 of 7 subjects", lacking.Error, StringComparison.Ordinal);
        Assert.Equal(2,
            (await PialLine.Run("features", "freesurfer-qc", subjects, "-o", output, "--force", "--thresholds", "nobody")).Code);
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer-qc", "-o", output)).Code);
        Assert.Contains("specification:", (await PialLine.Run("features", "freesurfer-qc", "--show-thresholds")).Out,
            StringComparison.Ordinal);
    }
}
