using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>Brings the labels of an atlas into a scan.</summary>
/// <remarks>
/// As <c>Resample.Labels</c> by vote, for the voxels of a mask alone: the labels around a voxel's position vote with their trilinear weights, on a lattice of positions where
/// the scan is coarser than the atlas; equal votes go to the smaller label. One interpolation, whatever the map is made of.
/// </remarks>
public static class LabelTransfer
{
    /// <summary>Labels of a scan's voxels.</summary>
    /// <param name="atlas">The labels, on any grid.</param>
    /// <param name="mask">Voxels of the scan that get a label; the others get 0.</param>
    /// <param name="scanToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    public static Volume<int> Run(Volume<int> atlas, Volume<bool> mask, PointMap scanToAtlas, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(scanToAtlas);
        var rows = new MaskRows(mask, atlas.Grid, scanToAtlas);
        var shifts = Shifts(mask.Grid.VoxelSize, atlas.Grid.VoxelSize);
        return Volume.CreateParallel<int>(mask.Grid, result => Slices.For(mask.Shape.K, parallel, () => new Scratch(shifts.Length), (k, scratch) =>
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
                        Cast(atlas, scratch.X(s, n + 1)[n], scratch.Y(s, n + 1)[n], scratch.Z(s, n + 1)[n], scratch.Votes);
                    to[some[n]] = Winner(scratch.Votes);
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

    private static void Cast(Volume<int> atlas, double x, double y, double z, List<(int Label, double Weight)> votes)
    {
        if (!double.IsFinite(x + y + z)) return;
        var s = atlas.Shape;
        var (fx, fy, fz) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
        for (var corner = 0; corner < 8; corner++)
        {
            var weight = ((corner & 1) == 0 ? 1 - (x - fx) : x - fx) * ((corner & 2) == 0 ? 1 - (y - fy) : y - fy) * ((corner & 4) == 0 ? 1 - (z - fz) : z - fz);
            if (weight <= 0) continue;
            var (i, j, k) = (fx + (corner & 1), fy + ((corner >> 1) & 1), fz + (corner >> 2));
            var inside = i >= 0 && j >= 0 && k >= 0 && i < s.I && j < s.J && k < s.K;
            Add(votes, inside ? atlas.Span[s.Index((int)i, (int)j, (int)k)] : 0, weight);
        }
    }

    private static void Add(List<(int Label, double Weight)> votes, int label, double weight)
    {
        for (var n = 0; n < votes.Count; n++)
        {
            if (votes[n].Label != label) continue;
            votes[n] = (label, votes[n].Weight + weight);
            return;
        }

        votes.Add((label, weight));
    }

    private static int Winner(List<(int Label, double Weight)> votes)
    {
        var best = (Label: 0, Weight: 0.0);
        foreach (var vote in votes)
            if (vote.Weight > best.Weight + 1e-9 || (vote.Weight > best.Weight - 1e-9 && vote.Label < best.Label)) best = vote;
        return best.Label;
    }

    private sealed class Scratch(int shifts)
    {
        private readonly double[] positions = new double[3 * shifts * MaskRows.Most];

        public List<(int Label, double Weight)> Votes { get; } = new(16);

        public Span<double> X(int shift, int length) => positions.AsSpan(3 * shift * MaskRows.Most, length);

        public Span<double> Y(int shift, int length) => positions.AsSpan(((3 * shift) + 1) * MaskRows.Most, length);

        public Span<double> Z(int shift, int length) => positions.AsSpan(((3 * shift) + 2) * MaskRows.Most, length);
    }
}
