using System.Numerics;
using Pial.Kernels;
using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>A surface being moved: positions, normals, neighbours.</summary>
/// <param name="mesh">The surface; its positions are moved.</param>
internal sealed class SurfaceDraft(TriangleMesh mesh)
{
    private const int Chunk = 8192;
    private readonly byte[] pauses = new byte[mesh.VertexCount];
    private TriangleBalls? balls;
    private readonly float[] scratch = new float[mesh.Positions.Length];

    public TriangleMesh Mesh { get; } = mesh;

    public float[] Positions => Mesh.Positions;

    public float[] Normals { get; } = new float[mesh.Positions.Length];

    public MeshNeighbours Neighbours { get; } = new(mesh.Triangles, mesh.VertexCount);

    /// <summary>Average length of an edge, mm, if triangles were even.</summary>
    public float EdgeMm { get; } = (float)Math.Sqrt(MeshGeometry.Area(mesh.Positions, mesh.Triangles) / (0.866 * mesh.VertexCount));

    public void UpdateNormals() => MeshGeometry.Normals(Positions, Mesh.Triangles, Normals);

    /// <summary>How far each vertex may move along its normal before it meets a part of the surface that faces it.</summary>
    /// <param name="clear">Receives it, mm; negative where the vertex has passed that part.</param>
    /// <param name="reach">How far to look, mm.</param>
    /// <param name="aside">How far beside the normal something still stands in the way, mm.</param>
    /// <param name="pause">How many calls a vertex is left alone after one that found nothing.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void FindClearance(float[] clear, float reach, float aside, byte pause, ParallelOptions? parallel)
    {
        if (balls is null) balls = new(Positions, Mesh.Triangles, 1.2f * EdgeMm);
        else balls.Sort();
        ForEach(Mesh.VertexCount, parallel, v =>
        {
            if (pauses[v] > 0)
            {
                pauses[v]--;
                return;
            }

            clear[v] = balls.Clearance(v, new(Normals.AsSpan(3 * v, 3)), reach, aside);
            if (float.IsPositiveInfinity(clear[v])) pauses[v] = pause;
        });
    }

    /// <summary>Runs the body for every vertex; it must write only what belongs to that vertex.</summary>
    public static void ForEach(int vertices, ParallelOptions? parallel, Action<int> body) =>
        Slices.For((vertices + Chunk - 1) / Chunk, parallel, s =>
        {
            for (var v = s * Chunk; v < Math.Min(vertices, (s + 1) * Chunk); v++)
                body(v);
        });

    /// <summary>Moves every vertex a share of the way to the middle of its neighbours: along the surface and across it.</summary>
    public void Relax(float along, float across, ParallelOptions? parallel)
    {
        Positions.CopyTo(scratch, 0);
        ForEach(Mesh.VertexCount, parallel, v =>
        {
            var around = Neighbours.Of(v);
            float x = 0, y = 0, z = 0;
            foreach (var u in around)
                (x, y, z) = (x + scratch[3 * u], y + scratch[(3 * u) + 1], z + scratch[(3 * u) + 2]);
            var share = 1f / around.Length;
            var (dx, dy, dz) = ((x * share) - scratch[3 * v], (y * share) - scratch[(3 * v) + 1], (z * share) - scratch[(3 * v) + 2]);
            var (nx, ny, nz) = (Normals[3 * v], Normals[(3 * v) + 1], Normals[(3 * v) + 2]);
            var up = (dx * nx) + (dy * ny) + (dz * nz);
            Positions[3 * v] += (along * (dx - (up * nx))) + (across * up * nx);
            Positions[(3 * v) + 1] += (along * (dy - (up * ny))) + (across * up * ny);
            Positions[(3 * v) + 2] += (along * (dz - (up * nz))) + (across * up * nz);
        });
    }

    /// <summary>Moves every vertex along its normal.</summary>
    public void Shift(float[] mm)
    {
        for (var v = 0; v < mm.Length; v++)
        {
            Positions[3 * v] += mm[v] * Normals[3 * v];
            Positions[(3 * v) + 1] += mm[v] * Normals[(3 * v) + 1];
            Positions[(3 * v) + 2] += mm[v] * Normals[(3 * v) + 2];
        }
    }
}
