using System.CommandLine;
using System.Globalization;
using Pial.Pipelines;
using Pial.Plots.Canvas;

namespace Pial.Cli.Shell;

/// <summary>Options of every command that draws a figure: file, size, resolution, colours, title.</summary>
/// <param name="dark">Whether the dark theme is usual.</param>
internal sealed class FigureOptions(bool dark = false)
{
    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "Figure to write, PNG or SVG by its name.",
        HelpName = "OUT.png|OUT.svg",
        Required = true,
    };

    public Option<double[]?> Size { get; } = new("--size")
    {
        Description = "Width and height, inches. Default: as what is shown needs.",
        HelpName = "W H",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<double> Dpi { get; } = new("--dpi")
    {
        Description = "Pixels an inch of a PNG, and of images within an SVG. Default: 150.",
        HelpName = "N",
        DefaultValueFactory = _ => 150,
    };

    public Option<Theme> Colours { get; } = Choice.Option("--theme", "Colours of the figure.", dark ? "dark" : "light",
        ("light", Theme.Light), ("dark", Theme.Dark));

    public Option<string?> Title { get; } = new("--title") { Description = "A line above the figure.", HelpName = "TEXT" };

    public IReadOnlyList<Option> All => [Output, Size, Dpi, Colours, Title];

    /// <summary>Where the figure goes; refused as any output, and when its name ends otherwise. Call it before the work.</summary>
    public string Target(CommandRun run, params ReadOnlySpan<string?> inputs)
    {
        var target = run.Output(run.Get(Output)!, inputs);
        FigureFile.CheckName(target);
        var (w, h) = Inches(run) ?? (1, 1);
        FigureFile.CheckSize(w, h, run.Get(Dpi));
        return target;
    }

    /// <summary>Width and height, inches; null when not given.</summary>
    public (double Width, double Height)? Inches(CommandRun run) => run.Get(Size) switch
    {
        null or [] => null,
        [var w, var h] => (w, h),
        _ => throw new InputException("--size takes two numbers: width and height in inches."),
    };

    /// <summary>Writes the figure, and says its size with <c>--verbose</c>.</summary>
    public void Write(CommandRun run, string target, Drawing drawing)
    {
        FigureFile.CheckSize(drawing.Bounds.Width / 72, drawing.Bounds.Height / 72, run.Get(Dpi));
        FigureFile.Write(target, drawing, run.Get(Dpi));
        var (w, h) = drawing.PixelsAt(run.Get(Dpi));
        run.Log(string.Create(CultureInfo.InvariantCulture,
            $"{target}: {drawing.Bounds.Width / 72:0.##} × {drawing.Bounds.Height / 72:0.##} inches, {w}×{h} pixels at {run.Get(Dpi)} " +
                $"dpi"));
    }
}
