namespace Pial.Plots.Canvas;

/// <summary>
/// Lines and polygons, in points, y down; several parts make holes (nonzero winding: a hole runs the other way round) or separate lines.
/// </summary>
/// <param name="Parts">Points of each part.</param>
/// <param name="Closed">Whether each part returns to its start.</param>
public sealed record Outline(IReadOnlyList<IReadOnlyList<(double X, double Y)>> Parts, bool Closed)
{
    /// <summary>An open line through points.</summary>
    public static Outline Line(params IReadOnlyList<(double X, double Y)> points) => new([points], Closed: false);

    /// <summary>A closed polygon.</summary>
    public static Outline Polygon(params IReadOnlyList<(double X, double Y)> points) => new([points], Closed: true);

    /// <summary>A rectangle.</summary>
    public static Outline Rectangle(Frame frame) =>
        Polygon((frame.Left, frame.Top), (frame.Right, frame.Top), (frame.Right, frame.Bottom), (frame.Left, frame.Bottom));

    /// <summary>The same in other places: scaled, then shifted.</summary>
    public Outline Moved(double dx, double dy, double scale = 1) =>
        new([.. Parts.Select(part => (IReadOnlyList<(double, double)>)[.. part.Select(p => ((p.X * scale) + dx, (p.Y * scale) + dy))])],
            Closed);

    /// <summary>Whether every piece runs along x or y: such lines are laid on whole pixels, so that they are crisp.</summary>
    internal bool IsUpright
    {
        get
        {
            foreach (var part in Parts)
            {
                for (var n = Closed ? 0 : 1; n < part.Count; n++)
                {
                    var (a, b) = (part[(n + part.Count - 1) % part.Count], part[n]);
                    if (Math.Abs(a.X - b.X) > 1e-6 && Math.Abs(a.Y - b.Y) > 1e-6) return false;
                }
            }

            return true;
        }
    }
}
