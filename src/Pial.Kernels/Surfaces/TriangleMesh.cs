namespace Pial.Kernels.Surfaces;

/// <summary>A surface of triangles to compute on: positions may move, triangles stay.</summary>
/// <param name="positions">x, y, z of each vertex.</param>
/// <param name="triangles">Three vertices of each triangle, counter-clockwise seen from outside.</param>
public sealed class TriangleMesh(float[] positions, int[] triangles)
{
    /// <summary>x, y, z of each vertex.</summary>
    public float[] Positions { get; } = positions;

    /// <summary>Three vertices of each triangle, counter-clockwise seen from outside.</summary>
    public int[] Triangles { get; } = triangles;

    /// <summary>Number of vertices.</summary>
    public int VertexCount => Positions.Length / 3;

    /// <summary>Number of triangles.</summary>
    public int TriangleCount => Triangles.Length / 3;

    /// <summary>The same triangles between other positions.</summary>
    public TriangleMesh At(float[] other) => new(other, Triangles);
}
