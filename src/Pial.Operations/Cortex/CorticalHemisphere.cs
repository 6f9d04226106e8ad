using Pial.Kernels.Surfaces;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>The surfaces of a hemisphere and what was measured on them.</summary>
/// <param name="Side">Which.</param>
/// <param name="White">Border of white and grey matter, RAS+ mm; closed, of the topology of a sphere.</param>
/// <param name="Pial">Border of grey matter and CSF, RAS+ mm; vertex for vertex and triangle for triangle the white surface's.</param>
/// <param name="IsCortex">Whether cortex lies at a vertex; false on the medial wall, along the cut callosum, and by hippocampus and
/// amygdala.</param>
/// <param name="Measures">Numbers of the vertices.</param>
/// <param name="Topology">What correcting the white matter's topology took.</param>
/// <param name="WhiteCrossings">Self-intersections of the white surface before and after repair.</param>
/// <param name="PialCrossings">Self-intersections of the pial surface before and after repair.</param>
public sealed record CorticalHemisphere(
    Hemisphere Side, TriangleMesh White, TriangleMesh Pial, bool[] IsCortex, CorticalMeasures Measures, TopologyLog Topology,
        IntersectionCount WhiteCrossings, IntersectionCount PialCrossings)
{
    /// <summary>The surface halfway between white and pial.</summary>
    public TriangleMesh Mid { get; } = White.At(Halfway(White.Positions, Pial.Positions));

    private static float[] Halfway(float[] a, float[] b)
    {
        var mid = new float[a.Length];
        for (var n = 0; n < mid.Length; n++)
            mid[n] = (a[n] + b[n]) / 2;
        return mid;
    }
}
