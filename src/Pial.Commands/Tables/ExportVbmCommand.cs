using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Npy;
using Pial.Pipelines;
using Pial.Pipelines.Exports;
using Pial.Pipelines.Tables;
using Pial.Pipelines.Vbm;

namespace Pial.Cli.Commands;

/// <summary><c>pial export vbm DERIVATIVES -o DIR</c>: the maps of a cohort as one matrix.</summary>
internal sealed class ExportVbmCommand
{
    private readonly Argument<string> input = new("DERIVATIVES") { Description = "What 'pial run' wrote for a cohort." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "Folder for matrix, mask, subject list and description.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> map = new("--map")
    {
        Description = "GM, WM, or the end of the maps' names. Default: GM.",
        HelpName = "M",
        DefaultValueFactory = _ => "GM",
    };
    private readonly Option<string?> table = new("--table")
    {
        Description =
            "Subjects to take, in its order, and what is known of them; such as participants.tsv. Default: every subject with a map.",
        HelpName = "TSV",
    };
    private readonly Option<string?> session = new("--session")
    {
        Description = "Session to take, where subjects have several.",
        HelpName = "LABEL"
    };
    private readonly Option<string?> mask = new("--mask")
    {
        Description =
            "Voxels to keep: an image on the maps' grid, or template for those whose prior of the tissue in Pial's template is above " +
                "--threshold. Default: those whose mean over the training subjects is.",
        HelpName = "M",
    };
    private readonly Option<double> threshold = new("--threshold")
    {
        Description = "Least mean, or prior, of a kept voxel. Default: 0.2.",
        HelpName = "T",
        DefaultValueFactory = _ => 0.2,
    };
    private readonly Option<NpyFloat> type = ExportCommand.Type();
    private readonly TrainingOptions rows = new();

    public static Command Create() => new ExportVbmCommand().Verb();

    private Verb Verb() => new(
        "vbm", "The maps of a cohort as one matrix (subjects × voxels) that NumPy maps from disk, with mask and subject list.",
        ["pial export vbm derivatives -o matrix --table participants.tsv",
            "pial export vbm derivatives -o matrix --table participants.tsv --mask template",
            "pial export vbm derivatives -o matrix --map WM --table participants.tsv --split split --dtype float16"],
        [input, output, map, table, session, mask, threshold, type, rows.Split, rows.TrainIds, rows.AllRows],
        Work);

    private void Work(CommandRun run)
    {
        var name = run.Get(map)!.ToUpperInvariant() is "GM" or "WM" or "CSF" ? run.Get(map)!.ToUpperInvariant() : "maps";
        var folder = run.Get(output)!;
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; give the name of a folder.");
        if (Directory.Exists(folder))
        {
            foreach (var suffix in new[] { ".npy", "_mask.nii.gz", "_subjects.tsv", ".json" })
                run.Output(Path.Combine(folder, name + suffix), run.Get(table), run.Get(mask));
        }

        var subjects = run.Get(table) is { } path ? TableFile.Read(path)
            : VbmInputs.Everybody(run.Get(input), run.Get(map)!,
                without => run.Error.WriteLine($"pial: without a map, and left out: {string.Join(", ", without)}"));
        var participants = VbmInputs.Find(run.Get(input), subjects, run.Get(map)!, run.Get(session), wantTiv: true);
        var options = new MapMatrixOptions
        {
            Name = name,
            Mask = run.Get(mask),
            Derivatives = run.Get(input),
            Threshold = run.Get(threshold),
            Type = run.Get(type),
        };
        var training = run.Get(mask) is null ? rows.Of(run, subjects) : Pial.Analysis.Splits.TrainingRows.All(subjects);
        var result = MapMatrix.Write(participants, subjects, training, folder, options, null, run.Parallel);
        if (run.Json) run.Out.WriteLine(JsonText.Of(new
        {
            result.Matrix,
            result.Mask,
            result.Subjects,
            rows = participants.Count,
            columns = result.Voxels,
        }));
        else run.Out.WriteLine($"{result.Matrix}: {participants.Count} subjects × {result.Voxels} voxels");
    }
}
