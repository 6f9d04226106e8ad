using System.Globalization;
using System.Text;

namespace Pial.Plots;

/// <summary>Closed outlines where a cut passes a level, by marching squares.</summary>
public static class Contour
{
    // Per case (bit 1 = top left, 2 = top right, 4 = bottom right, 8 = bottom left inside): edge pairs, each walked with the inside to the
    // left. Edges: 0 top, 1 right, 2 bottom, 3 left.
    private static readonly int[][] Walks =
    [
        [], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2],
        [2, 3], [2, 0], [0, 1, 2, 3], [2, 1], [1, 3], [1, 0], [0, 3], [],
    ];

    /// <summary>The outlines, in pixels (centre of the first pixel = 0, 0); what lies beyond the cut counts as outside.</summary>
    public static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Trace(Cut cut, double level)
    {
        ArgumentNullException.ThrowIfNull(cut);
        var (w, h) = (cut.Width, cut.Height);
        var stride = w + 3;
        float At(int x, int y) => (uint)x < (uint)w && (uint)y < (uint)h ? cut.Values[(y * w) + x] : float.NegativeInfinity;
        var next = new Dictionary<int, int>();
        for (var y = -1; y < h; y++)
        {
            for (var x = -1; x < w; x++)
            {
                var inside = (At(x, y) >= level ? 1 : 0) | (At(x + 1, y) >= level ? 2 : 0) | (At(x + 1, y + 1) >= level
                    ? 4 : 0) | (At(x, y + 1) >= level ? 8 : 0);
                var walk = Walks[inside];
                for (var n = 0; n < walk.Length; n += 2)
                    next[Edge(x, y, walk[n])] = Edge(x, y, walk[n + 1]);
            }
        }

        var outlines = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (var start in next.Keys.Order().ToArray())
        {
            var outline = new List<(double X, double Y)>();
            for (var edge = start; next.Remove(edge, out var following); edge = following)
                outline.Add(Place(edge));
            if (outline.Count > 2) outlines.Add(outline);
        }

        return outlines;

        int Edge(int x, int y, int side) => side switch
        {
            0 => 2 * (((y + 1) * stride) + x + 1),
            1 => (2 * (((y + 1) * stride) + x + 2)) + 1,
            2 => 2 * (((y + 2) * stride) + x + 1),
            _ => (2 * (((y + 1) * stride) + x + 1)) + 1,
        };

        (double X, double Y) Place(int edge)
        {
            var (x, y) = ((edge / 2 % stride) - 1, (edge / 2 / stride) - 1);
            var down = edge % 2 == 1;
            var (a, b) = (At(x, y), down ? At(x, y + 1) : At(x + 1, y));
            var t = float.IsFinite(a) && float.IsFinite(b) && a != b ? (level - a) / (b - (double)a) : 0.5;
            return down ? (x, y + t) : (x + t, y);
        }
    }

    /// <summary>The lines along which values pass a level, in pixels; they end at the edge and at values that are not finite.</summary>
    /// <param name="values">Row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="level">The level.</param>
    internal static IReadOnlyList<IReadOnlyList<(double X, double Y)>> Lines(float[] values, int width, int height, double level)
    {
        // Walked as the outlines are, cell by cell inside the picture, except that a walk begins at the edges first: no line runs along the
        // border.
        var (next, last) = (new Dictionary<int, int>(), new HashSet<int>());
        for (var y = 0; y < height - 1; y++)
        {
            for (var x = 0; x < width - 1; x++)
            {
                var at = (y * width) + x;
                var (a, b, c, d) = (values[at], values[at + 1], values[at + width + 1], values[at + width]);
                if (!float.IsFinite(a + b + c + d)) continue;
                var walk = Walks[(a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0)];
                for (var n = 0; n < walk.Length; n += 2)
                {
                    next[Edge(at, walk[n])] = Edge(at, walk[n + 1]);
                    last.Add(Edge(at, walk[n + 1]));
                }
            }
        }

        var lines = new List<IReadOnlyList<(double X, double Y)>>();
        foreach (var start in next.Keys.OrderBy(e => last.Contains(e)).ThenBy(e => e).ToArray())
        {
            var line = new List<(double X, double Y)>();
            var edge = start;
            for (; next.Remove(edge, out var following); edge = following)
                line.Add(Place(edge));
            if (line.Count == 0) continue;
            line.Add(Place(edge));
            lines.Add(Thin(line));
        }

        return lines;

        int Edge(int at, int side) => side switch { 0 => 2 * at, 1 => (2 * (at + 1)) + 1, 2 => 2 * (at + width), _ => (2 * at) + 1 };

        (double X, double Y) Place(int edge)
        {
            var (at, down) = (edge / 2, edge % 2 == 1);
            var (a, b) = (values[at], values[at + (down ? width : 1)]);
            var t = a != b ? Math.Clamp((level - a) / (b - (double)a), 0, 1) : 0.5;
            return down ? (at % width, (at / width) + t) : ((at % width) + t, at / width);
        }
    }

    /// <summary>
    /// The outlines as the <c>d</c> of an SVG path, in pixels with one decimal, straight runs thinned to within a fifth of a pixel.
    /// </summary>
    public static string ToSvgPath(Cut cut, double level)
    {
        var path = new StringBuilder();
        foreach (var outline in Trace(cut, level))
        {
            var points = Thin(outline);
            if (points.Count < 3) continue;
            for (var n = 0; n < points.Count; n++)
            {
                path.Append(n == 0 ? 'M' : n == 1 ? 'L' : ' ')
                    .Append((points[n].X + 0.5).ToString("0.#", CultureInfo.InvariantCulture)).Append(' ')
                    .Append((points[n].Y + 0.5).ToString("0.#", CultureInfo.InvariantCulture));
            }

            path.Append('Z');
        }

        return path.ToString();
    }

    // Drops a point when it lies within a fifth of a pixel of the line from the last kept one to the next.
    private static List<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points)
    {
        var kept = new List<(double X, double Y)> { points[0] };
        for (var n = 1; n < points.Count; n++)
        {
            // the last point of an open line turns back and stays
            var (last, here, after) = (kept[^1], points[n], points[(n + 1) % points.Count]);
            var (dx, dy) = (after.X - last.X, after.Y - last.Y);
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            var off = length > 0 ? Math.Abs((dx * (here.Y - last.Y)) - (dy * (here.X - last.X))) / length : 1;
            if (off > 0.2 || length > 6) kept.Add(here);
        }

        return kept;
    }
}
