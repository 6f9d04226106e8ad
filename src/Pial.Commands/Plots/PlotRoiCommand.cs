using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Plots;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot roi</c>.</summary>
internal static class PlotRoiCommand
{
    public static Command Create()
    {
        var (shared, background) = (new PlotOptions(DisplayMode.Names), new PlotBackground());
        var input = new Argument<string>("REGIONS") { Description = "Labels or a mask; 0 is background." };
        var table = new Option<string?>("--table")
        {
            Description =
                "Names and colours of the labels: dseg.tsv, CSV or FreeSurfer's colour table. Default: the .tsv of the same name, if " +
                    "there is one.",
            HelpName = "FILE",
        };
        var contours = new Option<bool>("--contours") { Description = "Outlines instead of areas." };
        var threshold = new Option<double>("--threshold")
        {
            Description = "Values below it are background.",
            HelpName = "V",
            DefaultValueFactory = _ => 0.5,
        };
        var line = new Option<double>("--linewidth", "--linewidths")
        {
            Description = "Width of outlines, points.",
            HelpName = "PT",
            DefaultValueFactory = _ => 1.2,
        };
        return new Verb(
            "roi", "Regions or a mask over a background: areas or outlines, with their names.",
            ["pial plot roi sub-01_dseg.nii.gz --background sub-01_desc-preproc_T1w.nii.gz -o tissues.png",
                "pial plot roi dseg.nii.gz --background T1w.nii.gz --contours --display-mode z --cuts 5 -o outlines.svg"],
            [input, background.Symbol, table, contours, line, threshold, .. shared.Symbols],
            run =>
            {
                var path = run.Get(input);
                var target = shared.Target(run, path, background.Path(run), run.Get(table));
                if (run.Get(line) is not (> 0 and <= 50)) throw new InputException("--linewidth must be above 0 and at most 50 points.");
                var options = shared.Read(run, new RoiPlotOptions { Contours = run.Get(contours), LineWidth = run.Get(line) });
                var names = run.Get(table) ?? Beside(path);
                var loaded = run.Load(path);
                var least = run.Get(threshold);
                var drawing = RoiPlot.Draw(
                    loaded.Image.Map(
                        v => v >= least && float.IsFinite(v) ? (int)Math.Round(v) is var whole && whole == 0 ? 1 : (int)Math.Round(v) : 0),
                    background.Load(run, path, loaded.Header), names is null ? null : LabelTableFile.Read(names), options, run.Parallel);
                shared.Write(run, target, drawing);
            });
    }

    private static string? Beside(string path)
    {
        var stem = BidsName.StemOf(path);
        return stem.Length > 0 && Path.Combine(Path.GetDirectoryName(path) ?? "", stem + ".tsv") is var table && File.Exists(table)
            ? table : null;
    }
}
