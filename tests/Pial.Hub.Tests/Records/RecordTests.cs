using Pial.Hub.Records;
using Pial.Hub.Suites;
using Pial.Pipelines;
using Pial.Pipelines.Yaml;
using YamlDotNet.RepresentationModel;

namespace Pial.Hub.Tests.Records;

public sealed class RecordTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Records", "fmbench");

    public static TheoryData<string> Examples => new(Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Records_of_fmbench_come_back_as_they_were(string name)
    {
        var record = RecordFile.Load(Path.Combine(Folder, name));
        var again = RecordFile.Parse(record.ToYaml(), name, record.Kind);
        Assert.Equal(Plain(record.Entry.Node), Plain(again.Entry.Node));
        Assert.Equal(record.Id, again.Id);
    }

    [Fact]
    public void What_an_example_leaves_out_is_told()
    {
        string[] Absent(string name) => [.. RecordFile.Load(Path.Combine(Folder, name)).Absent];
        Assert.Equal(["version", "health_topic", "input_modality", "output_type", "metrics"],
            Absent("benchmarks/bm_toy_classification.yaml"));
        Assert.Equal(["dataset_id"], Absent("evals/ROBUSTNESS-dummy_classifier-20251127-070344.yaml"));
        Assert.Empty(Absent("suites/suite_robustness_neuro.yaml"));
        Assert.Empty(Absent("benchmarks/bm_robustness.yaml"));
    }

    [Theory]
    [InlineData("model_id: x\ntype: comand\n", "r.yaml, line 2: 'type' is 'comand'. Did you mean 'command'?")]
    [InlineData("model_id: x\ntype: command\nsecnds: 3\n", "r.yaml, line 3: there is no field 'secnds'. Did you mean 'seconds'?")]
    [InlineData("benchmark_id: x\nmetrics:\n  primary: MAE\n  secundary: [R2]\n",
        "r.yaml, line 4: there is no field 'secundary' in 'metrics'. Did you mean 'secondary'?")]
    [InlineData("benchmark_id: x\ntask:\n  split:\n    folds: five\n", "r.yaml, line 4: 'folds' must be a whole number.")]
    [InlineData("name: x\n", "r.yaml is no record of the hub: it has none of eval_id, suite_id, benchmark_id, model_id, dataset_id.")]
    public void What_is_wrong_is_named_with_its_line(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<InputException>(() => RecordFile.Parse(yaml, "r.yaml")).Message);

    [Fact]
    public void Built_in_suites_state_everything_and_can_be_read_as_tasks()
    {
        Assert.Equal(["phantom-denoise", "phantom-kspace", "phantom-lesion", "phantom-robust", "phantom-superres", "phantom-tissue",
            "synth-age", "synth-chance", "synth-sex", "synth-site"], BenchmarkCatalog.BuiltIn.Select(BenchmarkCatalog.ShortName));
        Assert.All(BenchmarkCatalog.BuiltIn, b =>
        {
            Assert.Empty(b.Record.Absent);
            Assert.Empty(b.Suite!.Absent);
            Assert.NotNull(b.Task);
        });
    }

    [Fact]
    public void Texts_that_look_like_something_else_are_quoted()
    {
        var yaml = YamlText.Of(YamlText.Map(("a", "1.0"), ("b", "no"), ("c", 1.0), ("d", "2025-11-27"), ("e", new[] { "x", "y: z" }),
            ("f", null), ("g", double.NaN), ("h", "")));
        Assert.Equal("a: '1.0'\nb: 'no'\nc: 1.0\nd: '2025-11-27'\ne: [x, 'y: z']\ng: .nan\nh: ''\n", yaml);
    }

    // Values with the quotes that tell texts from numbers, whatever the layout.
    private static string Plain(YamlNode node) => node switch
    {
        YamlMappingNode map => "{" + string.Join(", ", map.Children.Select(c => $"{Plain(c.Key)}: {Plain(c.Value)}")) + "}",
        YamlSequenceNode list => "[" + string.Join(", ", list.Children.Select(Plain)) + "]",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any } scalar => scalar.Value ?? "",
        YamlScalarNode scalar => $"'{scalar.Value}'",
        _ => throw new NotSupportedException(),
    };
}
