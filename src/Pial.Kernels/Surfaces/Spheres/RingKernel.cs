namespace Pial.Kernels.Surfaces.Spheres;

/// <summary>The places on the unit sphere from which all edges of a ring of vertices are seen from inside.</summary>
internal static class RingKernel
{
    private const double Reach = 4; // half the edge of the square that is clipped, in the tangent plane; 76° from the middle
    private const int MostCorners = 64;

    /// <summary>The middle of the kernel.</summary>
    /// <param name="sphere">x, y, z of each vertex, of length 1.</param>
    /// <param name="ring">The ring, counter-clockwise seen from outside.</param>
    /// <param name="near">A vertex of the ring or within it, in the kernel or at its border.</param>
    /// <param name="place">x, y, z of the middle.</param>
    /// <returns>False when there is no such place.</returns>
    /// <remarks>Great circles are lines in the gnomonic projection, so the kernel is a square cut by one half plane for each edge.</remarks>
    public static bool TryFind(double[] sphere, ReadOnlySpan<int> ring, int near, Span<double> place)
    {
        Span<double> a = stackalloc double[3], e = stackalloc double[3], f = stackalloc double[3];
        sphere.AsSpan(3 * near, 3).CopyTo(a);
        Tangents(a, e, f);
        Span<double> polygon = stackalloc double[2 * MostCorners], cut = stackalloc double[2 * MostCorners];
        ReadOnlySpan<double> square = [-Reach, -Reach, Reach, -Reach, Reach, Reach, -Reach, Reach];
        square.CopyTo(polygon);
        var corners = 4;
        for (var k = 0; k < ring.Length; k++)
        {
            int p = 3 * ring[k], q = 3 * ring[(k + 1) % ring.Length];
            var nx = (sphere[p + 1] * sphere[q + 2]) - (sphere[p + 2] * sphere[q + 1]);
            var ny = (sphere[p + 2] * sphere[q]) - (sphere[p] * sphere[q + 2]);
            var nz = (sphere[p] * sphere[q + 1]) - (sphere[p + 1] * sphere[q]);
            var constant = (nx * a[0]) + (ny * a[1]) + (nz * a[2]);
            var (x, y) = ((nx * e[0]) + (ny * e[1]) + (nz * e[2]), (nx * f[0]) + (ny * f[1]) + (nz * f[2]));
            corners = Clip(polygon, corners, x, y, constant, cut);
            if (corners < 3) return false;
            cut[..(2 * corners)].CopyTo(polygon);
        }

        var (u, v) = Middle(polygon[..(2 * corners)]);
        for (var c = 0; c < 3; c++)
            place[c] = a[c] + (u * e[c]) + (v * f[c]);
        Normalise(place);
        return true;
    }

    /// <summary>Two directions across one of length 1, right-handed with it.</summary>
    public static void Tangents(ReadOnlySpan<double> a, Span<double> e, Span<double> f)
    {
        var flat = Math.Abs(a[2]) < 0.9;
        (e[0], e[1], e[2]) = flat ? (-a[1], a[0], 0.0) : (0.0, -a[2], a[1]);
        Normalise(e);
        (f[0], f[1], f[2]) = ((a[1] * e[2]) - (a[2] * e[1]), (a[2] * e[0]) - (a[0] * e[2]), (a[0] * e[1]) - (a[1] * e[0]));
    }

    /// <summary>Brings a direction to length 1.</summary>
    public static void Normalise(Span<double> p)
    {
        var scale = 1 / Math.Sqrt((p[0] * p[0]) + (p[1] * p[1]) + (p[2] * p[2]));
        (p[0], p[1], p[2]) = (p[0] * scale, p[1] * scale, p[2] * scale);
    }

    // Sutherland & Hodgman: what of a polygon lies where x u + y v + constant is above 0.
    private static int Clip(ReadOnlySpan<double> polygon, int corners, double x, double y, double constant, Span<double> cut)
    {
        var count = 0;
        for (var k = 0; k < corners; k++)
        {
            var m = (k + 1) % corners;
            var (u0, v0, u1, v1) = (polygon[2 * k], polygon[(2 * k) + 1], polygon[2 * m], polygon[(2 * m) + 1]);
            var (s0, s1) = ((x * u0) + (y * v0) + constant, (x * u1) + (y * v1) + constant);
            if (s0 >= 0) (cut[2 * count], cut[(2 * count++) + 1]) = (u0, v0);
            if ((s0 >= 0) == (s1 >= 0)) continue;
            var t = s0 / (s0 - s1);
            (cut[2 * count], cut[(2 * count++) + 1]) = (u0 + (t * (u1 - u0)), v0 + (t * (v1 - v0)));
        }

        return count;
    }

    private static (double U, double V) Middle(ReadOnlySpan<double> polygon)
    {
        double area = 0, u = 0, v = 0, meanU = 0, meanV = 0;
        var (u0, v0, corners) = (polygon[0], polygon[1], polygon.Length / 2);
        for (var k = 0; k < corners; k++)
        {
            var m = (k + 1) % corners;
            double a = polygon[2 * k] - u0, b = polygon[(2 * k) + 1] - v0, c = polygon[2 * m] - u0, d = polygon[(2 * m) + 1] - v0;
            var cross = (a * d) - (c * b);
            (area, u, v) = (area + cross, u + (cross * (a + c)), v + (cross * (b + d)));
            (meanU, meanV) = (meanU + (polygon[2 * k] / corners), meanV + (polygon[(2 * k) + 1] / corners));
        }

        return area > 1e-300 ? (u0 + (u / (3 * area)), v0 + (v / (3 * area))) : (meanU, meanV);
    }
}
