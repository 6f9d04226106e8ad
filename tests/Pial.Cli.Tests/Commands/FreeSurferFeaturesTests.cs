using System.Text.Json.Nodes;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

public sealed class FreeSurferFeaturesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-fs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Subjects => Directory.CreateDirectory(Path.Combine(folder, "subjects")).FullName;

    private string At(string name) => Path.Combine(folder, name);

    [Fact]
    public async Task A_table_and_its_account()
    {
        new FakeSubject("sub-01").Write(Subjects);
        new FakeSubject("sub-02") { Seed = 2 }.Write(Subjects);
        var (code, output, error) = await PialLine.Run("features", "freesurfer", Subjects, "-o", At("t.csv"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("2 rows", output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(At("t.csv"));
        Assert.StartsWith("participant_id,Left-Lateral-Ventricle,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",eTIV,lh_euler,rh_euler", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",1520021.264474,-20,-34", lines[1], StringComparison.Ordinal);
        var sidecar = JsonNode.Parse(File.ReadAllText(At("t.json")))!;
        Assert.Equal(2, (int)sidecar["Rows"]!["Count"]!);
        Assert.Equal(lines[0].Split(',').Length - 1, (int)sidecar["Columns"]!["Count"]!);
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer", Subjects, "-o", At("t.csv"))).Code);
    }

    [Fact]
    public async Task Damaged_subjects_are_named_and_the_rest_is_done()
    {
        new FakeSubject("sub-01").Write(Subjects);
        var comma = Path.Combine(new FakeSubject("sub-02").Write(Subjects), "stats", "aseg.stats");
        File.WriteAllText(comma, File.ReadAllText(comma).Replace("990.7", "990,7", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(Subjects, "sub-03"));
        var (code, _, error) = await PialLine.Run("features", "freesurfer", Subjects, "-o", At("t.tsv"));
        Assert.Equal(1, code);
        Assert.Contains("pial: sub-02 left out: aseg.stats: ", error, StringComparison.Ordinal);
        Assert.Contains("decimal commas", error, StringComparison.Ordinal);
        Assert.Contains("pial: sub-03 left out: the folder is empty.", error, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(At("t.tsv")).Length);
        Assert.Equal(["sub-02", "sub-03"], JsonNode.Parse(File.ReadAllText(At("t.json")))!["Failed"]!.AsObject().Select(f => f.Key));
    }

    [Fact]
    public async Task Long_per_subject_and_matrix()
    {
        new FakeSubject("sub-01").Write(Subjects);
        Assert.Equal(0, (await PialLine.Run("features", "freesurfer", Subjects, "-o", At("l.tsv"), "--long")).Code);
        var lines = File.ReadAllLines(At("l.tsv"));
        Assert.Equal("participant_id\tregion\tvolume_mm3\tthickness_mm\tsurface_area_mm2", lines[0]);
        Assert.Equal("sub-01\tLeft-Lateral-Ventricle\t990.7\tn/a\tn/a", lines[1]);
        Assert.Equal(1 + 16 + 68, lines.Length);
        Assert.Equal(0, (await PialLine.Run("features", "freesurfer", Subjects, "-o", At("per"), "--per-subject")).Code);
        Assert.Equal(69, File.ReadAllLines(At("per/sub-01_aparc_stats.csv")).Length);
        Assert.Equal(0,
            (await PialLine.Run("features", "freesurfer", Subjects, "-o", At("m.npy"), "--cortex-only", "--measure", "volume",
                "thickness")).Code);
        Assert.Equal(136, File.ReadAllLines(At("m_columns.txt")).Length);
        Assert.Equal(128 + (8 * 136), new FileInfo(At("m.npy")).Length);
    }

    [Theory]
    [InlineData(".csv, .tsv or .npy", "-o", "t.xlsx")]
    [InlineData("exclude each other", "-o", "t.tsv", "--wide", "--long")]
    [InlineData("add --hemi", "-o", "t.tsv", "--like", "aparcstats2table")]
    [InlineData("is not a measure", "-o", "t.tsv", "--measure", "weight")]
    [InlineData("it is wide", "-o", "t.npy", "--long")]
    [InlineData("choose one with --atlas", "-o", "t.tsv", "--atlas", "foo")]
    [InlineData("listed 2 times", "-o", "t.tsv", "--subjects", "sub-01", "sub-01")]
    public async Task What_cannot_be_done_is_refused(string says, params string[] options)
    {
        new FakeSubject("sub-01").Write(Subjects);
        options[1] = At(options[1]);
        var (code, _, error) = await PialLine.Run(["features", "freesurfer", Subjects, .. options]);
        Assert.Equal(2, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(options[1]));
    }

    [Fact]
    public async Task A_directory_without_subjects_is_refused()
    {
        Assert.Equal(2, (await PialLine.Run("features", "freesurfer", Subjects, "-o", At("t.tsv"))).Code);
        Directory.CreateDirectory(Path.Combine(Subjects, "sub-01"));
        var (code, _, error) = await PialLine.Run("features", "freesurfer", Subjects, "-o", At("t.tsv"));
        Assert.Equal(2, code);
        Assert.Contains("sub-01: the folder is empty", error, StringComparison.Ordinal);
    }
}
