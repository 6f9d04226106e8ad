using Pial.Pipelines.Yaml;
using static Pial.Pipelines.Yaml.YamlForm;

namespace Pial.Hub.Records;

/// <summary>Fields of an evaluation: fmbench's, and what Pial measures besides.</summary>
internal static class EvalFields
{
    private static readonly YamlField[] Run =
    [
        new("runner", Text, "The program that evaluated.") { Required = true },
        new("version", Text, "Of the program."),
        new("date", Text, "When, UTC."),
        new("suite_id", Text, "The suite."),
        new("model_config", Text, "The model's record."),
        new("output_dir", Text, "fmbench: where files were left."),
        new("encoding", Text, "fmbench: how inputs were turned into features."),
        new("hardware", Text, "What it ran on."),
        new("n_train", Whole, "Subjects trained on; of several splits the fewest."),
        new("n_test", Whole, "Subjects tested, each once."),
        new("n_features", Whole, "Columns predicted from."),
        new("sampling_freq", Number, "fmbench: of time series, Hz."),
        new("seed", Whole, "The seed."),
        new("seeds", Numbers, "The seeds of the repeats."),
        new("split", Text, "How train and test were told apart."),
        new("isolation", Text, "How the participant's program was shut in, or not isolated."),
        new("data_sha256", Text, "Of the data as they were read."),
        new("task_sha256", Text, "Of the benchmark's record."),
    ];

    private static readonly YamlField[] Interval =
    [
        new("low", Number, "Lower end of the 95 % interval."),
        new("high", Number, "Upper end."),
    ];

    private static readonly YamlField[] Cost =
    [
        new("seconds", Number, "Time for training and prediction, all splits."),
        new("peak_memory_mb", Number, "Largest memory of a user's program, MiB."),
    ];

    private static readonly YamlField[] Comparison =
    [
        new("difference", Number, "Candidate minus this entry, in the primary measure."),
        new("low", Number, "Lower end of its 95 % interval."),
        new("high", Number, "Upper end."),
        new("p", Number, "Of the paired permutation test."),
    ];

    private static readonly YamlField[] Entry =
    [
        new("kind", Text, "baseline or candidate."),
        new("description", Text, "What it is."),
        new("settings", Text, "The settings chosen on training subjects, and in how many splits."),
        new("metrics", Open, "Its measures."),
        new("confidence", Named(Interval), "95 % intervals of its measures."),
        new("rank", Whole, "Place by the primary measure."),
        new("first_share", Number, "Share of bootstrap samples in which it is first."),
        new("rank_low", Whole, "Place in the 2.5 % best of the bootstrap samples."),
        new("rank_high", Whole, "Place in the 2.5 % worst."),
        new("comparison", Map(Comparison), "The candidate against it."),
        new("cost", Map(Cost), "What it cost."),
        new("failed", Text, "Why it gave no result."),
    ];

    private static readonly YamlField[] Threshold =
    [
        new("value", Number, "What the candidate reached; not a number when it was not measured."),
        new("min", Number, "Smallest value that passes."),
        new("max", Number, "Largest value that passes."),
        new("passed", Flag, "Whether it was reached."),
        new("description", Text, "What it asks for."),
    ];

    private static readonly YamlField[] Submission =
    [
        new("sha256", Text, "Of the predictions as they were received."),
        new("by", Text, "Who sent them."),
        new("received", Text, "When, UTC."),
    ];

    private static readonly YamlField[] Signature =
    [
        new("algorithm", Text, "Ed25519."),
        new("key", Text, "The hub's public key, base64."),
        new("value", Text, "Of all that stands before this line, base64."),
    ];

    private static readonly YamlField[] Models =
    [
        new("candidate", Text, "The model that is judged.") { Required = true },
        new("baselines", Texts, "Those it is judged against."),
    ];

    private static readonly YamlField[] Task =
    [
        new("name", Text, "The benchmark's name."),
        new("version", Text, "Its version."),
        new("kind", Text, "What is predicted."),
        new("health_topic", Text, "DEL10: the topic."),
        new("degradation", Open, "Of a restoration: how true images were spoilt, as the benchmark has it."),
        new("primary", Text, "The measure that ranks."),
        new("higher_is_better", Flag, "Which end of it is good."),
        new("target", Text, "What is predicted."),
    ];

    public static RecordKind Kind { get; } = new("eval", "eval_id", "What a model reached on a benchmark; no data and no weights.",
    [
        new("eval_id", Text, "Suite, model, UTC date and time.") { Required = true },
        new("benchmark_id", Text, "The benchmark.") { Required = true },
        new("model_ids", Map(Models), "The model.") { Required = true },
        new("dataset_id", Text, "The data set.") { Required = true },
        new("data_dir", Text, "fmbench: folder of the data."),
        new("task", Map(Task), "Pial: what the benchmark says of itself, so that a board needs no other file.") { IsOwn = true },
        new("run_metadata", Map(Run), "How it was made.") { Required = true },
        new("metrics", Open, "Measures by name; under stratified.by_<field>.<level> those of groups, each with n_samples.")
            { Required = true },
        new("confidence", Named(Interval), "Pial: 95 % intervals of the measures.") { IsOwn = true },
        new("intervals", Text, "Pial: how the intervals were made.") { IsOwn = true },
        new("entries", Named(Entry), "Pial: the candidate and every baseline.") { IsOwn = true },
        new("thresholds", Named(Threshold), "Pial: what the suite asks for, and whether it was reached.") { IsOwn = true },
        new("confounds", Open,
            "Pial: how target and predictions hang together with site, head size, age and sex, also within sites and given the target, " +
                "and how well the features tell them.") { IsOwn = true },
        new("confound_pairs", Open, "Pial: how the confounds hang together.") { IsOwn = true },
        new("split_balance", Open,
            "Pial: how the tested differ from those trained on in target and confounds, in the fold where they differ most: standardised " +
                "difference.") { IsOwn = true },
        new("brain_age", Open, "Pial: figures before and after correction of the age bias fitted on training subjects.") { IsOwn = true },
        new("probes", Open, "Score curves under graded artefacts."),
        new("cost", Map(Cost), "Pial: what the candidate cost.") { IsOwn = true },
        new("fitted_on", Open, "Pial: how whom the candidate saw was checked.") { IsOwn = true },
        new("notes", Texts, "Pial: what a reader must know.") { IsOwn = true },
        new("model_card", Open, "Pial: the model's card.") { IsOwn = true },
        new("status", Text, "Completed, or why not.") { Required = true },
        new("submission", Map(Submission), "Pial: what was evaluated, where a hub evaluated it.") { IsOwn = true },
        new("signature", Map(Signature), "Pial: the hub's signature, the last line of the file.") { IsOwn = true },
    ]);
}
