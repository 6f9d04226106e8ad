using Pial.Plots.Canvas;

namespace Pial.Plots.Charts;

/// <summary>One side of a chart: how much room its marks take, and the marks.</summary>
internal abstract class Axis(string label)
{
    /// <summary>Length of a tick and its distance to its number, points.</summary>
    protected const double Tick = 3.5, Gap = 2.5;

    /// <summary>Name and unit as it is written.</summary>
    public string Label { get; protected set; } = label;

    /// <summary>Finds the marks for an axis of a length.</summary>
    /// <param name="length">Length, points.</param>
    /// <param name="limit">Most room across the axis, points.</param>
    /// <param name="upright">Whether it stands on the left; else it lies below.</param>
    /// <param name="theme">Font sizes.</param>
    /// <returns>Room for ticks and their names across the axis, points.</returns>
    public abstract double Fit(double length, double limit, bool upright, Theme theme);

    /// <summary>Room that names need beyond the axis' end, points; after <see cref="Fit"/>.</summary>
    public virtual double Overhang => 0;

    /// <summary>Lines across the area behind everything; after <see cref="Fit"/>.</summary>
    public virtual void DrawGrid(Drawing drawing, Frame area, bool upright, Theme theme)
    {
    }

    /// <summary>Ticks and names; after <see cref="Fit"/>.</summary>
    public abstract void Draw(Drawing drawing, Frame area, bool upright, Theme theme);

    /// <summary>Where a value lies, points.</summary>
    public abstract double At(double value, Frame area, bool upright);
}

/// <summary>An axis of numbers.</summary>
internal sealed class NumberAxis(double low, double high, string label) : Axis(label)
{
    private readonly string name = label;
    private Ticks ticks = Ticks.Of(low, high, 5);
    private double overhang;

    public double Low => low;

    public double High => high;

    /// <summary>Whether it is marked at whole numbers only.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether lines go through the chart at the ticks.</summary>
    public bool Grid { get; init; } = true;

    public override double Overhang => overhang;

    /// <summary>An axis that holds values with a margin of 4 % on both sides, or that begins at 0.</summary>
    public static NumberAxis Around(IEnumerable<double> values, string label, bool fromZero = false, bool whole = false, bool grid = true)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values)
            if (double.IsFinite(v)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        if (low > high) (low, high) = (0, 1);
        if (fromZero) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)) || high == low)
        {
            var half = high == 0 ? 1 : Math.Abs(high) * 0.05;
            (low, high) = fromZero ? (Math.Min(low, 0), high == 0 ? 1 : high) : (low - half, high + half);
        }

        var margin = 0.04 * (high - low);
        return new(fromZero && low == 0 ? 0 : low - margin, fromZero && high == 0 ? 0 : high + margin, label)
        {
            Whole = whole,
            Grid = grid
        };
    }

    public override double At(double value, Frame area, bool upright) => upright
        ? area.Bottom - ((value - low) / (high - low) * area.Height)
        : area.Left + ((value - low) / (high - low) * area.Width);

    public override double Fit(double length, double limit, bool upright, Theme theme)
    {
        var style = new TextStyle(theme.Ink, theme.SmallSize);
        for (var most = Math.Clamp((int)(length / (upright ? 26 : 40)), 2, 10); ; most--)
        {
            ticks = Ticks.Of(low, high, most, Whole);
            if (most <= 1 || upright || ticks.Values.Count < 2) break;
            var distance = (ticks.Values[1] - ticks.Values[0]) / (high - low) * length;
            if (ticks.Labels.Max(style.WidthOf) + theme.SmallSize < distance) break;
        }

        Label = Ticks.Label(name, ticks.Exponent);
        if (ticks.Values.Count == 0) return Tick;
        var last = upright ? style.Height : style.WidthOf(ticks.Labels[^1]);
        overhang = Math.Max(0, (last / 2) - ((high - ticks.Values[^1]) / (high - low) * length));
        return Tick + Gap + (upright ? ticks.Labels.Max(style.WidthOf) : style.Height);
    }

    public override void DrawGrid(Drawing drawing, Frame area, bool upright, Theme theme)
    {
        if (!Grid) return;
        foreach (var v in ticks.Values)
        {
            var at = At(v, area, upright);
            if (upright) drawing.Line(area.Left, at, area.Right, at, new Pen(theme.Grid, 0.6));
            else drawing.Line(at, area.Top, at, area.Bottom, new Pen(theme.Grid, 0.6));
        }
    }

    public override void Draw(Drawing drawing, Frame area, bool upright, Theme theme)
    {
        var style = new TextStyle(theme.Ink, theme.SmallSize)
        {
            Anchor = upright ? TextAnchor.End : TextAnchor.Middle,
            Line = upright ? TextLine.Middle : TextLine.Top,
        };
        for (var n = 0; n < ticks.Values.Count; n++)
        {
            var at = At(ticks.Values[n], area, upright);
            if (upright)
            {
                drawing.Line(area.Left - Tick, at, area.Left, at, new Pen(theme.Ink, 0.8));
                drawing.Text(area.Left - Tick - Gap, at, ticks.Labels[n], style);
            }
            else
            {
                drawing.Line(at, area.Bottom, at, area.Bottom + Tick, new Pen(theme.Ink, 0.8));
                drawing.Text(at, area.Bottom + Tick + Gap, ticks.Labels[n], style);
            }
        }
    }
}
