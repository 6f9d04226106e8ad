using Pial.Kernels.Surfaces;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>Depth of vertices beneath an outer hull that bridges the sulci.</summary>
internal static class SulcalDepth
{
    private const double VoxelMm = 1.5, CloseMm = 15, MarginMm = 20;

    public static float[] Of(TriangleMesh white, TriangleMesh pial, ParallelOptions? parallel)
    {
        var grid = Box(pial.Positions);
        var hull = Morphology.Close(SurfaceVoxels.Inside(pial, grid), CloseMm, parallel);
        var depth = new LevelField(grid, EuclideanDistance.Inside(hull, parallel).Span.ToArray());
        var result = new float[white.VertexCount];
        var p = white.Positions;
        for (var v = 0; v < result.Length; v++)
            result[v] = Math.Max(0, depth.Sample(p[3 * v], p[(3 * v) + 1], p[(3 * v) + 2]) - (float)(VoxelMm / 2));
        return result;
    }

    private static Grid Box(float[] positions)
    {
        double[] low = [double.MaxValue, double.MaxValue, double.MaxValue], high = [double.MinValue, double.MinValue, double.MinValue];
        for (var n = 0; n < positions.Length; n++)
            (low[n % 3], high[n % 3]) = (Math.Min(low[n % 3], positions[n]), Math.Max(high[n % 3], positions[n]));
        int Steps(int axis) => (int)Math.Ceiling((high[axis] - low[axis] + (2 * MarginMm)) / VoxelMm) + 1;
        return new(new(Steps(0), Steps(1), Steps(2)),
            Affine.Scaling(VoxelMm, VoxelMm, VoxelMm).WithOffset(new(low[0] - MarginMm, low[1] - MarginMm, low[2] - MarginMm)));
    }
}
