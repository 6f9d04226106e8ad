using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>What every chart can be given.</summary>
public sealed record ChartOptions
{
    /// <summary>Width, inches.</summary>
    public double Width { get; init; } = 6;

    /// <summary>Height, inches; null for what the chart needs.</summary>
    public double? Height { get; init; }

    /// <summary>Colours and font sizes.</summary>
    public Theme Theme { get; init; } = Theme.Light;

    /// <summary>A line (or several: it is wrapped) above the chart.</summary>
    public string? Title { get; init; }

    /// <summary>Name of the axis across, with its unit: <c>Age (years)</c>; null for what the chart knows.</summary>
    public string? XLabel { get; init; }

    /// <summary>Name of the axis upwards, with its unit; null for what the chart knows.</summary>
    public string? YLabel { get; init; }

    /// <summary>Lines below the chart, such as what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    internal Drawing NewDrawing(double usualHeight, string description) =>
        new(Width * 72, (Height ?? usualHeight) * 72, Theme.Paper) { Description = Title ?? description };
}

/// <summary>Numbers with a name: a group, a column, a side.</summary>
/// <param name="Name">What the legend says.</param>
/// <param name="Values">Numbers; what is not finite is left out.</param>
public sealed record Sample(string Name, IReadOnlyList<double> Values);
