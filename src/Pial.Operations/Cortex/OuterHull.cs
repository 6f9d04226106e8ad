using Pial.Kernels.Surfaces;
using Pial.Operations.Masks;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>The outer hull of a hemisphere, which bridges its sulci: what a ball of 15 mm cannot enter from outside.</summary>
internal sealed class OuterHull
{
    private const double CloseMm = 15, MarginMm = 20, SmoothMm = 4;
    private const int Vertices = 10_000;

    /// <summary>Edge of the hull's voxels, mm.</summary>
    public const double VoxelMm = 1.5;

    private readonly ParallelOptions? parallel;

    private OuterHull(Volume<bool> voxels, ParallelOptions? parallel) => (Voxels, this.parallel) = (voxels, parallel);

    /// <summary>The voxels inside.</summary>
    public Volume<bool> Voxels { get; }

    /// <summary>The hull of a pial surface.</summary>
    public static OuterHull Of(TriangleMesh pial, ParallelOptions? parallel) =>
        new(Morphology.Close(SurfaceVoxels.Inside(pial, Box(pial.Positions)), CloseMm, parallel), parallel);

    /// <summary>The hull as a surface, RAS+ mm, smoothed so that its area is not that of the voxels' stairs.</summary>
    public TriangleMesh Mesh()
    {
        var (s, solid) = (Voxels.Shape, FillHoles.Apply(Voxels));
        var soft = GaussianSmoothing.Apply(solid.Map(static v => v ? 1f : 0), SmoothMm, parallel);
        var mesh = MarchingTetrahedra.Extract(soft.Span, 0.5f, s.I, s.J, s.K);
        new LevelField(Voxels.Grid, []).ToWorld(mesh.Positions);
        return Remeshing.Coarsen(mesh, Vertices, parallel?.CancellationToken ?? default);
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
