using Pial.Pipelines.Yaml;
using static Pial.Pipelines.Yaml.YamlForm;

namespace Pial.Hub.Records;

/// <summary>Fields of a model: how its predictions are had, and its card.</summary>
internal static class ModelFields
{
    public static IReadOnlyList<string> Types { get; } = ["predictions", "command", "embeddings", "onnx", "baseline", "python_class"];

    private static readonly YamlField[] Card =
    [
        new("developer", Text, "Who made it."),
        new("licence", Text, "Under which terms it may be used."),
        new("intended_use", Text, "What it is for."),
        new("out_of_scope", Text, "What it must not be used for."),
        new("training_data", Text, "What it was trained on, with pretraining."),
        new("limitations", Text, "Where it fails."),
        new("ethics", Text, "Whom it may harm or leave out."),
    ];

    public static RecordKind Kind { get; } = new("model", "model_id",
        "A model: how its predictions are had, and what its makers say of it.",
    [
        new("model_id", Text, "Its name on the board: letters, digits, - and _.") { Required = true },
        new("type", OneOf(Types), "How its predictions are had. fmbench's python_class is read and written, not run.") { Required = true },
        new("name", Text, "Its name for people."),
        new("description", Text, "In a sentence or two."),
        new("path", Text, "Of predictions, embeddings and onnx: the file or folder, relative to this one."),
        new("command", Texts,
            "Of command: program and arguments; {manifest} and {folder} are replaced. Relative paths are relative to this file."),
        new("seconds", Number, "Of command: time for one split; never more than the task allows."),
        new("memory_mb", Number, "Of command: memory, MiB; never more than the task allows."),
        new("baseline", Text, "Of baseline: its name in pial benchmark list."),
        new("input", Text, "Of onnx: name of the network's input."),
        new("output", Text, "Of onnx: name of the network's output."),
        new("window", Numbers, "Of onnx: voxels of the sliding window."),
        new("fitted_on", Text,
            "List of the subjects that the model was trained on, one id a line: it is then checked against the test subjects."),
        new("card", Map(Card), "The model card."),
        new("references", Texts, "Sources."),
        new("import_path", Text, "fmbench: the Python class."),
        new("init_kwargs", Open, "fmbench: its arguments."),
    ]);
}
