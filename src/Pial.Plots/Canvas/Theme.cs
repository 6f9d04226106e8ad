namespace Pial.Plots.Canvas;

/// <summary>The colours of a figure, and its font sizes.</summary>
public sealed record Theme
{
    /// <summary>Dark letters on white, for papers.</summary>
    public static Theme Light { get; } = new()
    {
        Paper = 0xFFFFFF,
        Ink = 0x1F2328,
        Muted = 0x57606A,
        Grid = 0xE4E7EB,
        // Okabe and Ito's palette (jfly.uni-koeln.de/color, 2008), without black, which is the ink's; yellow last, as it is faint on white.
        Series = [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0x8C8C8C, 0xF0E442],
    };

    /// <summary>Light letters on black, for slides.</summary>
    public static Theme Dark { get; } = new()
    {
        Paper = 0x000000,
        Ink = 0xF0F3F6,
        Muted = 0xB1BAC4,
        Grid = 0x2A3038,
        Veil = 0.35, // black swallows more
        Series = [0x56B4E9, 0xE69F00, 0x009E73, 0xF0E442, 0xCC79A7, 0xD55E00, 0xB0B0B0, 0x2C8CD6],
    };

    /// <summary>Ground.</summary>
    public required int Paper { get; init; }

    /// <summary>Letters and axes.</summary>
    public required int Ink { get; init; }

    /// <summary>Secondary letters.</summary>
    public required int Muted { get; init; }

    /// <summary>Grid lines.</summary>
    public required int Grid { get; init; }

    /// <summary>Colours of series, told apart with any colour vision; used in this order.</summary>
    public required IReadOnlyList<int> Series { get; init; }

    /// <summary>Opacity of bands and other areas that lie behind marks.</summary>
    public double Veil { get; init; } = 0.2;

    /// <summary>Font size of titles, points.</summary>
    public double TitleSize { get; init; } = 11;

    /// <summary>Font size of the names of axes, points.</summary>
    public double LabelSize { get; init; } = 9;

    /// <summary>Font size of numbers at ticks, of legends and notes, points.</summary>
    public double SmallSize { get; init; } = 8;

    /// <summary>The colour of a series; they come again after the last.</summary>
    public int SeriesColour(int n) => Series[n % Series.Count];

    /// <summary>Its name on the command line.</summary>
    public override string ToString() => Paper == Dark.Paper ? "dark" : "light";
}
