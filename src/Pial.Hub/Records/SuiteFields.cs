using Pial.Pipelines.Yaml;
using static Pial.Pipelines.Yaml.YamlForm;

namespace Pial.Hub.Records;

/// <summary>Fields of a suite: a benchmark on a data set.</summary>
internal static class SuiteFields
{
    private static readonly YamlField[] Input =
    [
        new("default", Open, "What is taken when nothing else is given."),
        new("description", Text, "What it is."),
    ];

    private static readonly YamlField[] Dataset =
    [
        new("default", Text, "Data set that is taken when nothing else is given.") { Required = true },
        new("description", Text, "What it is."),
    ];

    private static readonly YamlField[] Inputs =
    [
        new("dataset", Map(Dataset), "The data set.") { Required = true },
        new("sampling_freq", Map(Input), "fmbench: of time series, Hz."),
    ];

    private static readonly YamlField[] Threshold =
    [
        new("min", Number, "Smallest value that passes."),
        new("max", Number, "Largest value that passes."),
        new("description", Text, "What it asks for."),
    ];

    public static RecordKind Kind { get; } = new("suite", "suite_id", "A benchmark on a data set, and what a result must reach to pass.",
    [
        new("suite_id", Text, "Its name for machines; evals begin with it.") { Required = true },
        new("benchmark_id", Text, "The benchmark; its file lies beside the suite's, in benchmarks/, or is built in.") { Required = true },
        new("name", Text, "Its name for people.") { Required = true },
        new("description", Text, "In a sentence or two."),
        new("inputs", Map(Inputs), "What it runs on.") { Required = true },
        new("probes", Texts, "fmbench: perturbations to run."),
        new("probe_config", Open, "fmbench: their settings."),
        new("expected_metrics", Texts, "Measures a result must have."),
        new("thresholds", Named(Threshold), "What a measure must reach."),
        new("version", Text, "Of the suite."),
        new("created", Text, "When."),
        new("references", Texts, "Sources."),
    ]);
}
