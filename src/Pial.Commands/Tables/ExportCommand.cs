using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Npy;
using Pial.Pipelines;
using Pial.Pipelines.Exports;
using Pial.Pipelines.Tables;
using Pial.Pipelines.Vbm;

namespace Pial.Cli.Commands;

/// <summary><c>pial export tissues|vbm</c>: arrays for Python and deep learning.</summary>
internal static class ExportCommand
{
    public static Command Create() =>
        new("export", "Arrays for Python and deep learning: tissue maps as channels, the maps of a cohort as one matrix.") { Tissues(),
            Matrix() };

    private static Option<NpyFloat> Type() => Choice.Option("--dtype", "Type of the numbers.", "float32", ("float32", NpyFloat.Float32),
        ("float16", NpyFloat.Float16));

    private static Verb Tissues()
    {
        var input = new Argument<string>("DIR") { Description = "What 'pial run' or 'pial segment' wrote." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "A file (.npy, .nii.gz) for one scan, or a folder for one file a scan, whose names say the layout.",
            HelpName = "OUT",
            Required = true,
        };
        var layout = Choice.Option("--layout",
            "channels-first (channel, x, y, z) as PyTorch and MONAI; channels-last (x, y, z, channel) as TensorFlow and NIfTI.",
            "channels-first", ("channels-first", ChannelLayout.ChannelsFirst), ("channels-last", ChannelLayout.ChannelsLast));
        var format = Choice.Option("--format", "Of the files in a folder.", "npy", ("npy", ".npy"), ("nii", ".nii"), ("nii.gz", ".nii.gz"));
        var type = Type();
        var space = new Option<string?>("--space")
        {
            Description = "Space of the maps, such as MNI152NLin2009cAsym. Default: the scan's own.",
            HelpName = "SPACE",
        };
        var labels = new Option<string[]>("--participant-label")
        {
            Description = "Subjects to keep. Default: all.",
            HelpName = "LABEL",
            AllowMultipleArgumentsPerToken = true,
        };
        return new Verb(
            "tissues", "GM, WM and CSF maps as the channels of one array.",
            ["pial export tissues out -o stacks --layout channels-first --dtype float16",
                "pial export tissues out -o sub-01_tissues.nii.gz --layout channels-last --participant-label 01"],
            [input, output, layout, format, type, space, labels],
            run =>
            {
                var files = TissueFiles.Find(run.Get(input), run.Get(space), run.Get(labels) ?? []);
                var target = run.Get(output)!;
                var one = new[] { ".npy", ".nii", ".nii.gz" }.Any(e => target.EndsWith(e, StringComparison.OrdinalIgnoreCase))
                    && !Directory.Exists(target);
                // A NIfTI's channels are last; asked for by its name, the layout need not be said again.
                var chosen = one && !run.Given(layout) && !target.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
                    ? ChannelLayout.ChannelsLast : run.Get(layout);
                if (one && files.Count > 1)
                    throw new InputException(
                        $"{run.Get(input)} holds {files.Count} scans ({string.Join(", ", files.Take(3).Select(f => f.Stem))}, …); give a " +
                            "folder with -o, or choose one with --participant-label.");
                if (!one && Path.GetExtension(target.TrimEnd('/')) is { Length: > 0 } && !Directory.Exists(target))
                    throw new InputException($"{target}: end it in .npy, .nii or .nii.gz for one file, or name a folder.");
                var paths = files
                    .Select(f =>
                        one ? target
                            : Path.Combine(target, $"{f.Stem}_desc-{TissueStack.WordOf(chosen)}_probseg{run.Get(format)}".TrimStart('_')))
                            .ToList();
                foreach (var path in paths)
                    TissueStack.CheckName(path, chosen, run.Get(type));
                if (!one) Directory.CreateDirectory(target);
                foreach (var path in paths)
                    run.Output(path);
                for (var n = 0; n < paths.Count; n++)
                {
                    TissueStack.Write(paths[n], files[n], chosen, run.Get(type), run.Parallel);
                    if (!run.Json) run.Out.WriteLine(paths[n]);
                }

                if (run.Json) run.Out.WriteLine(JsonText.Of(new
                {
                    layout = TissueStack.WordOf(chosen),
                    channels = new[] { "GM", "WM", "CSF" },
                    files = paths,
                }));
            });
    }

    private static Verb Matrix()
    {
        var input = new Argument<string>("DERIVATIVES") { Description = "What 'pial run' wrote for a cohort." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder for matrix, mask, subject list and description.",
            HelpName = "DIR",
            Required = true,
        };
        var map = new Option<string>("--map")
        {
            Description = "GM, WM, or the end of the maps' names. Default: GM.",
            HelpName = "M",
            DefaultValueFactory = _ => "GM",
        };
        var table = new Option<string?>("--table")
        {
            Description =
                "Subjects to take, in its order, and what is known of them; such as participants.tsv. Default: every subject with a map.",
            HelpName = "TSV",
        };
        var session = new Option<string?>("--session")
        {
            Description = "Session to take, where subjects have several.",
            HelpName = "LABEL"
        };
        var mask = new Option<string?>("--mask")
        {
            Description =
                "Voxels to keep: an image on the maps' grid, or template for those whose prior of the tissue in Pial's template is above " +
                    "--threshold. Default: those whose mean over the training subjects is.",
            HelpName = "M",
        };
        var threshold = new Option<double>("--threshold")
        {
            Description = "Least mean, or prior, of a kept voxel. Default: 0.2.",
            HelpName = "T",
            DefaultValueFactory = _ => 0.2,
        };
        var type = Type();
        var rows = new TrainingOptions();
        return new Verb(
            "vbm", "The maps of a cohort as one matrix (subjects × voxels) that NumPy maps from disk, with mask and subject list.",
            ["pial export vbm derivatives -o matrix --table participants.tsv",
                "pial export vbm derivatives -o matrix --table participants.tsv --mask template",
                "pial export vbm derivatives -o matrix --map WM --table participants.tsv --split split --dtype float16"],
            [input, output, map, table, session, mask, threshold, type, rows.Split, rows.TrainIds, rows.AllRows],
            run =>
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
            });
    }
}
