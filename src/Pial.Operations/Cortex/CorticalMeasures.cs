using System.Numerics;
using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Numbers of the vertices of a hemisphere.</summary>
public sealed record CorticalMeasures
{
    private const float MostThicknessMm = 5;

    /// <summary>
    /// Thickness as FreeSurfer defines it, mm: mean of the distance from the white vertex to the pial surface and from the pial vertex to
    /// the white surface, to where that faces the same way, at most 5; 0 where there is no cortex (Fischl &amp; Dale 2000, doi
    /// 10.1073/pnas.200033797).
    /// </summary>
    public required float[] ThicknessMm { get; init; }

    /// <summary>
    /// Thickness by projection, mm: from border to border of grey matter in the tissue levels, halfway where the banks of a sulcus meet,
    /// at most 5; 0 where there is no cortex (Dahnke, Yotter &amp; Gaser 2013, doi 10.1016/j.neuroimage.2012.09.050).
    /// </summary>
    public required float[] ProjectedThicknessMm { get; init; }

    /// <summary>Area of the white surface at a vertex, mm²: a third of its triangles.</summary>
    public required float[] WhiteAreaMm2 { get; init; }

    /// <summary>Area halfway, mm².</summary>
    public required float[] MidAreaMm2 { get; init; }

    /// <summary>Area of the pial surface, mm².</summary>
    public required float[] PialAreaMm2 { get; init; }

    /// <summary>
    /// Volume between the surfaces, mm³: a third of the prisms of a vertex's triangles. The prisms add up exactly to the volume between the
    /// two closed surfaces.
    /// </summary>
    public required float[] VolumeMm3 { get; init; }

    /// <summary>Mean curvature of the white surface, per mm; positive in sulci, as FreeSurfer has it.</summary>
    public required float[] MeanCurvature { get; init; }

    /// <summary>Gaussian curvature of the white surface, per mm².</summary>
    public required float[] GaussianCurvature { get; init; }

    /// <summary>Depth of the white vertex beneath the closed outer hull of the pial surface, mm.</summary>
    public required float[] SulcalDepthMm { get; init; }

    /// <summary>
    /// Local gyrification index: pial area over area of the outer hull within 25 mm of the place of the hull that is nearest to the vertex
    /// (after Schaer et al. 2008, doi 10.1109/TMI.2007.903576); 0 where there is no cortex.
    /// </summary>
    public required float[] GyrificationIndex { get; init; }

    /// <summary>Area of the outer hull, mm²; the hemisphere's gyrification index is the pial area over it.</summary>
    public required double HullAreaMm2 { get; init; }

    internal static CorticalMeasures Of(LevelField field, GreyBanks banks, TriangleMesh white, TriangleMesh pial,
        MeshNeighbours neighbours, bool[] cortex, ParallelOptions? parallel)
    {
        var mid = new float[white.Positions.Length];
        for (var n = 0; n < mid.Length; n++)
            mid[n] = (white.Positions[n] + pial.Positions[n]) / 2;
        var (mean, gaussian) = MeshCurvature.Of(white, neighbours);
        var (hull, pialAreas) = (OuterHull.Of(pial, parallel), MeshGeometry.VertexAreas(pial.Positions, pial.Triangles));
        var (gyrification, hullArea) = Gyrification.Of(pial, pialAreas, hull.Mesh(), parallel);
        for (var v = 0; v < cortex.Length; v++)
            if (!cortex[v]) gyrification[v] = 0;
        return new()
        {
            ThicknessMm = Thickness(white, pial, cortex, parallel),
            ProjectedThicknessMm = ProjectedThickness.Of(field, banks, white, pial, cortex, parallel),
            WhiteAreaMm2 = MeshGeometry.VertexAreas(white.Positions, white.Triangles),
            MidAreaMm2 = MeshGeometry.VertexAreas(mid, white.Triangles),
            PialAreaMm2 = pialAreas,
            VolumeMm3 = PrismVolumes.Of(white, pial),
            MeanCurvature = mean,
            GaussianCurvature = gaussian,
            SulcalDepthMm = SulcalDepth.Of(white, hull, parallel),
            GyrificationIndex = gyrification,
            HullAreaMm2 = hullArea,
        };
    }

    private static float[] Thickness(TriangleMesh white, TriangleMesh pial, bool[] cortex, ParallelOptions? parallel)
    {
        var (toWhite, toPial) = (new Facing(white), new Facing(pial));
        var thickness = new float[white.VertexCount];
        SurfaceDraft.ForEach(thickness.Length, parallel, v =>
        {
            if (!cortex[v]) return;
            Vector3 w = new(white.Positions.AsSpan(3 * v, 3)), p = new(pial.Positions.AsSpan(3 * v, 3));
            var limit = Math.Min(Vector3.Distance(w, p), MostThicknessMm);
            var both = toPial.Distance(w, toWhite.Normal(v), limit) + toWhite.Distance(p, toPial.Normal(v), limit);
            thickness[v] = Math.Min(MostThicknessMm, both / 2);
        });
        return thickness;
    }

    // A surface to measure to, where it faces the same way: across a sulcus lies the other bank's cortex.
    private sealed class Facing
    {
        private const float Cell = 1.5f;
        private readonly TriangleBalls balls;
        private readonly float[] vertexNormals;

        public Facing(TriangleMesh mesh)
        {
            (balls, vertexNormals) = (new(mesh.Positions, mesh.Triangles, Cell), new float[mesh.Positions.Length]);
            MeshGeometry.Normals(mesh.Positions, mesh.Triangles, vertexNormals);
        }

        public Vector3 Normal(int vertex) => new(vertexNormals.AsSpan(3 * vertex, 3));

        public float Distance(Vector3 from, Vector3 direction, float limit) =>
            balls.Nearest(from.X, from.Y, from.Z, limit, direction).Distance;
    }
}
