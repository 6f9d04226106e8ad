using Pial.Kernels.Surfaces;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots.Surfaces;

/// <summary>Where a mesh passes through planes, and slices of a scan with these lines: white yellow, pial red.</summary>
internal static class SurfaceOutlines
{
    private const int Yellow = 0xFFE000, Red = 0xFF2020;
    private const double Pad = 4;
    private const double Scale = 1.25; // points a pixel of half a millimetre

    /// <summary>Draws slices with the surfaces' outlines.</summary>
    /// <param name="t1w">The scan.</param>
    /// <param name="white">White surfaces, RAS+ mm.</param>
    /// <param name="pial">Pial surfaces, RAS+ mm.</param>
    /// <param name="plane">Which way to cut.</param>
    /// <param name="positions">Where, mm along the plane's normal; null for six evenly over the surfaces.</param>
    /// <param name="pixelMm">Size of a pixel of the slices, mm. Default 0.5.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Drawing Draw(
        Volume<float> t1w, IReadOnlyList<TriangleMesh> white, IReadOnlyList<TriangleMesh> pial, Plane plane,
            IReadOnlyList<double>? positions = null, double pixelMm = 0.5, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(t1w);
        ArgumentNullException.ThrowIfNull(white);
        ArgumentNullException.ThrowIfNull(pial);
        var (low, high) = Box(pial);
        var normal = plane switch { Plane.Sagittal => 0, Plane.Coronal => 1, _ => 2 };
        var (from, to) = (Of(low, normal), Of(high, normal));
        positions ??= [.. Enumerable.Range(0, 6).Select(n => from + ((to - from) * (0.2 + (0.12 * n))))];
        var box = new WorldBox(low + new Point(-5, -5, -5), high + new Point(5, 5, 5));
        var window = Window.Of(t1w.Span);
        var cuts = positions.Select(p => CutFrame.Of(plane, p, box, pixelMm)).ToArray();
        var columns = Math.Min(3, cuts.Length);
        var rows = (cuts.Length + columns - 1) / columns;
        var (w, h) = (cuts[0].Width * Scale, cuts[0].Height * Scale);
        var drawing = new Drawing((columns * (w + Pad)) + Pad, (rows * (h + Pad)) + Pad, 0x000000)
        {
            Description = "White (yellow) and pial (red) surfaces on slices",
        };
        for (var n = 0; n < cuts.Length; n++)
        {
            var place = new Frame(Pad + (n % columns * (w + Pad)), Pad + (n / columns * (h + Pad)), w, h);
            var cut = Cut.Of(t1w, cuts[n], parallel);
            drawing.Image(Picture.Create(cut.Width, cut.Height, (x, y) =>
                cut.Values[(y * cut.Width) + x] is var v && float.IsNaN(v) ? 0 : ColourMap.Grey.At(window.Shade(v) / 255.0)), place,
                smooth: true);
            foreach (var (meshes, colour) in new[] { (white, Yellow), (pial, Red) })
                foreach (var mesh in meshes) Trace(drawing, mesh, cuts[n], normal, positions[n], place, colour);
        }

        return drawing;
    }

    // Each triangle that the plane passes leaves a short line.
    private static void Trace(Drawing drawing, TriangleMesh mesh, CutFrame frame, int normal, double position, Frame place, int colour)
    {
        var (p, t) = (mesh.Positions, mesh.Triangles);
        var (origin, right, down) = (frame.At(0, 0), frame.At(1, 0) - frame.At(0, 0), frame.At(0, 1) - frame.At(0, 0));
        var (rr, dd) = (Dot(right, right), Dot(down, down));
        (double X, double Y) Place(Point q) =>
            (place.Left + (Scale * ((Dot(q - origin, right) / rr) + 0.5)), place.Top + (Scale * ((Dot(q - origin, down) / dd) + 0.5)));
        var pen = new Pen(colour, 0.7);
        Span<Point> ends = stackalloc Point[3];
        for (var n = 0; n < t.Length; n += 3)
        {
            var count = 0;
            for (var e = 0; e < 3; e++)
            {
                int a = 3 * t[n + e], b = 3 * t[n + ((e + 1) % 3)];
                double u = p[a + normal] - position, v = p[b + normal] - position;
                if (u < 0 == v < 0) continue;
                var s = u / (u - v);
                ends[count++] = new(p[a] + (s * (p[b] - p[a])), p[a + 1] + (s * (p[b + 1] - p[a + 1])),
                    p[a + 2] + (s * (p[b + 2] - p[a + 2])));
            }

            if (count != 2) continue;
            var (from, to) = (Place(ends[0]), Place(ends[1]));
            drawing.Line(from.X, from.Y, to.X, to.Y, pen);
        }
    }

    private static double Dot(Point a, Point b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    private static double Of(Point p, int axis) => axis switch { 0 => p.X, 1 => p.Y, _ => p.Z };

    private static (Point Low, Point High) Box(IReadOnlyList<TriangleMesh> meshes)
    {
        float[] low = [float.MaxValue, float.MaxValue, float.MaxValue], high = [float.MinValue, float.MinValue, float.MinValue];
        foreach (var mesh in meshes)
            for (var n = 0; n < mesh.Positions.Length; n++)
                (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], mesh.Positions[n]), Math.Max(high[n % 3], mesh.Positions[n]));
        return (new(low[0], low[1], low[2]), new(high[0], high[1], high[2]));
    }
}
