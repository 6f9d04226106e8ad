namespace Pial.Kernels.Surfaces;

/// <summary>Neighbours, normals and areas of triangle meshes.</summary>
public static class MeshGeometry
{
    /// <summary>Area of all triangles.</summary>
    public static double Area(ReadOnlySpan<float> positions, ReadOnlySpan<int> triangles)
    {
        var area = 0.0;
        Span<float> normal = stackalloc float[3];
        for (var t = 0; t < triangles.Length; t += 3)
        {
            Normal(positions, triangles[t], triangles[t + 1], triangles[t + 2], normal);
            area += Math.Sqrt(((double)normal[0] * normal[0]) + ((double)normal[1] * normal[1]) + ((double)normal[2] * normal[2])) / 2;
        }

        return area;
    }

    /// <summary>A third of the area of a vertex's triangles, as FreeSurfer counts it.</summary>
    public static float[] VertexAreas(ReadOnlySpan<float> positions, ReadOnlySpan<int> triangles)
    {
        var areas = new double[positions.Length / 3];
        Span<float> normal = stackalloc float[3];
        for (var t = 0; t < triangles.Length; t += 3)
        {
            Normal(positions, triangles[t], triangles[t + 1], triangles[t + 2], normal);
            var share = Math.Sqrt(((double)normal[0] * normal[0]) + ((double)normal[1] * normal[1]) + ((double)normal[2] * normal[2])) / 6;
            for (var c = 0; c < 3; c++)
                areas[triangles[t + c]] += share;
        }

        return Array.ConvertAll(areas, a => (float)a);
    }

    /// <summary>Unit normals of the vertices, outward, weighted by area.</summary>
    public static void Normals(ReadOnlySpan<float> positions, ReadOnlySpan<int> triangles, Span<float> destination)
    {
        destination.Clear();
        Span<float> normal = stackalloc float[3];
        for (var t = 0; t < triangles.Length; t += 3)
        {
            Normal(positions, triangles[t], triangles[t + 1], triangles[t + 2], normal);
            for (var c = 0; c < 3; c++)
            {
                var at = 3 * triangles[t + c];
                (destination[at], destination[at + 1], destination[at + 2]) = (destination[at] + normal[0], destination[at + 1] + normal[1],
                    destination[at + 2] + normal[2]);
            }
        }

        for (var at = 0; at < destination.Length; at += 3)
        {
            var (x, y, z) = (destination[at], destination[at + 1], destination[at + 2]);
            var scale = 1 / MathF.Sqrt(Math.Max((x * x) + (y * y) + (z * z), 1e-20f));
            (destination[at], destination[at + 1], destination[at + 2]) = (x * scale, y * scale, z * scale);
        }
    }

    /// <summary>Normal of a triangle, as long as twice its area.</summary>
    public static void Normal(ReadOnlySpan<float> p, int a, int b, int c, Span<float> destination)
    {
        float ux = p[3 * b] - p[3 * a], uy = p[(3 * b) + 1] - p[(3 * a) + 1], uz = p[(3 * b) + 2] - p[(3 * a) + 2];
        float wx = p[3 * c] - p[3 * a], wy = p[(3 * c) + 1] - p[(3 * a) + 1], wz = p[(3 * c) + 2] - p[(3 * a) + 2];
        (destination[0], destination[1], destination[2]) = ((uy * wz) - (uz * wy), (uz * wx) - (ux * wz), (ux * wy) - (uy * wx));
    }

    /// <summary>Volume inside a closed surface.</summary>
    public static double Volume(ReadOnlySpan<float> p, ReadOnlySpan<int> triangles)
    {
        var volume = 0.0;
        for (var t = 0; t < triangles.Length; t += 3)
        {
            int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
            volume += p[a] * (((double)p[b + 1] * p[c + 2]) - ((double)p[b + 2] * p[c + 1]))
                + (p[a + 1] * (((double)p[b + 2] * p[c]) - ((double)p[b] * p[c + 2])))
                + (p[a + 2] * (((double)p[b] * p[c + 1]) - ((double)p[b + 1] * p[c])));
        }

        return volume / 6;
    }
}
