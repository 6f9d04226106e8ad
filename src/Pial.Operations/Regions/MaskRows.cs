using Pial.Kernels;
using Pial.Operations.Warps;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// Runs over the voxels of a mask slice by slice, with their positions in the voxels of another grid: where a brain is wanted, the head
/// around it costs nothing.
/// </summary>
internal sealed class MaskRows(Volume<bool> mask, Grid target, PointMap maskToTarget)
{
    /// <summary>Most voxels of one row.</summary>
    public const int Most = MapRows.Most;

    private readonly MapRows rows = new(maskToTarget);
    private readonly double[] toVoxel = [.. Enumerable.Range(0, 12).Select(n => target.WorldToVoxel[n / 4, n % 4])];

    /// <summary>Array indices of the voxels of slice k, ascending.</summary>
    public int[] Voxels(int k)
    {
        var inside = mask.Slice(k);
        var voxels = new int[inside.Count(true)];
        var at = 0;
        for (var n = 0; at < voxels.Length; n++)
            if (inside[n]) voxels[at++] = (k * mask.Shape.SliceCount) + n;
        return voxels;
    }

    /// <summary>Positions of voxels, in voxels of the target.</summary>
    /// <param name="voxels">Array indices, at most <see cref="Most"/>.</param>
    /// <param name="shift">Added to their indices: where in the voxel.</param>
    /// <param name="x">Receives first coordinates.</param>
    /// <param name="y">Receives second coordinates.</param>
    /// <param name="z">Receives third coordinates.</param>
    public void Fill(ReadOnlySpan<int> voxels, Point shift, Span<double> x, Span<double> y, Span<double> z)
    {
        var shape = mask.Shape;
        for (var n = 0; n < voxels.Length; n++)
        {
            var v = voxels[n];
            var p = mask.Grid.Affine.Apply(new Point(v % shape.I, v / shape.I % shape.J, v / shape.SliceCount) + shift);
            (x[n], y[n], z[n]) = (p.X, p.Y, p.Z);
        }

        rows.Apply(x, y, z);
        Positions.Apply(toVoxel, x, y, z);
    }
}
