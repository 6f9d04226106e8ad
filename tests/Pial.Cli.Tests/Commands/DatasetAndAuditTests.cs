using Pial.Formats;
using Pial.Volumes;

namespace Pial.Cli.Tests.Commands;

public sealed class DatasetAndAuditTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Init_writes_what_validate_accepts_and_a_false_claim_gives_1()
    {
        Cohort("ds");
        var (yaml, index) = (In("ds.yaml"), In("index.sqlite"));
        Assert.Equal(0, (await PialLine.Run("dataset", "init", In("ds"), "-o", yaml, "--index", index, "--look", "0")).Code);
        Assert.Equal(2, (await PialLine.Run("dataset", "init", In("ds"), "-o", yaml, "--index", index, "--look", "0")).Code); // exists
        var good = await PialLine.Run("dataset", "validate", yaml, "--index", index, "--look", "0", "--files", In("files.tsv"));
        Assert.True(good.Code == 0, good.Out + good.Error);
        Assert.Equal(3, File.ReadAllLines(In("files.tsv")).Length);
        File.WriteAllText(yaml, File.ReadAllText(yaml).Replace("n_subjects: 2", "n_subjects: 3", StringComparison.Ordinal));
        var bad = await PialLine.Run("dataset", "validate", yaml, "--index", index, "--look", "0", "--json");
        Assert.Equal(1, bad.Code);
        Assert.Contains("\"holds\": false", bad.Out, StringComparison.Ordinal);
        File.AppendAllText(yaml, "lisense: CC0\n");
        var typo = await PialLine.Run("dataset", "validate", yaml);
        Assert.Equal((2, true), (typo.Code, typo.Error.Contains("Did you mean 'license'?", StringComparison.Ordinal)));
        Assert.Equal(2, (await PialLine.Run("dataset", "validate", In("ds"))).Code); // no YAML there
        Assert.Empty(Directory.GetFiles(In("ds"), "*.yaml"));
    }

    [Fact]
    public async Task Show_prints_the_record_and_the_schema()
    {
        File.WriteAllText(In("d.yaml"), "dataset_id: a\nname: b\nn_subjects: TBD\n");
        Assert.Equal("dataset_id: a\nname: b\n", (await PialLine.Run("dataset", "show", In("d.yaml"))).Out);
        Assert.Contains("modalities:\n- smri", (await PialLine.Run("dataset", "show", In("d.yaml"), "--fmbench")).Out,
            StringComparison.Ordinal);
        Assert.Contains("json-schema.org", (await PialLine.Run("dataset", "show", "--schema")).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await PialLine.Run("dataset", "show")).Code);
    }

    [Fact]
    public async Task Audit_finds_0_some_or_bad_input()
    {
        File.WriteAllText(In("train.tsv"), "participant_id\tfamily\nsub-01\tA\nsub-02\tB\n");
        File.WriteAllText(In("test.tsv"), "participant_id\tfamily\nsub-03\tC\nsub-04\tB\n");
        File.WriteAllText(In("ids.txt"), "sub-07\n02\n");
        var leak = await PialLine.Run("benchmark", "audit", In("train.tsv"), In("test.tsv"));
        Assert.Equal(1, leak.Code);
        Assert.Contains("sub-04 and sub-02 are of family 'B'", leak.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await PialLine.Run("benchmark", "audit", In("train.tsv"), In("ids.txt"), "--json")).Code);
        var none = await PialLine.Run("benchmark", "audit", In("test.tsv"), In("ids.txt"));
        Assert.True(none.Code == 0, none.Out);
        Assert.Contains("none of the 2 test subjects", none.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await PialLine.Run("benchmark", "audit", In("train.tsv"), In("absent.tsv"))).Code);
        Assert.Equal(2, (await PialLine.Run("benchmark", "audit", In("train.tsv"), In("test.tsv"), "--images")).Code);
        Assert.Equal(2, (await PialLine.Run("benchmark", "audit", In("train.tsv"), In("test.tsv"), "--id", "nobody")).Code);
    }

    private string In(string name) => Path.Combine(folder, name);

    private void Cohort(string name)
    {
        for (var s = 1; s <= 2; s++)
        {
            var anat = Directory.CreateDirectory(Path.Combine(In(name), $"sub-0{s}", "anat")).FullName;
            ImageFile.Save(Path.Combine(anat, $"sub-0{s}_T1w.nii.gz"), Volume.Filled(new Grid(new(4, 4, 4), Affine.Scaling(1, 1, 2)), 1f));
        }

        File.WriteAllText(Path.Combine(In(name), "participants.tsv"), "participant_id\tage\tsex\nsub-01\t20\tF\nsub-02\t30\tM\n");
    }
}
