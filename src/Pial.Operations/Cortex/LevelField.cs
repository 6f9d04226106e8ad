using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Cortex;

/// <summary>A scalar field on cubic voxels along x, y, z, to be sampled in RAS+ mm.</summary>
/// <param name="grid">Cubic voxels along the axes of space.</param>
/// <param name="values">One value a voxel, first axis fastest.</param>
internal sealed class LevelField(Grid grid, float[] values)
{
    private readonly float step = (float)grid.VoxelSize.X;
    private readonly Point origin = grid.Affine.Offset;

    public Grid Grid { get; } = grid;

    public float[] Values { get; } = values;

    public float StepMm => step;

    public float Sample(float x, float y, float z)
    {
        var s = Grid.Shape;
        return new TrilinearSampler(Values, s.I, s.J, s.K)
            .SampleClamped((x - origin.X) / step, (y - origin.Y) / step, (z - origin.Z) / step);
    }

    /// <summary>Change along a direction, per mm, between two points a voxel ahead and behind.</summary>
    public float Slope(float x, float y, float z, float nx, float ny, float nz) =>
        (Sample(x + (step * nx), y + (step * ny), z + (step * nz)) - Sample(x - (step * nx), y - (step * ny), z - (step * nz))) / (
            2 * step);

    /// <summary>Differences along x, y and z between a voxel ahead and a voxel behind.</summary>
    public Vector3 Difference(Vector3 p) => new(
        Sample(p.X + step, p.Y, p.Z) - Sample(p.X - step, p.Y, p.Z), Sample(p.X, p.Y + step, p.Z) - Sample(p.X, p.Y - step, p.Z),
        Sample(p.X, p.Y, p.Z + step) - Sample(p.X, p.Y, p.Z - step));

    /// <summary>Voxel coordinates of a mesh as RAS+ mm, in place.</summary>
    public void ToWorld(float[] positions)
    {
        for (var n = 0; n < positions.Length; n += 3)
        {
            positions[n] = (float)((positions[n] * step) + origin.X);
            positions[n + 1] = (float)((positions[n + 1] * step) + origin.Y);
            positions[n + 2] = (float)((positions[n + 2] * step) + origin.Z);
        }
    }
}
