using Pial.Plots.Fonts;

namespace Pial.Plots.Canvas;

/// <summary>Which point of a text across is placed.</summary>
public enum TextAnchor
{
    /// <summary>Its start.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}

/// <summary>Which point of a text up and down is placed.</summary>
public enum TextLine
{
    /// <summary>The line the letters stand on.</summary>
    Baseline,

    /// <summary>Half the height of a capital.</summary>
    Middle,

    /// <summary>The top of the letters.</summary>
    Top,

    /// <summary>The bottom of the letters that reach below the line.</summary>
    Bottom,
}

/// <summary>How a text looks and where it hangs.</summary>
/// <param name="Ink">Colour.</param>
/// <param name="Size">Font size, points.</param>
public sealed record TextStyle(Ink Ink, double Size = 9)
{
    /// <summary>Bold, for titles.</summary>
    public bool Bold { get; init; }

    /// <summary>Placed across by.</summary>
    public TextAnchor Anchor { get; init; }

    /// <summary>Placed up and down by.</summary>
    public TextLine Line { get; init; }

    /// <summary>Turned about the placed point, degrees counter-clockwise: 90 runs upwards.</summary>
    public double Turn { get; init; }

    /// <summary>A rim in another colour behind the letters, so that they read on anything; null for none.</summary>
    public Ink? Halo { get; init; }

    /// <summary>The font.</summary>
    public FontFace Face => Bold ? FontFace.Bold : FontFace.Regular;

    /// <summary>Width of a text as it will be drawn, points.</summary>
    public double WidthOf(string text) => Face.WidthOf(text) * Size;

    /// <summary>Height of a line from the top of its letters to the bottom, points.</summary>
    public double Height => (Face.CapHeight + Drop) * Size;

    /// <summary>Thickness of the line that makes a halo, in em: half of it shows.</summary>
    internal const double HaloWidth = 0.25;

    /// <summary>Depth of letters that reach below the line, in em.</summary>
    internal double Drop => 0.21;

    /// <summary>From the placed point down to the baseline, points, before turning.</summary>
    internal double BaselineOffset => Size * Line switch
    {
        TextLine.Middle => Face.CapHeight / 2,
        TextLine.Top => Face.CapHeight + 0.04,
        TextLine.Bottom => -Drop,
        _ => 0,
    };

    /// <summary>From the placed point to the start of the text, points, before turning.</summary>
    internal double StartOffset(string text) => Anchor switch
    {
        TextAnchor.Middle => -WidthOf(text) / 2,
        TextAnchor.End => -WidthOf(text),
        _ => 0
    };

    /// <summary>The upright box around a text placed at a point.</summary>
    public Frame BoxOf(string text, double x, double y)
    {
        var (start, baseline) = (StartOffset(text), BaselineOffset);
        var (sin, cos) = Math.SinCos(-Turn * Math.PI / 180);
        var (left, top, right, bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity,
            double.NegativeInfinity);
        foreach (var u in (ReadOnlySpan<double>)[start, start + WidthOf(text)])
        {
            foreach (var v in (ReadOnlySpan<double>)[baseline - ((Face.CapHeight + 0.04) * Size), baseline + (Drop * Size)])
            {
                var (px, py) = (x + (u * cos) - (v * sin), y + (u * sin) + (v * cos));
                (left, top, right, bottom) = (Math.Min(left, px), Math.Min(top, py), Math.Max(right, px), Math.Max(bottom, py));
            }
        }

        return new(left, top, right - left, bottom - top);
    }
}
