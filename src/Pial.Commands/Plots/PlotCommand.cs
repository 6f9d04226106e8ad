using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Kernels.Surfaces;
using Pial.Pipelines;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot</c>: an anatomical image; its subcommands draw the rest.</summary>
internal static class PlotCommand
{
    /// <summary>
    /// The plots, in the order of the help. A new one is its file beside this and a row here; one without options of its own, a
    /// <see cref="PlotKind"/>.
    /// </summary>
    private static readonly Func<Command>[] Kinds =
    [
        () => PlotAnatCommand.Create("anat", "Cuts of an anatomical image, with something laid over it if wanted."),
        PlotRoiCommand.Create,
        PlotStatCommand.Create,
        PlotStatCommand.CreateGlass,
        PlotAtlasCommand.Create,
        PlotSurfaceCommand.Create,
        PlotBarsCommand.Bars,
        PlotBarsCommand.Strip,
        PlotPointsCommand.Scatter,
        PlotPointsCommand.BlandAltman,
        PlotColumnsCommand.Histogram,
        PlotColumnsCommand.Matrix,
    ];

    public static Command Create()
    {
        var plot = PlotAnatCommand.Create("plot",
            "Pictures of brains and charts of tables. Without a subcommand: cuts of an anatomical image, the subject's left on the left.");
        foreach (var kind in Kinds)
            plot.Subcommands.Add(kind());
        foreach (var kind in PlotKind.All)
            plot.Subcommands.Add(Plain(kind));
        return plot;
    }

    private static Verb Plain(PlotKind kind)
    {
        var (figure, input) = (new FigureOptions(), new Argument<string>("INPUT") { Description = "Image or table." });
        return new Verb(kind.Name, kind.What, [$"pial plot {kind.Name} INPUT -o OUT.png"],
            [input, figure.Output, figure.Title, figure.Colours, figure.Dpi], run =>
        {
            var target = figure.Target(run, run.Get(input));
            var request = new PlotRequest(run.Get(input), run.Get(figure.Title), run.Get(figure.Colours) == Theme.Dark, run.Parallel);
            figure.Write(run, target, kind.Draw(request));
        });
    }
}
