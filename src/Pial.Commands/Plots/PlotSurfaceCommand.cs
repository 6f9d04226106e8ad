using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.FreeSurfer;
using Pial.Pipelines;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Plots.Surfaces;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot surface</c>: a rendering of a surface, coloured by a map.</summary>
internal sealed class PlotSurfaceCommand
{
    private readonly FigureOptions figure = new();
    private readonly Argument<string> mesh = new("MESH") { Description = "Surface: FreeSurfer, GIFTI, or another mesh." };
    private readonly Option<string?> map = new("--map")
    {
        Description = "One number a vertex: FreeSurfer's curv form, MGH or GIFTI.",
        HelpName = "M",
    };
    private readonly Option<string?> background = new("--background", "--bg-map")
    {
        Description = "One number a vertex for the grey beneath, such as sulc: higher is darker.",
        HelpName = "M",
    };
    private readonly Option<SurfaceView[]> views = new("--view")
    {
        Description = "From where: lateral, medial, dorsal, ventral, anterior, posterior.",
        HelpName = "VIEW",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [SurfaceView.Lateral, SurfaceView.Medial],
    };
    private readonly Option<Hemisphere> side = Choice.Option(
        "--hemi", "Which hemisphere it is; auto: by the file's name (lh., rh., hemi-L, hemi-R).", "auto",
        ("auto", Hemisphere.None), ("left", Hemisphere.Left), ("right", Hemisphere.Right));
    private readonly Option<double> threshold = new("--threshold")
    {
        Description = "Magnitudes at or below it show the background.",
        HelpName = "T",
    };
    private readonly Option<double?> low = new("--vmin")
    {
        Description = "Lower end of the colours. Default: 2nd percentile.",
        HelpName = "V",
    };
    private readonly Option<double?> high = new("--vmax")
    {
        Description = "Upper end of the colours. Default: 98th percentile.",
        HelpName = "V",
    };
    private readonly Option<string?> colours = new("--cmap")
    {
        Description = $"Colours: {string.Join(", ", BrainColours.Names)}.",
        HelpName = "NAME",
    };

    public static Command Create() => new PlotSurfaceCommand().Verb();

    private Verb Verb() => new(
        "surface", "A surface of a hemisphere from chosen sides, coloured by a map.",
        ["pial plot surface lh.pial --map lh.thickness --background lh.sulc -o thickness.png",
        "pial plot surface sub-01_hemi-R_white.surf.gii --view lateral medial ventral -o white.png"],
        [mesh, map, background, views, side, threshold, low, high, colours, figure.Output, figure.Title, figure.Colours, figure.Dpi],
        Work);

    private void Work(CommandRun run)
    {
        var target = figure.Target(run, run.Get(mesh), run.Get(map), run.Get(background));
        var surface = SurfaceFile.Read(run.Get(mesh));
        float[]? Values(Option<string?> option)
        {
            if (run.Get(option) is not { } path) return null;
            var values = MorphometryFile.Read(path);
            return values.Length == surface.VertexCount
                ? values : throw new InputException(
                $"{path} has {values.Length} numbers, but {run.Get(mesh)} has {surface.VertexCount} vertices.");
        }

        var part = new SurfacePart(SideOf(run.Get(side), run.Get(mesh)),
            new(surface.Coordinates.ToArray(), surface.Triangles.ToArray()), Values(map), Values(background));
        figure.Write(run, target, SurfacePlot.Draw([part], new()
        {
            Views = run.Get(views)!,
            Low = run.Get(low),
            High = run.Get(high),
            Threshold = run.Get(threshold),
            ColourMap = run.Get(colours),
            Title = run.Get(figure.Title),
            Dark = run.Get(figure.Colours) == Theme.Dark,
            Dpi = run.Get(figure.Dpi),
        }));
    }

    private static Hemisphere SideOf(Hemisphere given, string path)
    {
        if (given != Hemisphere.None) return given;
        var name = Path.GetFileName(path);
        if (name.StartsWith("lh.", StringComparison.Ordinal) || name.Contains("hemi-L", StringComparison.Ordinal)) return Hemisphere.Left;
        if (name.StartsWith("rh.", StringComparison.Ordinal) || name.Contains("hemi-R", StringComparison.Ordinal)) return Hemisphere.Right;
        throw new InputException($"{path} does not say which hemisphere it is; add --hemi left or --hemi right.");
    }
}
