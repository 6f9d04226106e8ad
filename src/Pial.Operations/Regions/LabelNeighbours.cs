using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>How strongly a voxel's six neighbours speak for a label, each weighed by how near it is.</summary>
internal sealed class LabelNeighbours(Grid grid, double strength)
{
    private readonly Shape shape = grid.Shape;
    private readonly float wi = Weight(grid, strength, grid.VoxelSize.X), wj = Weight(grid, strength, grid.VoxelSize.Y), wk = Weight(grid,
        strength, grid.VoxelSize.Z);

    /// <summary>Sum of the weights of the neighbours of voxel v that have the label.</summary>
    public float Agreeing(ReadOnlySpan<int> labels, int v, int label)
    {
        var (i, j, k) = (v % shape.I, v / shape.I % shape.J, v / shape.SliceCount);
        var sum = 0f;
        if (i > 0 && labels[v - 1] == label) sum += wi;
        if (i + 1 < shape.I && labels[v + 1] == label) sum += wi;
        if (j > 0 && labels[v - shape.I] == label) sum += wj;
        if (j + 1 < shape.J && labels[v + shape.I] == label) sum += wj;
        if (k > 0 && labels[v - shape.SliceCount] == label) sum += wk;
        if (k + 1 < shape.K && labels[v + shape.SliceCount] == label) sum += wk;
        return sum;
    }

    private static float Weight(Grid grid, double strength, double size)
    {
        var voxel = grid.VoxelSize;
        return (float)(strength * Math.Cbrt(voxel.X * voxel.Y * voxel.Z) / size);
    }
}
