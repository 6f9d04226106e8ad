namespace Pial.Formats.Surfaces;

/// <summary>A surface of triangles.</summary>
public sealed class SurfaceMesh
{
    private readonly float[] coordinates;
    private readonly int[] triangles;

    /// <summary>Keeps vertices and triangles.</summary>
    /// <param name="coordinates">x, y, z of each vertex, mm, in the coordinates of the file (FreeSurfer's surface RAS for its own
    /// files).</param>
    /// <param name="triangles">Three vertices of each triangle, counted from 0.</param>
    /// <exception cref="ArgumentException">Not triples, or a triangle names a vertex that is not there.</exception>
    public SurfaceMesh(float[] coordinates, int[] triangles)
    {
        ArgumentNullException.ThrowIfNull(coordinates);
        ArgumentNullException.ThrowIfNull(triangles);
        if (coordinates.Length % 3 != 0) throw new ArgumentException("Coordinates come in threes.", nameof(coordinates));
        if (triangles.Length % 3 != 0) throw new ArgumentException("Triangles have three vertices.", nameof(triangles));
        var outside = triangles.AsSpan().IndexOfAnyExceptInRange(0, Math.Max(0, (coordinates.Length / 3) - 1));
        if (outside >= 0 || (coordinates.Length == 0 && triangles.Length > 0))
            throw new ArgumentException(
                $"Triangle {Math.Max(0, outside) / 3} names vertex {triangles[Math.Max(0, outside)]} of {coordinates.Length / 3}.",
                nameof(triangles));
        (this.coordinates, this.triangles) = (coordinates, triangles);
    }

    /// <summary>Number of vertices.</summary>
    public int VertexCount => coordinates.Length / 3;

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => triangles.Length / 3;

    /// <summary>x, y, z of each vertex, mm.</summary>
    public ReadOnlySpan<float> Coordinates => coordinates;

    /// <summary>Three vertices of each triangle.</summary>
    public ReadOnlySpan<int> Triangles => triangles;

    /// <summary>Euler number: vertices − edges + faces. 2 for a closed surface without holes; each hole takes 2 away.</summary>
    public int EulerNumber
    {
        get
        {
            // Sorted, not hashed: numbers of neighbours lie so close that their hashes collide.
            var edges = new long[triangles.Length];
            for (var t = 0; t < triangles.Length; t += 3)
            {
                for (var e = 0; e < 3; e++)
                {
                    long a = triangles[t + e], b = triangles[t + ((e + 1) % 3)];
                    edges[t + e] = a < b ? (a << 32) | b : (b << 32) | a;
                }
            }

            Array.Sort(edges);
            var distinct = edges.Length > 0 ? 1 : 0;
            for (var n = 1; n < edges.Length; n++)
                if (edges[n] != edges[n - 1]) distinct++;
            return VertexCount - distinct + TriangleCount;
        }
    }

    /// <summary>Area of all triangles, mm².</summary>
    public double Area
    {
        get
        {
            var area = 0.0;
            for (var t = 0; t < triangles.Length; t += 3)
            {
                int a = 3 * triangles[t], b = 3 * triangles[t + 1], c = 3 * triangles[t + 2];
                double ux = coordinates[b] - coordinates[a], uy = coordinates[b + 1] - coordinates[a + 1],
                    uz = coordinates[b + 2] - coordinates[a + 2];
                double vx = coordinates[c] - coordinates[a], vy = coordinates[c + 1] - coordinates[a + 1],
                    vz = coordinates[c + 2] - coordinates[a + 2];
                double nx = (uy * vz) - (uz * vy), ny = (uz * vx) - (ux * vz), nz = (ux * vy) - (uy * vx);
                area += Math.Sqrt((nx * nx) + (ny * ny) + (nz * nz)) / 2;
            }

            return area;
        }
    }
}
