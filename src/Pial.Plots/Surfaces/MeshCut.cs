using System.Globalization;
using System.Text;
using Pial.Kernels.Surfaces;

namespace Pial.Plots.Surfaces;

/// <summary>Where the triangles of a mesh pass through a plane, as lines.</summary>
internal static class MeshCut
{
    private const double Tolerance = 0.1; // pixels

    /// <summary>
    /// The lines as the <c>d</c> of an SVG path, in pixels of a frame (the first pixel's corner = 0, 0) with one decimal and straight runs
    /// thinned to within a tenth of a pixel.
    /// </summary>
    public static string ToSvgPath(TriangleMesh mesh, CutFrame frame)
    {
        var path = new StringBuilder();
        foreach (var (line, closed) in Trace(mesh, frame))
        {
            var thin = Thin(line);
            var (x0, y0) = (0, 0);
            for (var n = 0; n < thin.Count; n++)
            {
                // Relative steps of whole tenths, so that rounding does not add up.
                var (x, y) = ((int)Math.Round(10 * (thin[n].X + 0.5)), (int)Math.Round(10 * (thin[n].Y + 0.5)));
                path.Append(n == 0 ? 'M' : n == 1 ? 'l' : ' ').Append(Tenths(x - (n == 0 ? 0 : x0))).Append(' ')
                    .Append(Tenths(y - (n == 0 ? 0 : y0)));
                (x0, y0) = (x, y);
            }

            if (closed) path.Append('z');
        }

        return path.ToString();
    }

    /// <summary>
    /// Lines in pixels of a frame (centre of the first pixel = 0, 0), in order of the triangles they begin with; those of a closed surface
    /// are closed.
    /// </summary>
    public static IReadOnlyList<(IReadOnlyList<(double X, double Y)> Points, bool Closed)> Trace(TriangleMesh mesh, CutFrame frame)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(frame);
        var (normal, across, up) = frame.Plane switch { Plane.Sagittal => (0, 1, 2), Plane.Coronal => (1, 0, 2), _ => (2, 0, 1) };
        var (p, t) = (mesh.Positions, mesh.Triangles);
        bool Above(int v) => p[(3 * v) + normal] >= frame.PositionMm;
        long Edge(int a, int b) => ((long)Math.Min(a, b) * mesh.VertexCount) + Math.Max(a, b);

        // A triangle is left over the edge that goes down and entered over the one that goes up: each edge begins one piece and ends one.
        var (next, order) = (new Dictionary<long, long>(), new List<long>());
        for (var n = 0; n < t.Length; n += 3)
        {
            var (from, to) = (-1L, -1L);
            for (var e = 0; e < 3; e++)
            {
                var (a, b) = (t[n + e], t[n + ((e + 1) % 3)]);
                if (Above(a) == Above(b)) continue;
                if (Above(a)) to = Edge(a, b);
                else from = Edge(a, b);
            }

            if (from < 0 || !next.TryAdd(from, to)) continue;
            order.Add(from);
        }

        (double X, double Y) Place(long edge)
        {
            int a = (int)(edge / mesh.VertexCount), b = (int)(edge % mesh.VertexCount);
            double u = p[(3 * a) + normal] - frame.PositionMm, v = p[(3 * b) + normal] - frame.PositionMm;
            var s = u / (u - v);
            double At(int axis) => p[(3 * a) + axis] + (s * (p[(3 * b) + axis] - p[(3 * a) + axis]));
            return ((At(across) - frame.LeftMm) / frame.PixelMm, (frame.TopMm - At(up)) / frame.PixelMm);
        }

        var lines = new List<(IReadOnlyList<(double X, double Y)>, bool)>();
        foreach (var start in order)
        {
            var (line, edge) = (new List<(double X, double Y)>(), start);
            for (; next.Remove(edge, out var following); edge = following) line.Add(Place(edge));
            if (line.Count == 0) continue;
            if (edge != start) line.Add(Place(edge)); // where a surface that is open ends
            if (line.Count > 2 || edge != start) lines.Add((line, edge == start));
        }

        return lines;
    }

    // Drops points for as long as all that were dropped since the last kept one lie near the line from it to the next.
    private static List<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points)
    {
        var (kept, last) = (new List<(double X, double Y)> { points[0] }, 0);
        for (var n = 2; n < points.Count; n++)
        {
            if (n - last < 24 && Near(points, last, n)) continue;
            last = n - 1;
            kept.Add(points[last]);
        }

        kept.Add(points[^1]);
        return kept;
    }

    private static bool Near(IReadOnlyList<(double X, double Y)> points, int from, int to)
    {
        var (a, b) = (points[from], points[to]);
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        for (var n = from + 1; n < to; n++)
        {
            var (x, y) = (points[n].X - a.X, points[n].Y - a.Y);
            if ((length > 0 ? Math.Abs((dx * y) - (dy * x)) / length : Math.Sqrt((x * x) + (y * y))) > Tolerance) return false;
        }

        return true;
    }

    private static string Tenths(int value) => (value / 10.0).ToString("0.#", CultureInfo.InvariantCulture);
}
