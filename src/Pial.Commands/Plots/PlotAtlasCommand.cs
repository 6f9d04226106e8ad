using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Plots;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot atlas</c>.</summary>
internal sealed partial class PlotAtlasCommand
{
    private const int MostMaps = 1024;

    private readonly PlotOptions shared = new(DisplayMode.Names);
    private readonly PlotBackground background = new();
    private readonly Argument<string[]> input = new("MAPS")
    {
        Description = "Probability maps: several images, or one of four dimensions.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> view = new("--view-type", "--view_type")
    {
        Description = "contours, filled_contours, continuous, or auto: by the number of maps.",
        HelpName = "VIEW",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<string> threshold = new("--threshold")
    {
        Description = "From which value on a map is shown: a value, a percentile like 95%, or auto (one map a voxel on average).",
        HelpName = "T",
        DefaultValueFactory = _ => "auto",
    };
    private readonly Option<string?> table = new("--table")
    {
        Description = "Names and colours of the maps of one image, in their order. Default: names from the files' label-.",
        HelpName = "FILE",
    };
    private readonly Option<double> line = new("--linewidth", "--linewidths")
    {
        Description = "Width of outlines, points.",
        HelpName = "PT",
        DefaultValueFactory = _ => 1.2,
    };

    public static Command Create()
    {
        var command = new PlotAtlasCommand();
        command.view.AcceptOnlyFromAmong("auto", "contours", "filled_contours", "continuous");
        var verb = command.Verb();
        verb.Aliases.Add("prob-atlas");
        verb.Aliases.Add("prob_atlas");
        return verb;
    }

    private Verb Verb() => new(
        "atlas", "The maps of a probabilistic atlas together, each in its colour.",
        ["pial plot atlas sub-01_label-GM_probseg.nii.gz sub-01_label-WM_probseg.nii.gz --background sub-01_desc-preproc_T1w.nii.gz " +
            "-o tissues.png", "pial plot atlas atlas_4d.nii.gz --background mni --view-type contours --threshold 0.5 -o atlas.svg"],
        [input, background.Symbol, view, threshold, table, line, .. shared.Symbols],
        Work);

    private void Work(CommandRun run)
    {
        var paths = run.Get(input);
        var target = shared.Target(run, [.. paths, background.Path(run), run.Get(table)]);
        if (run.Get(line) is not (> 0 and <= 50)) throw new InputException("--linewidth must be above 0 and at most 50 points.");
        var names = run.Get(table) is { } file ? LabelTableFile.Read(file) : null;
        var options = shared.Read(run, new AtlasPlotOptions
        {
            View = Enum.Parse<AtlasView>(run.Get(view)!.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            Threshold = MapThreshold.Parse(run.Get(threshold)!),
            LineWidth = run.Get(line),
        });
        var (maps, header) = Load(run, paths);
        var labels = names?.Labels.Where(l => l.Id != 0 || names.Labels.Count == maps.Count).ToArray();
        if (labels is not null && labels.Length != maps.Count)
            throw new InputException($"{run.Get(table)} names {labels.Length} maps, but there are {maps.Count}.");
        options = options with
        {
            Names = labels is not null ? [.. labels.Select(l => l.Name)] : paths.Length > 1 ? [.. paths.Select(NameOf)] : null,
            Colours = labels is not null ? [.. labels.Select(l => l.Color)] : null,
        };
        shared.Write(run, target, AtlasPlot.Draw(maps, background.Load(run, paths[0], header), options, run.Parallel));
    }

    private static (IReadOnlyList<Volume<float>> Maps, ImageHeader Header) Load(CommandRun run, string[] paths)
    {
        if (paths.Length > 1)
        {
            var loaded = paths.Select(run.Load).ToArray();
            return ([.. loaded.Select(l => l.Image)], loaded[0].Header);
        }

        var first = ImageFile.LoadVolume(paths[0], 0, run.Parallel);
        var count = first.Header.Dimensions.Skip(3).Aggregate(1L, (a, b) => a * Math.Max(b, 1));
        if (count > MostMaps)
            throw new InputException(
                $"{paths[0]} has {count.ToString(CultureInfo.InvariantCulture)} volumes; at most {MostMaps} maps can be drawn.");
        return ([first.Image, .. Enumerable.Range(1, (int)count - 1).Select(n => ImageFile.LoadVolume(paths[0], n, run.Parallel).Image)],
            first.Header);
    }

    private static string NameOf(string path) => Label().Match(Path.GetFileName(path)) is { Success: true } match
        ? match.Groups[1].Value : BidsName.StemOf(path);

    [GeneratedRegex("(?:^|_)label-([A-Za-z0-9]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
