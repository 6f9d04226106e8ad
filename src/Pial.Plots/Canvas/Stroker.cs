namespace Pial.Plots.Canvas;

/// <summary>
/// Turns a line into the rings that its thickness covers: a rectangle for each piece, joins and caps, all running the same way round, so
/// that nonzero winding unites them.
/// </summary>
internal static class Stroker
{
    private const double SharpestMitre = 3.87; // 1 / sin 15°: corners below 30° are bevelled

    /// <summary>The rings of a line, in the units of the outline.</summary>
    /// <param name="outline">The line.</param>
    /// <param name="width">Its thickness.</param>
    /// <param name="dashes">Strokes and gaps, or none.</param>
    /// <param name="round">Round joins and caps.</param>
    public static IEnumerable<(double X, double Y)[]> Rings(Outline outline, double width, IReadOnlyList<double> dashes, bool round)
    {
        foreach (var part in outline.Parts)
        {
            var points = Distinct(part, outline.Closed);
            if (points.Count == 0) continue;
            var dashed = dashes.Count > 0 && dashes.Sum() > 0;
            foreach (var (piece, closed) in dashed ? Dashed(points, outline.Closed, dashes)
                : [(points, outline.Closed && points.Count > 2)])
                foreach (var ring in Piece(piece, closed, width / 2, round))
                    yield return ring;
        }
    }

    /// <summary>A disc as a ring.</summary>
    /// <param name="x">Middle.</param>
    /// <param name="y">Middle.</param>
    /// <param name="radius">Radius.</param>
    /// <param name="tolerance">How far its sides may lie from the circle.</param>
    public static (double X, double Y)[] Disc(double x, double y, double radius, double tolerance = 0.05)
    {
        var sides = Math.Clamp((int)Math.Ceiling(Math.PI / Math.Acos(1 - Math.Min(0.5, tolerance / Math.Max(radius, 1e-9)))), 8, 720);
        return [.. Enumerable.Range(0, sides).Select(n =>
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * n / sides);
            return (x + (radius * cos), y + (radius * sin));
        })];
    }

    private static List<(double X, double Y)> Distinct(IReadOnlyList<(double X, double Y)> part, bool closed)
    {
        var points = new List<(double X, double Y)>(part.Count);
        foreach (var p in part)
            if (double.IsFinite(p.X) && double.IsFinite(p.Y) && (points.Count == 0 || points[^1] != p)) points.Add(p);
        if (closed && points.Count > 1 && points[0] == points[^1]) points.RemoveAt(points.Count - 1);
        return points;
    }

    private static IEnumerable<(double X, double Y)[]> Piece(List<(double X, double Y)> points, bool closed, double half, bool round)
    {
        if (points.Count == 1 && round) yield return Disc(points[0].X, points[0].Y, half);
        var last = closed ? points.Count : points.Count - 1;
        for (var n = 0; n < last; n++)
        {
            var (a, b) = (points[n], points[(n + 1) % points.Count]);
            var (nx, ny) = Normal(a, b, half);
            yield return Positive([(a.X + nx, a.Y + ny), (b.X + nx, b.Y + ny), (b.X - nx, b.Y - ny), (a.X - nx, a.Y - ny)]);
            var atEnd = !closed && n == last - 1;
            if (round)
            {
                if (n == 0 && !closed) yield return Positive(Disc(a.X, a.Y, half));
                yield return Positive(Disc(b.X, b.Y, half));
            }
            else if (!atEnd && Corner(a, b, points[(n + 2) % points.Count], half) is { } corner)
            {
                yield return Positive(corner);
            }
        }
    }

    private static (double X, double Y)[]? Corner((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, double half)
    {
        var ((px, py), (qx, qy)) = (Normal(a, b, half), Normal(b, c, half));
        var turn = (px * qy) - (py * qx);
        if (Math.Abs(turn) < 1e-9 * half * half) return null;
        if (turn > 0) (px, py, qx, qy) = (-px, -py, -qx, -qy); // the outer side of the corner
        var (mx, my) = (px + qx, py + qy);
        var square = (mx * mx) + (my * my);
        var reach = 2 * half / Math.Sqrt(square); // length of the mitre over half the width
        return reach > SharpestMitre
            ? [b, (b.X + px, b.Y + py), (b.X + qx, b.Y + qy)]
            : [b, (b.X + px, b.Y + py), (b.X + (mx * 2 * half * half / square), b.Y + (my * 2 * half * half / square)),
                (b.X + qx, b.Y + qy)];
    }

    private static (double X, double Y) Normal((double X, double Y) a, (double X, double Y) b, double half)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        return (-dy / length * half, dx / length * half);
    }

    private static (double X, double Y)[] Positive((double X, double Y)[] ring)
    {
        var area = 0.0;
        for (var n = 0; n < ring.Length; n++)
        {
            var (p, q) = (ring[n], ring[(n + 1) % ring.Length]);
            area += (p.X * q.Y) - (q.X * p.Y);
        }

        if (area < 0) Array.Reverse(ring);
        return ring;
    }

    private static IEnumerable<(List<(double X, double Y)> Piece, bool Closed)> Dashed(List<(double X, double Y)> points, bool closed,
        IReadOnlyList<double> dashes)
    {
        var (dash, left) = (0, dashes[0]);
        var piece = new List<(double X, double Y)> { points[0] };
        for (var n = 0; n < (closed ? points.Count : points.Count - 1); n++)
        {
            var (a, b) = (points[n], points[(n + 1) % points.Count]);
            var length = Math.Sqrt(Math.Pow(b.X - a.X, 2) + Math.Pow(b.Y - a.Y, 2));
            var at = 0.0;
            while (length - at > left)
            {
                at += left;
                var p = (a.X + ((b.X - a.X) * at / length), a.Y + ((b.Y - a.Y) * at / length));
                if (dash % 2 == 0)
                {
                    piece.Add(p);
                    yield return (piece, false);
                }

                piece = [p];
                left = Math.Max(1e-3, dashes[++dash % dashes.Count]);
            }

            left -= length - at;
            if (dash % 2 == 0) piece.Add(b);
            else piece = [b];
        }

        if (dash % 2 == 0 && piece.Count > 1) yield return (piece, false);
    }
}
