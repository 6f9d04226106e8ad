namespace Pial.Plots;

/// <summary>What all pictures of brains have in common; names and defaults are nilearn's where it has them.</summary>
public record BrainPlotOptions
{
    /// <summary>Which cuts, and how they stand (<c>display_mode</c>).</summary>
    public DisplayMode Mode { get; init; } = DisplayMode.Ortho;

    /// <summary>
    /// Where to cut, RAS+ mm (<c>cut_coords</c>): x y z for ortho and tiled, the two that are named for xz, yz and yx, every cut's
    /// coordinate for x, y and z. Found when null (<see cref="CutCoordinates"/>).
    /// </summary>
    public IReadOnlyList<double>? CutCoords { get; init; }

    /// <summary>Number of cuts along each direction of a series, when their coordinates are not given.</summary>
    public int Cuts { get; init; } = 7;

    /// <summary>Whether sides and positions are written.</summary>
    public bool Annotate { get; init; } = true;

    /// <summary>Whether each cut shows where the others pass.</summary>
    public bool DrawCross { get; init; } = true;

    /// <summary>Whether a colour bar stands beside or a legend below; when null, for all but anatomical images.</summary>
    public bool? ColourBar { get; init; }

    /// <summary>A line above.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// Black or white ground (<c>black_bg</c>); by the image when null: white when what is outside the brain was cut away.
    /// </summary>
    public bool? Dark { get; init; }

    /// <summary>Whether the subject's left is on the right, as radiologists look at it.</summary>
    public bool Radiological { get; init; }

    /// <summary>Lower end of the colours (<c>vmin</c>); found when null.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the colours (<c>vmax</c>); found when null.</summary>
    public double? High { get; init; }

    /// <summary>Name of the colours (<c>cmap</c>); the plot's own when null.</summary>
    public string? ColourMap { get; init; }

    /// <summary>Opacity of what lies over the background; the plot's own when null.</summary>
    public double? Alpha { get; init; }

    /// <summary>How much the background is darkened: 0 not at all, 1 wholly (<c>dim</c>).</summary>
    public double Dim { get; init; }

    /// <summary>Most across, inches; the height follows from what is shown, and few or tall cuts take less width.</summary>
    public double WidthInches { get; init; } = 6.6;

    /// <summary>Pixels an inch that images are sampled at; write PNGs with the same.</summary>
    public double Dpi { get; init; } = 150;
}
