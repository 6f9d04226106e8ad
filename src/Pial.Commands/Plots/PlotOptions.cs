using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary>The options that all pictures of brains share.</summary>
/// <param name="modes">Names of the display modes there are.</param>
/// <param name="dark">Whether the ground is usually black.</param>
internal sealed class PlotOptions(string modes, bool dark = false)
{
    private readonly FigureOptions figure = new(dark);
    private readonly Option<string> mode = new("--display-mode", "--display_mode")
    {
        Description = $"Which cuts: {modes}.",
        HelpName = "MODE",
        DefaultValueFactory = _ => "ortho",
    };
    private readonly Option<double[]?> at = new("--cut-coords", "--at", "--cut_coords")
    {
        Description = "Where to cut, RAS+ mm: x y z for ortho and tiled, two for xz, yz and yx, any number for x, y and z. Default: found.",
        HelpName = "MM",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int> cuts = new("--cuts")
    {
        Description = "Cuts along each direction of x, y, z and mosaic.",
        HelpName = "N",
        DefaultValueFactory = _ => 7,
    };
    private readonly Option<bool> noAnnotate = new("--no-annotate") { Description = "No sides and positions." };
    private readonly Option<bool> noCross = new("--no-cross") { Description = "No lines where the other cuts pass." };
    private readonly Option<bool> bar = new("--colorbar") { Description = "A colour bar also where it is not usual." };
    private readonly Option<bool> noBar = new("--no-colorbar") { Description = "Neither colour bar nor legend." };
    private readonly Option<bool> radiological = new("--radiological") { Description = "The subject's left on the right." };
    private readonly Option<double?> low = new("--vmin") { Description = "Lower end of the colours.", HelpName = "V" };
    private readonly Option<double?> high = new("--vmax") { Description = "Upper end of the colours.", HelpName = "V" };
    private readonly Option<string?> map = new("--cmap")
    {
        Description = $"Colours: {string.Join(", ", BrainColours.Names)}.",
        HelpName = "NAME"
    };
    private readonly Option<double?> alpha = new("--alpha")
    {
        Description = "Opacity of what lies over the background, 0 to 1.",
        HelpName = "A"
    };
    private readonly Option<double> dim = new("--dim") { Description = "Darkens the background: 0 not at all, 1 wholly.", HelpName = "D" };
    private readonly Option<double> width = new("--width")
    {
        Description = "Most across, inches; the height follows from what is shown. Default: 6.6.",
        HelpName = "INCHES",
        DefaultValueFactory = _ => 6.6,
    };

    /// <summary>In the order of the help.</summary>
    public IReadOnlyList<Symbol> Symbols => [figure.Output, mode, at, cuts, figure.Title, figure.Colours, noAnnotate, noCross, bar, noBar,
        radiological, low, high, map, alpha, dim, width, figure.Dpi];

    /// <summary>Refuses an output before the work.</summary>
    public string Target(CommandRun run, params ReadOnlySpan<string?> inputs)
    {
        var target = figure.Target(run, inputs);
        FigureFile.CheckSize(run.Get(width), 0.5, run.Get(figure.Dpi));
        if (run.Get(alpha) is { } a && a is not (>= 0 and <= 1)) throw new InputException("--alpha must be between 0 and 1.");
        if (run.Get(dim) is not (>= 0 and <= 1)) throw new InputException("--dim must be between 0 and 1.");
        return target;
    }

    /// <summary>What the person asked for.</summary>
    public T Read<T>(CommandRun run, T options, bool glass = false)
        where T : BrainPlotOptions => options with
        {
            Mode = DisplayMode.Parse(run.Get(mode)!, glass),
            CutCoords = run.Get(at),
            Cuts = run.Get(cuts),
            Title = run.Get(figure.Title),
            Dark = run.Given(figure.Colours) ? run.Get(figure.Colours) == Theme.Dark : null,
            Annotate = !run.Get(noAnnotate),
            DrawCross = !run.Get(noCross),
            ColourBar = run.Get(noBar) ? false : run.Get(bar) ? true : null,
            Radiological = run.Get(radiological),
            Low = run.Get(low),
            High = run.Get(high),
            ColourMap = run.Get(map),
            Alpha = run.Get(alpha),
            Dim = run.Get(dim),
            WidthInches = run.Get(width),
            Dpi = run.Get(figure.Dpi),
        };

    /// <summary>Writes the picture.</summary>
    public void Write(CommandRun run, string target, Drawing drawing) => figure.Write(run, target, drawing);
}

/// <summary>The image under a map: given, the embedded template for maps in its space, or none.</summary>
internal sealed class PlotBackground
{
    private readonly Option<string?> option = new("--background", "--bg")
    {
        Description =
            "Image under it; mni is the embedded template, none is none. Default: the template when the image's name or header says it " +
                "is in MNI space.",
        HelpName = "IMAGE|mni|none",
    };

    /// <summary>The option.</summary>
    public Symbol Symbol => option;

    /// <summary>The path, when one was given.</summary>
    public string? Path(CommandRun run) => run.Get(option) is { } path and not ("mni" or "none") ? path : null;

    /// <summary>Reads it.</summary>
    public Volume<float>? Load(CommandRun run, string image, ImageHeader header)
    {
        var given = run.Get(option);
        if (given == "none") return null;
        if (given is null && !StandardSpace.IsMni(image, header))
        {
            run.Note(
                $"{image} does not say that it is in MNI space, so nothing is drawn under it; give --background IMAGE, or --background " +
                    "mni.");
            return null;
        }

        return given is null or "mni" ? StandardSpace.Background(run.Parallel) : run.Load(given).Image;
    }
}
