using Pial.Plots.Canvas;

namespace Pial.Plots;

/// <summary>Which value has which colour, and what of it a colour bar shows.</summary>
/// <param name="Map">Colours.</param>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last.</param>
/// <param name="Threshold">Magnitudes below it are not shown.</param>
internal sealed record ColourScale(ColourMap Map, double Low, double High, double Threshold = 0)
{
    /// <summary>Lower end of the bar.</summary>
    public double BarLow { get; init; } = Low;

    /// <summary>Upper end of the bar.</summary>
    public double BarHigh { get; init; } = High;

    /// <summary>Magnitudes below it do not occur and are grey in the bar; at least the threshold.</summary>
    public double Hidden { get; init; } = Threshold;

    /// <summary>What the numbers are.</summary>
    public string? Name { get; init; }

    /// <summary>Opacity of shown values.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>The colour of a value, whether it is shown or not.</summary>
    public int Colour(double value) => Map.At(High > Low ? (value - Low) / (High - Low) : 1);
}
