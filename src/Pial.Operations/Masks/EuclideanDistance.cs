using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Masks;

/// <summary>Exact Euclidean distances in mm between voxel centres, for any voxel size.</summary>
/// <remarks>
/// Felzenszwalb &amp; Huttenlocher 2012, Theory of Computing 8:415, doi 10.4086/toc.2012.v008a019; linear in the number of voxels.
/// Distances are along the voxel axes, so a sheared grid is treated as if its axes were at right angles.
/// </remarks>
public static class EuclideanDistance
{
    /// <summary>Distance from every voxel to the nearest voxel of the mask: 0 in the mask, +∞ everywhere when the mask is empty.</summary>
    /// <param name="mask">The set the distance is to.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<float> Of(Volume<bool> mask, ParallelOptions? parallel = null) => To(mask, true, parallel);

    /// <summary>
    /// Distance from every voxel of the mask to the nearest voxel outside it: 0 outside, +∞ everywhere when the mask fills the image. What
    /// lies beyond the image counts neither as inside nor as outside. scipy's <c>distance_transform_edt</c>.
    /// </summary>
    /// <param name="mask">The set the distance is in.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<float> Inside(Volume<bool> mask, ParallelOptions? parallel = null) => To(mask, false, parallel);

    /// <summary>
    /// Distance to the mask outside of it, and minus the distance to the outside within: negative inside, positive outside, never 0.
    /// </summary>
    /// <param name="mask">The set.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static Volume<float> Signed(Volume<bool> mask, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (outside, inside) = (Of(mask, parallel), Inside(mask, parallel));
        return Volume.Create(mask.Grid, (outside, inside), static (Span<float> voxels, (Volume<float> Out, Volume<float> In) d) =>
        {
            var o = d.Out.Span;
            var i = d.In.Span;
            for (var n = 0; n < voxels.Length; n++)
                voxels[n] = o[n] > 0 ? o[n] : -i[n];
        });
    }

    private static Volume<float> To(Volume<bool> mask, bool target, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (s, size) = (mask.Shape, mask.Grid.VoxelSize);
        return Volume.CreateParallel<float>(mask.Grid, voxels =>
        {
            // Squared distances are kept in the result between the passes; the lines themselves are worked on in double.
            Slices.For(s.K, parallel, () => new Scratch(Math.Max(s.I, s.J)), (k, scratch) =>
            {
                var from = mask.Slice(k);
                var slice = voxels.Span.Slice(k * s.SliceCount, s.SliceCount);
                for (var n = 0; n < slice.Length; n++)
                    slice[n] = from[n] == target ? 0 : float.PositiveInfinity;
                for (var j = 0; j < s.J; j++)
                    scratch.Run(slice, j * s.I, 1, s.I, size.X);
                for (var i = 0; i < s.I; i++)
                    scratch.Run(slice, i, s.I, s.J, size.Y);
            });
            Slices.For(s.J, parallel, () => new Scratch(s.K), (j, scratch) =>
            {
                var all = voxels.Span;
                for (var i = 0; i < s.I; i++)
                {
                    scratch.Run(all, (j * s.I) + i, s.SliceCount, s.K, size.Z);
                    for (var k = 0; k < s.K; k++)
                    {
                        ref var v = ref all[(k * s.SliceCount) + (j * s.I) + i];
                        v = MathF.Sqrt(v);
                    }
                }
            });
        });
    }

    private sealed class Scratch(int length)
    {
        private readonly double[] line = new double[length];
        private readonly double[] bounds = new double[length + 1];
        private readonly double[] values = new double[length];
        private readonly int[] vertices = new int[length];

        public void Run(Span<float> voxels, int start, int step, int count, double spacing)
        {
            for (int n = 0, at = start; n < count; n++, at += step)
                line[n] = voxels[at];
            DistanceTransform.Line(line.AsSpan(0, count), spacing, vertices, bounds, values);
            for (int n = 0, at = start; n < count; n++, at += step)
                voxels[at] = (float)line[n];
        }
    }
}
