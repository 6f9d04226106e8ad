using System.Numerics;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

/// <summary>How a label is chosen for a voxel of another grid.</summary>
public enum LabelInterpolation
{
    /// <summary>The label of the nearest voxel.</summary>
    Nearest,

    /// <summary>
    /// The label with the most weight: each voxel of the reference is sampled on a fine lattice and the labels around each sample vote with
    /// their trilinear weights. Smoother borders, and the right choice for coarser grids; equal votes go to the smaller label.
    /// </summary>
    Vote,
}

public static partial class Resample
{
    /// <summary>A label image on another grid; never holds a label that the input does not hold, save 0 outside of it.</summary>
    /// <param name="labels">Input.</param>
    /// <param name="reference">The grid of the result.</param>
    /// <param name="referenceToMoving">Reference RAS+ mm → image RAS+ mm: an affine, a <see cref="Warp"/> or a chain; the identity when
    /// null.</param>
    /// <param name="interpolation">Nearest voxel, or a vote.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The transform or a grid is singular or not finite.</exception>
    public static Volume<int> Labels(
        Volume<int> labels, Grid reference, PointMap? referenceToMoving = null,
        LabelInterpolation interpolation = LabelInterpolation.Nearest,
        ParallelOptions? parallel = null)
        => Labels(labels, reference, referenceToMoving, interpolation, 0, parallel);

    /// <summary>
    /// As <see cref="Labels(Volume{int}, Grid, PointMap?, LabelInterpolation, ParallelOptions?)"/>, for labels of any type and with any
    /// label outside.
    /// </summary>
    public static Volume<T> Labels<T>(
        Volume<T> labels, Grid reference, PointMap? referenceToMoving, LabelInterpolation interpolation, T outside,
        ParallelOptions? parallel = null)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        var pull = new Pull(labels.Grid, reference, referenceToMoving ?? PointMap.Identity);
        if (pull.IsIdentity) return labels.WithGrid(reference);
        if (interpolation == LabelInterpolation.Nearest) return Nearest(labels, pull, outside, SampleLine.Rounding, parallel);

        var shape = reference.Shape;
        return Volume.CreateParallel<T>(reference,
            voxels => Slices.For(shape.K, parallel, () => new LabelLattice<T>(labels, pull, referenceToMoving, outside), (k, lattice) =>
        {
            var slice = voxels.Span.Slice(k * shape.SliceCount, shape.SliceCount);
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++)
                    slice[(j * shape.I) + i] = lattice.Winner(i, j, k);
            }
        }));
    }

    /// <summary>Samples one voxel of the reference at a time on a fine lattice.</summary>
    private sealed class LabelLattice<T>(Volume<T> labels, Pull pull, PointMap? map, T outside)
        where T : unmanaged, INumber<T>
    {
        private readonly Affine toVoxel = labels.Grid.WorldToVoxel;
        private readonly LabelVotes<T> votes = new(outside);

        // Samples per axis of a reference voxel: one where it is as fine as the image, else about one for each image voxel it covers.
        private readonly int[] samples =
            [.. Enumerable.Range(0, 3).Select(a => Math.Clamp((int)Math.Ceiling(pull.Linear.Column(a).Length - 0.01), 1, 8))];

        public T Winner(int i, int j, int k)
        {
            votes.Clear();
            for (var c = 0; c < samples[2]; c++)
                for (var b = 0; b < samples[1]; b++)
                    for (var a = 0; a < samples[0]; a++)
                    {
                        var p = Position(new(i + Within(a, 0), j + Within(b, 1), k + Within(c, 2)));
                        votes.Cast(labels, p.X, p.Y, p.Z);
                    }

            return votes.Winner();
        }

        private Point Position(Point voxel) => pull.Warped is null ? pull.Linear.Apply(voxel)
            : toVoxel.Apply(map!.Apply(pull.Reference.Affine.Apply(voxel)));

        private double Within(int n, int axis) => ((n + 0.5) / samples[axis]) - 0.5;
    }
}
