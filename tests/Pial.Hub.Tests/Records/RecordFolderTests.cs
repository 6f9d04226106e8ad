using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Records;

public sealed class RecordFolderTests : IDisposable
{
    private static readonly string Fmbench = Path.Combine(AppContext.BaseDirectory, "Records", "fmbench");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_of_fmbench_is_usable_and_comes_back_with_every_field()
    {
        var all = RecordFolder.Check([Fmbench]);
        Assert.All(all, c => Assert.Null(c.Problem));
        Assert.Equal(Directory.EnumerateFiles(Fmbench, "*.yaml", SearchOption.AllDirectories).Count(), all.Count);
        var files = RecordFolder.Write(folder["hub"], RecordFolder.Read([Fmbench]), own: true, force: false);
        Assert.Equal(["benchmarks", "configs", "datasets", "evals", "suites"],
            Directory.EnumerateDirectories(folder["hub"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var file in files)
            Assert.Equal(
                all.Single(c => c.Record!.Id == RecordFile.Load(file).Id && c.Record.Kind == RecordFile.Load(file).Kind).Record!.ToYaml(),
                File.ReadAllText(file));
        Assert.Contains("add option 'force'",
            Assert.Throws<InputException>(() => RecordFolder.Write(folder["hub"], RecordFolder.Read([Fmbench]), own: true,
                force: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_exported_has_no_field_of_Pials_own_and_keeps_the_schema()
    {
        var records = RecordFolder.Read([BenchmarkCatalog.Everything]);
        Assert.Equal(2 * BenchmarkCatalog.BuiltIn.Count, records.Count);
        foreach (var file in RecordFolder.Write(folder["hub"], records, own: false, force: false))
        {
            var record = RecordFile.Load(file);
            Assert.Empty(record.Absent);
            Assert.Empty(SchemaTests.Breaches(record.Kind.Schema(), record.Entry.Node, ""));
            Assert.Null(record.Entry["task"]);
        }
    }

    [Fact]
    public void One_bad_file_among_good_ones_is_named_and_other_YAML_is_passed_over()
    {
        folder.Write("d/good.yaml", "model_id: x\ntype: baseline\nbaseline: ridge\n");
        folder.Write("d/bad.yaml", "model_id: y\ntype: baseline\nbaselin: ridge\n");
        folder.Write("d/other.yaml", "transforms: []\n");
        var all = RecordFolder.Check([folder["d"]]);
        Assert.Equal(["bad.yaml", "good.yaml"], all.Select(c => Path.GetFileName(c.Path)));
        Assert.Equal("bad.yaml, line 3: there is no field 'baselin'. Did you mean 'baseline'?", all[0].Problem);
    }
}
