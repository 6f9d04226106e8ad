using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>
/// An axis of names, a slot each, the first on top or on the left. Long names are wrapped, turned upwards where they lie below the chart,
/// and written smaller until they fit; they are never cut off.
/// </summary>
internal sealed class NameAxis(IReadOnlyList<string> names, string label) : Axis(label)
{
    private const double SmallestSize = 3;
    private IReadOnlyList<IReadOnlyList<string>> lines = [];
    private TextStyle style = new(0);
    private bool turned;

    /// <summary>Whether names below the chart always run upwards.</summary>
    public bool Turned { get; init; }

    /// <summary>How high an axis on the left must be for its names in the usual size, points.</summary>
    public static double HeightOf(IReadOnlyList<string> names, double limit, Theme theme)
    {
        var usual = new TextStyle(theme.Ink, theme.SmallSize);
        return names.Count * (names.Max(n => TextLines.Wrap(n, usual, limit).Count) * TextLines.Leading * theme.SmallSize + 2);
    }

    /// <summary>Middle of a slot, given as its number; fractions lie between.</summary>
    public override double At(double value, Frame area, bool upright) => upright
        ? area.Top + ((value + 0.5) / names.Count * area.Height)
        : area.Left + ((value + 0.5) / names.Count * area.Width);

    public override double Fit(double length, double limit, bool upright, Theme theme)
    {
        var slot = length / Math.Max(1, names.Count);
        style = new(theme.Ink, theme.SmallSize);
        turned = !upright
            && (Turned || names.Any(n => !TextLines.WordsFit(n, style, slot - 4) || TextLines.Wrap(n, style, slot - 4).Count > 3));
        if (!upright && !turned)
        {
            lines = [.. names.Select(n => TextLines.Wrap(n, style, slot - 4))];
            return Tick + Gap + style.Height + ((lines.Max(l => l.Count) - 1) * TextLines.Leading * style.Size);
        }

        for (; ; style = style with { Size = style.Size * 0.95 })
        {
            lines = [.. names.Select(n => TextLines.Wrap(n, style, limit - Tick - Gap))];
            var needed = ((lines.Max(l => l.Count) - 1) * TextLines.Leading * style.Size) + style.Height;
            if (needed <= Math.Max(slot - 0.5, slot * 0.96)) break;
            if (style.Size < SmallestSize)
                throw new ArgumentException(
                    $"{names.Count} names do not fit {(upright ? "a height" : "a width")} of {length / 72:0.0} inches: make the figure " +
                        "larger.");
        }

        return Tick + Gap + lines.Max(l => l.Max(style.WidthOf));
    }

    public override void Draw(Drawing drawing, Frame area, bool upright, Theme theme)
    {
        for (var n = 0; n < names.Count; n++)
        {
            var at = At(n, area, upright);
            var count = lines[n].Count;
            for (var l = 0; l < count; l++)
            {
                var off = (l - ((count - 1) / 2.0)) * TextLines.Leading * style.Size;
                if (upright) drawing.Text(area.Left - Tick - Gap, at + off, lines[n][l],
                    style with { Anchor = TextAnchor.End, Line = TextLine.Middle });
                else if (turned) drawing.Text(at + off, area.Bottom + Tick + Gap, lines[n][l],
                    style with { Anchor = TextAnchor.End, Line = TextLine.Middle, Turn = 90 });
                else drawing.Text(at, area.Bottom + Tick + Gap + (l * TextLines.Leading * style.Size), lines[n][l],
                    style with { Anchor = TextAnchor.Middle, Line = TextLine.Top });
            }
        }
    }
}
