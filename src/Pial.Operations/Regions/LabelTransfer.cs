using Pial.Kernels;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>Brings the labels of an atlas into a scan.</summary>
/// <remarks>
/// As <c>Resample.Labels</c> by vote, for the voxels of a mask alone: the labels around a voxel's position vote with their trilinear
/// weights, on a lattice of positions where the scan is coarser than the atlas; equal votes go to the smaller label. One interpolation,
/// whatever the map is made of.
/// </remarks>
public static class LabelTransfer
{
    /// <summary>Labels of a scan's voxels.</summary>
    /// <param name="atlas">The labels, on any grid.</param>
    /// <param name="mask">Voxels of the scan that get a label; the others get 0.</param>
    /// <param name="scanToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    public static Volume<int> Apply(Volume<int> atlas, Volume<bool> mask, PointMap scanToAtlas, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(scanToAtlas);
        var rows = new MaskRows(mask, atlas.Grid, scanToAtlas);
        var shifts = Shifts(mask.Grid.VoxelSize, atlas.Grid.VoxelSize);
        return Volume.CreateParallel<int>(mask.Grid,
            result => Slices.For(mask.Shape.K, parallel, () => new Scratch(shifts.Length), (k, scratch) =>
        {
            var voxels = rows.Voxels(k);
            var to = result.Span;
            for (var from = 0; from < voxels.Length; from += MaskRows.Most)
            {
                var some = voxels.AsSpan(from, Math.Min(MaskRows.Most, voxels.Length - from));
                for (var s = 0; s < shifts.Length; s++)
                    rows.Fill(some, shifts[s], scratch.X(s, some.Length), scratch.Y(s, some.Length), scratch.Z(s, some.Length));
                for (var n = 0; n < some.Length; n++)
                {
                    scratch.Votes.Clear();
                    for (var s = 0; s < shifts.Length; s++)
                        scratch.Votes.Cast(atlas, scratch.X(s, n + 1)[n], scratch.Y(s, n + 1)[n], scratch.Z(s, n + 1)[n]);
                    to[some[n]] = scratch.Votes.Winner();
                }
            }
        }));
    }

    // Offsets within a voxel: its centre where it is as fine as the atlas, else about one for each atlas voxel along an axis.
    private static Point[] Shifts(Point scan, Point atlas)
    {
        var finest = Math.Min(atlas.X, Math.Min(atlas.Y, atlas.Z));
        int Count(double size) => Math.Clamp((int)Math.Ceiling((size / finest) - 0.01), 1, 8);
        double[] Along(int count) => [.. Enumerable.Range(0, count).Select(n => ((n + 0.5) / count) - 0.5)];
        return [.. from z in Along(Count(scan.Z)) from y in Along(Count(scan.Y)) from x in Along(Count(scan.X)) select new Point(x, y, z)];
    }

    private sealed class Scratch(int shifts)
    {
        private readonly double[] positions = new double[3 * shifts * MaskRows.Most];

        public LabelVotes<int> Votes { get; } = new(0);

        public Span<double> X(int shift, int length) => positions.AsSpan(3 * shift * MaskRows.Most, length);

        public Span<double> Y(int shift, int length) => positions.AsSpan(((3 * shift) + 1) * MaskRows.Most, length);

        public Span<double> Z(int shift, int length) => positions.AsSpan(((3 * shift) + 2) * MaskRows.Most, length);
    }
}
