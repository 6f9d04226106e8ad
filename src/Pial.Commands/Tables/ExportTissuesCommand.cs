using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Npy;
using Pial.Pipelines;
using Pial.Pipelines.Exports;

namespace Pial.Cli.Commands;

/// <summary><c>pial export tissues DIR -o OUT</c>: tissue maps as the channels of an array.</summary>
internal sealed class ExportTissuesCommand
{
    private readonly Argument<string> input = new("DIR") { Description = "What 'pial run' or 'pial segment' wrote." };
    private readonly Option<string> output = new("--output", "-o")
    {
        Description = "A file (.npy, .nii.gz) for one scan, or a folder for one file a scan, whose names say the layout.",
        HelpName = "OUT",
        Required = true,
    };
    private readonly Option<ChannelLayout> layout = Choice.Option("--layout",
        "channels-first (channel, x, y, z) as PyTorch and MONAI; channels-last (x, y, z, channel) as TensorFlow and NIfTI.",
        "channels-first", ("channels-first", ChannelLayout.ChannelsFirst), ("channels-last", ChannelLayout.ChannelsLast));
    private readonly Option<string> format = Choice.Option(
        "--format", "Of the files in a folder.", "npy", ("npy", ".npy"), ("nii", ".nii"), ("nii.gz", ".nii.gz"));
    private readonly Option<NpyFloat> type = ExportCommand.Type();
    private readonly Option<string?> space = new("--space")
    {
        Description = "Space of the maps, such as MNI152NLin2009cAsym. Default: the scan's own.",
        HelpName = "SPACE",
    };
    private readonly Option<string[]> labels = new("--participant-label")
    {
        Description = "Subjects to keep. Default: all.",
        HelpName = "LABEL",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create() => new ExportTissuesCommand().Verb();

    private Verb Verb() => new(
        "tissues", "GM, WM and CSF maps as the channels of one array.",
        ["pial export tissues out -o stacks --layout channels-first --dtype float16",
            "pial export tissues out -o sub-01_tissues.nii.gz --layout channels-last --participant-label 01"],
        [input, output, layout, format, type, space, labels],
        Work);

    private void Work(CommandRun run)
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
    }
}
