namespace Pial.Plots.Canvas;

/// <summary>An upright rectangle in points (1/72 inch), y down.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Width">Across.</param>
/// <param name="Height">Down.</param>
public readonly record struct Frame(double Left, double Top, double Width, double Height)
{
    /// <summary>Right edge.</summary>
    public double Right => Left + Width;

    /// <summary>Bottom edge.</summary>
    public double Bottom => Top + Height;

    /// <summary>The middle.</summary>
    public (double X, double Y) Middle => (Left + (Width / 2), Top + (Height / 2));

    /// <summary>With less on each side.</summary>
    public Frame Inset(double left, double top, double right, double bottom) =>
        new(Left + left, Top + top, Width - left - right, Height - top - bottom);

    /// <summary>With as much less on every side.</summary>
    public Frame Inset(double by) => Inset(by, by, by, by);

    /// <summary>The least that holds both.</summary>
    public Frame Union(Frame other)
    {
        var (left, top) = (Math.Min(Left, other.Left), Math.Min(Top, other.Top));
        return new(left, top, Math.Max(Right, other.Right) - left, Math.Max(Bottom, other.Bottom) - top);
    }

    /// <summary>Whether another lies within, give or take.</summary>
    public bool Contains(Frame other, double tolerance = 0) =>
        other.Left >= Left - tolerance && other.Top >= Top - tolerance && other.Right <= Right + tolerance
            && other.Bottom <= Bottom + tolerance;

    /// <summary>Whether two share more than an edge.</summary>
    public bool Overlaps(Frame other) => other.Left < Right && other.Right > Left && other.Top < Bottom && other.Bottom > Top;
}
