using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines.Atlases;
using Pial.Plots;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot stat</c> and <c>pial plot glass</c>.</summary>
internal static class PlotStatCommand
{
    public static Command Create()
    {
        var (shared, background) = (new PlotOptions(DisplayMode.Names), new PlotBackground());
        var (input, threshold, symmetric, name) = Arguments("1e-6");
        return Named(new Verb(
            "stat", "A statistical map in colour over a background.",
            ["pial plot stat space-MNI152NLin2009cAsym_stat-t_statmap.nii.gz --threshold 3.1 -o t.png",
                "pial plot stat t.nii.gz --background mni --threshold 95% --display-mode z --cuts 7 -o cuts.svg"],
            [input, background.Symbol, threshold, symmetric, name, .. shared.Symbols],
            run =>
            {
                var path = run.Get(input);
                var target = shared.Target(run, path, background.Path(run));
                var least = MapThreshold.Parse(run.Get(threshold)!);
                var options = shared.Read(run, new StatPlotOptions
                {
                    Threshold = least,
                    Symmetric = Symmetric(run, symmetric),
                    Name = run.Get(name)
                });
                var loaded = run.Load(path);
                shared.Write(run, target, StatPlot.Draw(loaded.Image, background.Load(run, path, loaded.Header), options, run.Parallel));
                if (!StatPlot.ShowsAnything(loaded.Image, least))
                    run.Error.WriteLine($"{path}: nothing reaches the threshold; the picture says so.");
            }), "stat-map", "stat_map");
    }

    public static Command CreateGlass()
    {
        var shared = new PlotOptions(DisplayMode.GlassNames);
        var (input, threshold, symmetric, name) = Arguments("auto");
        var signed = new Option<bool>("--signed") { Description = "Values with their signs instead of magnitudes." };
        return Named(new Verb(
            "glass", "A statistical map in MNI space seen through the whole brain: the largest magnitude along each line of sight.",
            ["pial plot glass space-MNI152NLin2009cAsym_stat-t_statmap.nii.gz --threshold 3.1 -o glass.png",
                "pial plot glass t.nii.gz --signed --display-mode lyrz --dark -o glass.svg"],
            [input, threshold, signed, symmetric, name, .. shared.Symbols],
            run =>
            {
                var path = run.Get(input);
                var target = shared.Target(run, path);
                var least = MapThreshold.Parse(run.Get(threshold)!);
                var options = shared.Read(run, new StatPlotOptions
                {
                    Threshold = least,
                    Symmetric = Symmetric(run, symmetric),
                    Name = run.Get(name),
                    PlotAbs = !run.Get(signed),
                }, glass: true);
                var loaded = run.Load(path);
                if (!StandardSpace.IsMni(path, loaded.Header))
                    run.Note($"{path} does not say that it is in MNI space, where the brain that is drawn lies.");
                shared.Write(run, target, GlassBrain.Draw(loaded.Image, StandardSpace.Outline(run.Parallel), options, run.Parallel));
                if (!StatPlot.ShowsAnything(loaded.Image, least))
                    run.Error.WriteLine($"{path}: nothing reaches the threshold; the picture says so.");
            }), "glass-brain", "glass_brain");
    }

    private static (Argument<string> Input, Option<string> Threshold, Option<string> Symmetric,
        Option<string?> Name) Arguments(string least) => (
        new("MAP") { Description = "Statistical map; zeros and NaN are nothing." },
        new("--threshold")
        {
            Description = "Magnitudes below it are not shown: a value, a percentile like 95%, or auto (the 80th percentile).",
            HelpName = "T",
            DefaultValueFactory = _ => least,
        },
        Choice(),
        new("--name") { Description = "Name of the statistic, above the colour bar.", HelpName = "TEXT" });

    private static Option<string> Choice()
    {
        var option = new Option<string>("--symmetric-cbar", "--symmetric_cbar")
        {
            Description = "Whether the colour bar reaches as far below 0 as above: auto (when the map has both signs), true, false.",
            HelpName = "WHEN",
            DefaultValueFactory = _ => "auto",
        };
        option.AcceptOnlyFromAmong("auto", "true", "false");
        return option;
    }

    private static bool? Symmetric(CommandRun run, Option<string> option) =>
        run.Get(option) switch { "true" => true, "false" => false, _ => null };

    private static Verb Named(Verb verb, params string[] aliases)
    {
        foreach (var alias in aliases)
            verb.Aliases.Add(alias);
        return verb;
    }
}
