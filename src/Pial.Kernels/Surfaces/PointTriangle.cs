using System.Numerics;

namespace Pial.Kernels.Surfaces;

/// <summary>Distance of a point and a triangle.</summary>
internal static class PointTriangle
{
    /// <summary>Square of the distance to the nearest point of a triangle.</summary>
    public static float SquaredDistance(float[] p, int[] triangles, int t, float x, float y, float z) =>
        From(p, triangles, t, x, y, z).LengthSquared();

    /// <summary>From the nearest point of a triangle to a point (Ericson 2005, Real-Time Collision Detection, 5.1.5).</summary>
    public static Vector3 From(float[] p, int[] triangles, int t, float x, float y, float z)
    {
        int a = 3 * triangles[3 * t], b = 3 * triangles[(3 * t) + 1], c = 3 * triangles[(3 * t) + 2];
        float abx = p[b] - p[a], aby = p[b + 1] - p[a + 1], abz = p[b + 2] - p[a + 2];
        float acx = p[c] - p[a], acy = p[c + 1] - p[a + 1], acz = p[c + 2] - p[a + 2];
        float apx = x - p[a], apy = y - p[a + 1], apz = z - p[a + 2];
        float d1 = (abx * apx) + (aby * apy) + (abz * apz), d2 = (acx * apx) + (acy * apy) + (acz * apz);
        if (d1 <= 0 && d2 <= 0) return new(apx, apy, apz);
        float bpx = x - p[b], bpy = y - p[b + 1], bpz = z - p[b + 2];
        float d3 = (abx * bpx) + (aby * bpy) + (abz * bpz), d4 = (acx * bpx) + (acy * bpy) + (acz * bpz);
        if (d3 >= 0 && d4 <= d3) return new(bpx, bpy, bpz);
        var vc = (d1 * d4) - (d3 * d2);
        if (vc <= 0 && d1 >= 0 && d3 <= 0) return Along(apx, apy, apz, abx, aby, abz, d1 / (d1 - d3));
        float cpx = x - p[c], cpy = y - p[c + 1], cpz = z - p[c + 2];
        float d5 = (abx * cpx) + (aby * cpy) + (abz * cpz), d6 = (acx * cpx) + (acy * cpy) + (acz * cpz);
        if (d6 >= 0 && d5 <= d6) return new(cpx, cpy, cpz);
        var vb = (d5 * d2) - (d1 * d6);
        if (vb <= 0 && d2 >= 0 && d6 <= 0) return Along(apx, apy, apz, acx, acy, acz, d2 / (d2 - d6));
        var va = (d3 * d6) - (d5 * d4);
        if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
            return Along(bpx, bpy, bpz, p[c] - p[b], p[c + 1] - p[b + 1], p[c + 2] - p[b + 2], (d4 - d3) / ((d4 - d3) + (d5 - d6)));
        var scale = 1 / (va + vb + vc);
        float v = vb * scale, w = vc * scale;
        return new(apx - (v * abx) - (w * acx), apy - (v * aby) - (w * acy), apz - (v * abz) - (w * acz));
    }

    private static Vector3 Along(float px, float py, float pz, float ex, float ey, float ez, float t) =>
        new(px - (t * ex), py - (t * ey), pz - (t * ez));
}
