using Pial.Kernels.Surfaces;
using Pial.Operations.Masks;

namespace Pial.Operations.Cortex;

/// <summary>Depth of vertices beneath an outer hull that bridges the sulci.</summary>
internal static class SulcalDepth
{
    public static float[] Of(TriangleMesh white, OuterHull hull, ParallelOptions? parallel)
    {
        var depth = new LevelField(hull.Voxels.Grid, EuclideanDistance.Inside(hull.Voxels, parallel).Span.ToArray());
        var result = new float[white.VertexCount];
        var p = white.Positions;
        for (var v = 0; v < result.Length; v++)
            result[v] = Math.Max(0, depth.Sample(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2]) - (float)(OuterHull.VoxelMm / 2));
        return result;
    }
}
