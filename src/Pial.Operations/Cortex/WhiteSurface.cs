using Pial.Kernels.Surfaces;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>Draws the white surface of a body that is simple.</summary>
internal static class WhiteSurface
{
    private const int Rounds = 12;
    private const float MostStepMm = 0.1f;
    private const float LeastSlope = 0.4f; // per mm; a flatter level says nothing about where the border is

    private const int MostCuts = 20;
    private const int LargestPart = 1000; // vertices of a part that may be cut off

    /// <summary>
    /// Draws it; where the placed surface crosses itself, it falls back towards the mesh as it was drawn. Where that crosses itself and
    /// cannot be evened out, as threads do that are one voxel thick, what hangs by them is cut off.
    /// </summary>
    public static (SurfaceDraft Surface, IntersectionCount Crossings, IReadOnlyList<TopologyChange> Cuts) Draw(LevelField field,
        CortexOptions options, ParallelOptions? parallel)
    {
        var s = field.Grid.Shape;
        var fine = MarchingTetrahedra.Extract(field.Values, TissueLevels.White, s.I, s.J, s.K);
        field.ToWorld(fine.Positions);
        var (draft, cuts) = Simple(Remeshing.Coarsen(fine, options.Vertices, parallel?.CancellationToken ?? default), parallel);
        var drawn = (float[])draft.Positions.Clone();
        var step = new float[draft.Mesh.VertexCount];
        for (var round = 0; round < Rounds; round++)
        {
            draft.UpdateNormals();
            if (round < Rounds - 2) draft.Relax(0.3f, round < 4 ? 0.25f : 0.1f, parallel);
            SurfaceDraft.ForEach(step.Length, parallel, v => step[v] = Step(draft, field, v));
            draft.Neighbours.Smooth(step, 1, 0.5f, 1);
            draft.Shift(step);
        }

        return (draft, IntersectionRepair.Run(draft, drawn, parallel), cuts);
    }

    // Without crossings, as far as that goes.
    private static (SurfaceDraft Draft, List<TopologyChange> Cuts) Simple(TriangleMesh mesh, ParallelOptions? parallel)
    {
        var cuts = new List<TopologyChange>();
        while (true)
        {
            var draft = new SurfaceDraft(mesh);
            if (IntersectionRepair.Run(draft, null, parallel).After == 0 || cuts.Count == MostCuts) return (draft, cuts);
            var crossing = TriangleIntersections.Find(mesh.Positions, mesh.Triangles, 1.2f * draft.EdgeMm, null, parallel);
            if (MeshNecks.Cut(mesh, crossing, LargestPart) is not { } found) return (draft, cuts);
            var p = found.Part.Positions;
            Point centre = default;
            for (var n = 0; n < p.Length; n += 3)
                centre += new Point(p[n], p[n + 1], p[n + 2]) * (3.0 / p.Length);
            cuts.Add(new(centre, false, MeshGeometry.Volume(p, found.Part.Triangles)));
            mesh = found.Kept;
        }
    }

    // Newton's step along the normal to the level of the white surface.
    private static float Step(SurfaceDraft draft, LevelField field, int v)
    {
        var (p, n) = (draft.Positions, draft.Normals);
        var off = field.Sample(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2]) - TissueLevels.White;
        var slope = -field.Slope(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2], n[3 * v], n[(3 * v) + 1], n[(3 * v) + 2]);
        return Math.Clamp(off / Math.Max(slope, LeastSlope), -MostStepMm, MostStepMm);
    }
}
