using Pial.Kernels.Surfaces;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Plots.Surfaces;

/// <summary>
/// Draws a mesh in parallel projection: triangles into a depth buffer, colours blended between vertices, light from the eye; each pixel is
/// the mean of 2×2.
/// </summary>
internal static class SurfaceRasteriser
{
    private const int Fine = 2;
    private const double Ambient = 0.35;

    /// <summary>Draws.</summary>
    /// <param name="mesh">The surface, RAS+ mm.</param>
    /// <param name="colours">0xRRGGBB of each vertex.</param>
    /// <param name="axes">From where.</param>
    /// <param name="pixelMm">Size of a pixel.</param>
    /// <returns>A picture that holds the surface; transparent around it.</returns>
    public static Picture Draw(TriangleMesh mesh, int[] colours, ViewAxes axes, double pixelMm)
    {
        var count = mesh.VertexCount;
        var (x, y, z) = (new float[count], new float[count], new float[count]);
        var shade = new float[count];
        var normals = new float[3 * count];
        MeshGeometry.Normals(mesh.Positions, mesh.Triangles, normals);
        for (var v = 0; v < count; v++)
        {
            var p = new Point(mesh.Positions[3 * v], mesh.Positions[(3 * v) + 1], mesh.Positions[(3 * v) + 2]);
            (x[v], y[v], z[v]) = ((float)Dot(p, axes.Right), (float)-Dot(p, axes.Up), (float)Dot(p, axes.Toward));
            shade[v] = (float)(Ambient +
                ((1 - Ambient) * Math.Max(0, Dot(new(normals[3 * v], normals[(3 * v) + 1], normals[(3 * v) + 2]), axes.Toward))));
        }

        var (left, top, step) = (x.Min() - pixelMm, y.Min() - pixelMm, pixelMm / Fine);
        var (width, height) = ((int)((x.Max() - left) / pixelMm) + 2, (int)((y.Max() - top) / pixelMm) + 2);
        for (var v = 0; v < count; v++)
            (x[v], y[v]) = ((float)((x[v] - left) / step), (float)((y[v] - top) / step));
        var canvas = new Canvas(width * Fine, height * Fine);
        var vertices = new Vertices(x, y, z, shade, colours);
        for (var t = 0; t < mesh.Triangles.Length; t += 3)
            canvas.Triangle(mesh.Triangles[t], mesh.Triangles[t + 1], mesh.Triangles[t + 2], vertices);
        return canvas.Shrink(width, height);
    }

    private static double Dot(Point a, Point b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    // Places on the canvas with their depth, light and colour.
    private sealed record Vertices(float[] X, float[] Y, float[] Z, float[] Shade, int[] Colours);

    private sealed class Canvas
    {
        private readonly int width, height;
        private readonly float[] depth;
        private readonly byte[] rgb;

        public Canvas(int width, int height)
        {
            (this.width, this.height, depth, rgb) = (width, height, new float[width * height], new byte[3 * width * height]);
            Array.Fill(depth, float.NegativeInfinity);
        }

        public void Triangle(int a, int b, int c, Vertices vertices)
        {
            var (x, y, z, shade, colours) = vertices;
            var area = ((x[b] - x[a]) * (y[c] - y[a])) - ((x[c] - x[a]) * (y[b] - y[a]));
            if (area >= 0) return; // turned away: y runs down
            var (x0, x1) = (Math.Max(0, (int)Math.Ceiling(Math.Min(x[a], Math.Min(x[b], x[c])))),
                Math.Min(width - 1, (int)Math.Max(x[a], Math.Max(x[b], x[c]))));
            var (y0, y1) = (Math.Max(0, (int)Math.Ceiling(Math.Min(y[a], Math.Min(y[b], y[c])))),
                Math.Min(height - 1, (int)Math.Max(y[a], Math.Max(y[b], y[c]))));
            for (var j = y0; j <= y1; j++)
            {
                for (var i = x0; i <= x1; i++)
                {
                    var u = (((x[b] - i) * (y[c] - j)) - ((x[c] - i) * (y[b] - j))) / area;
                    var v = (((x[c] - i) * (y[a] - j)) - ((x[a] - i) * (y[c] - j))) / area;
                    var w = 1 - u - v;
                    if (u < 0 || v < 0 || w < 0) continue;
                    var (at, d) = ((j * width) + i, (u * z[a]) + (v * z[b]) + (w * z[c]));
                    if (d <= depth[at]) continue;
                    depth[at] = d;
                    var light = (u * shade[a]) + (v * shade[b]) + (w * shade[c]);
                    for (var k = 0; k < 3; k++)
                    {
                        var shift = 16 - (8 * k);
                        var mixed = (u * ((colours[a] >> shift) & 255)) + (v * ((colours[b] >> shift) & 255)) +
                            (w * ((colours[c] >> shift) & 255));
                        rgb[(3 * at) + k] = (byte)Math.Clamp(mixed * light, 0, 255);
                    }
                }
            }
        }

        public Picture Shrink(int across, int down)
        {
            var rgba = new byte[4 * across * down];
            for (var j = 0; j < down; j++)
            {
                for (var i = 0; i < across; i++)
                {
                    var (sum, there) = ((R: 0, G: 0, B: 0), 0);
                    for (var n = 0; n < Fine * Fine; n++)
                    {
                        var at = (((j * Fine) + (n / Fine)) * width) + (i * Fine) + (n % Fine);
                        if (float.IsNegativeInfinity(depth[at])) continue;
                        sum = (sum.R + rgb[3 * at], sum.G + rgb[(3 * at) + 1], sum.B + rgb[(3 * at) + 2]);
                        there++;
                    }

                    if (there == 0) continue;
                    var to = rgba.AsSpan(4 * ((j * across) + i), 4);
                    (to[0], to[1], to[2], to[3]) = ((byte)(sum.R / there), (byte)(sum.G / there), (byte)(sum.B / there),
                        (byte)(255 * there / (Fine * Fine)));
                }
            }

            return new(across, down, rgba);
        }
    }
}
