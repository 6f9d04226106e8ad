using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// What an atlas says about the voxels of a scan: for each voxel of the mask its labels and their shares, most probable first.
/// </summary>
internal sealed class StructurePriors
{
    /// <summary>Labels kept for a voxel.</summary>
    public const int Kept = 8;

    private readonly SlicePriors[] slices;

    private StructurePriors(SlicePriors[] slices) => this.slices = slices;

    /// <summary>The voxels of a slice.</summary>
    public SlicePriors this[int k] => slices[k];

    /// <summary>Carries an atlas to a mask's voxels, shares interpolated linearly.</summary>
    /// <param name="mask">Voxels to know about.</param>
    /// <param name="atlas">The atlas.</param>
    /// <param name="imageToAtlas">Mask RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static StructurePriors Carry(Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, ParallelOptions? parallel)
    {
        var rows = new MaskRows(mask, atlas.Grid, imageToAtlas);
        var result = new SlicePriors[mask.Shape.K];
        Slices.For(mask.Shape.K, parallel, () => new Scratch(), (k, scratch) =>
        {
            var slice = new SlicePriors(rows.Voxels(k));
            for (var from = 0; from < slice.Voxels.Length; from += MaskRows.Most)
            {
                var some = slice.Voxels.AsSpan(from, Math.Min(MaskRows.Most, slice.Voxels.Length - from));
                var x = scratch.X.AsSpan(0, some.Length);
                var y = scratch.Y.AsSpan(0, some.Length);
                var z = scratch.Z.AsSpan(0, some.Length);
                rows.Fill(some, default, x, y, z);
                for (var n = 0; n < some.Length; n++)
                    scratch.Mix(atlas, x[n], y[n], z[n], slice.Labels.AsSpan((from + n) * Kept, Kept),
                        slice.Shares.AsSpan((from + n) * Kept, Kept));
            }

            result[k] = slice;
        });
        return new(result);
    }

    /// <summary>The voxels of a slice, each with <see cref="Kept"/> labels and shares of 255.</summary>
    public sealed class SlicePriors(int[] voxels)
    {
        public int[] Voxels => voxels;

        public byte[] Labels { get; } = new byte[voxels.Length * Kept];

        public byte[] Shares { get; } = new byte[voxels.Length * Kept];
    }

    private sealed class Scratch
    {
        private readonly float[] sums = new float[256];
        private readonly byte[] seen = new byte[8 * StructureAtlas.MostRanks];

        public double[] X { get; } = new double[MaskRows.Most];

        public double[] Y { get; } = new double[MaskRows.Most];

        public double[] Z { get; } = new double[MaskRows.Most];

        // The shares of the eight voxels around a position, weighted as trilinear interpolation does; beyond the atlas there is nothing.
        public void Mix(StructureAtlas atlas, double x, double y, double z, Span<byte> labels, Span<byte> shares)
        {
            if (!double.IsFinite(x + y + z)) return;
            var s = atlas.Grid.Shape;
            var (fx, fy, fz) = (Math.Floor(x), Math.Floor(y), Math.Floor(z));
            if (fx < -1 || fy < -1 || fz < -1 || fx >= s.I || fy >= s.J || fz >= s.K) return;
            var (i, j, k) = ((int)fx, (int)fy, (int)fz);
            var (dx, dy, dz) = ((float)(x - fx), (float)(y - fy), (float)(z - fz));
            var ids = atlas.All.Labels.Span;
            var parts = atlas.All.Shares.Span;
            var (found, ranks) = (0, atlas.Ranks);
            for (var corner = 0; corner < 8; corner++)
            {
                var (ci, cj, ck) = (i + (corner & 1), j + ((corner >> 1) & 1), k + (corner >> 2));
                if (!s.Contains(ci, cj, ck)) continue;
                var weight = ((corner & 1) == 0 ? 1 - dx : dx) * ((corner & 2) == 0 ? 1 - dy : dy) * ((corner & 4) == 0 ? 1 - dz : dz);
                if (weight <= 0) continue;
                var first = s.Index(ci, cj, ck) * ranks;
                for (var r = first; r < first + ranks && parts[r] > 0; r++)
                {
                    var label = ids[r];
                    if (sums[label] == 0) seen[found++] = label;
                    sums[label] += weight * parts[r];
                }
            }

            Best(found, labels, shares);
        }

        private void Best(int found, Span<byte> labels, Span<byte> shares)
        {
            var total = 0f;
            for (var n = 0; n < found; n++) total += sums[seen[n]];
            for (var rank = 0; rank < Kept && total > 0; rank++)
            {
                var best = -1;
                for (var n = 0; n < found; n++)
                {
                    var (label, share) = (seen[n], sums[seen[n]]);
                    if (share > 0 && (best < 0 || share > sums[seen[best]] || (share == sums[seen[best]] && label < seen[best]))) best = n;
                }

                if (best < 0) break;
                var level = (byte)Math.Min(255, Math.Round(255 * sums[seen[best]] / total));
                if (level == 0) break;
                (labels[rank], shares[rank]) = (seen[best], level);
                sums[seen[best]] = 0;
            }

            for (var n = 0; n < found; n++) sums[seen[n]] = 0;
        }
    }
}
