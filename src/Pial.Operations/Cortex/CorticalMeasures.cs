using Pial.Kernels.Surfaces;

namespace Pial.Operations.Cortex;

/// <summary>Numbers of the vertices of a hemisphere.</summary>
public sealed record CorticalMeasures
{
    private const float MostThicknessMm = 5;

    /// <summary>
    /// Thickness as FreeSurfer defines it, mm: mean of the distance from the white vertex to the pial surface and from the pial vertex to
    /// the white surface, at most 5; 0 where there is no cortex (Fischl &amp; Dale 2000, doi 10.1073/pnas.200033797).
    /// </summary>
    public required float[] ThicknessMm { get; init; }

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

    internal static CorticalMeasures Of(TriangleMesh white, TriangleMesh pial, MeshNeighbours neighbours, bool[] cortex,
        ParallelOptions? parallel)
    {
        var mid = new float[white.Positions.Length];
        for (var n = 0; n < mid.Length; n++)
            mid[n] = (white.Positions[n] + pial.Positions[n]) / 2;
        var (mean, gaussian) = MeshCurvature.Of(white, neighbours);
        return new()
        {
            ThicknessMm = Thickness(white, pial, cortex, parallel),
            WhiteAreaMm2 = MeshGeometry.VertexAreas(white.Positions, white.Triangles),
            MidAreaMm2 = MeshGeometry.VertexAreas(mid, white.Triangles),
            PialAreaMm2 = MeshGeometry.VertexAreas(pial.Positions, pial.Triangles),
            VolumeMm3 = PrismVolumes.Of(white, pial),
            MeanCurvature = mean,
            GaussianCurvature = gaussian,
            SulcalDepthMm = SulcalDepth.Of(white, pial, parallel),
        };
    }

    private static float[] Thickness(TriangleMesh white, TriangleMesh pial, bool[] cortex, ParallelOptions? parallel)
    {
        const float cell = 1.5f;
        var (toWhite, toPial) = (new TriangleCells(white.Positions, white.Triangles, cell),
            new TriangleCells(pial.Positions, pial.Triangles, cell));
        var thickness = new float[white.VertexCount];
        SurfaceDraft.ForEach(thickness.Length, parallel, v =>
        {
            if (!cortex[v]) return;
            ReadOnlySpan<float> w = white.Positions.AsSpan(3 * v, 3), p = pial.Positions.AsSpan(3 * v, 3);
            var straight = MathF.Sqrt(((w[0] - p[0]) * (w[0] - p[0])) + ((w[1] - p[1]) * (w[1] - p[1])) + ((w[2] - p[2]) * (w[2] - p[2])));
            var limit = Math.Min(straight, MostThicknessMm);
            thickness[v] = Math.Min(MostThicknessMm,
                (toPial.Nearest(w[0], w[1], w[2], limit).Distance + toWhite.Nearest(p[0], p[1], p[2], limit).Distance) / 2);
        });
        return thickness;
    }
}
