using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Operations.Augmentation;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Reconstruction;

/// <summary>How a scan of thick slices sees a head: every slice is a weighted mean of the fine voxels along one axis.</summary>
/// <remarks>
/// Unlike <see cref="ThickSlices"/> the weights are exact wherever a slice lies between voxels, and are known to whoever undoes them. With
/// a box as thick as the spacing, and a whole number of voxels to it, a thick voxel is the mean of a block, as in Manjón et al. 2010,
/// doi:10.1016/j.media.2010.05.010.
/// </remarks>
public sealed class SliceSampling
{
    private readonly (int First, float[] Weights)[] slices, corrections;

    /// <summary>Prepares the weights.</summary>
    /// <param name="fine">Grid of the image that is sampled.</param>
    /// <param name="axis">Voxel axis of the slices, 0 to 2.</param>
    /// <param name="spacingMm">From slice to slice, mm; more than the fine voxels.</param>
    /// <param name="thicknessMm">Of a slice, mm; null for the spacing. Below it there are gaps, above it slices overlap.</param>
    /// <param name="profile">How a slice averages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not 0 to 2, the slices are not thicker than the voxels, or the profile is
    /// a point.</exception>
    public SliceSampling(Grid fine, int axis, double spacingMm, double? thicknessMm = null, SliceProfile profile = SliceProfile.Box)
    {
        VoxelAxes.Check(axis, nameof(axis));
        double[] size = [fine.VoxelSize.X, fine.VoxelSize.Y, fine.VoxelSize.Z];
        var (own, thickness) = (size[axis], thicknessMm ?? spacingMm);
        if (!(spacingMm > own * 1.001) || !double.IsFinite(spacingMm))
            throw new ArgumentOutOfRangeException(nameof(spacingMm), spacingMm,
                $"The slices must be further apart than the image's voxels ({own:0.###} mm).");
        if (!(thickness > 0) || !double.IsFinite(thickness))
            throw new ArgumentOutOfRangeException(nameof(thicknessMm), thicknessMm, "The thickness must be a finite number of mm above 0.");
        size[axis] = spacingMm;
        (Fine, Axis, Thick) = (fine, axis, Resample.GridOf(fine, new(size[0], size[1], size[2])));
        if (Thick.Shape[axis] < 2) throw new ArgumentOutOfRangeException(nameof(spacingMm), spacingMm,
            "The image holds fewer than two such slices.");
        slices = Weights(fine.Shape[axis], Thick.Shape[axis], spacingMm / own, thickness / own, profile);
        corrections = Inverse(slices, fine.Shape[axis]);
    }

    /// <summary>Grid of the fine image.</summary>
    public Grid Fine { get; }

    /// <summary>Grid of the thick slices, about the same centre.</summary>
    public Grid Thick { get; }

    /// <summary>Voxel axis of the slices.</summary>
    public int Axis { get; }

    /// <summary>The scan: thick slices of a fine image.</summary>
    /// <param name="image">On the fine grid; not finite counts as 0.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The image lies on another grid.</exception>
    public Volume<float> Acquire(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!image.Grid.Matches(Fine))
            throw new ArgumentException($"The image ({image.Grid}) does not lie on the fine grid ({Fine}).", nameof(image));
        return Along(Finite.OrZero(image, parallel), Fine.Shape, Thick, slices, parallel);
    }

    /// <summary>The fine image nearest to another one whose thick slices are those measured: what an estimate must keep to.</summary>
    /// <param name="estimate">On the fine grid.</param>
    /// <param name="measured">The thick slices.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">One of them lies on another grid.</exception>
    public Volume<float> Agree(Volume<float> estimate, Volume<float> measured, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (!measured.Grid.Matches(Thick))
            throw new ArgumentException($"The slices ({measured.Grid}) do not lie on the grid of thick slices ({Thick}).",
                nameof(measured));
        var missing = new float[measured.Shape.Count];
        TensorPrimitives.Subtract(measured.Span, Acquire(estimate, parallel).Span, missing);
        var change = Along(missing, Thick.Shape, Fine, corrections, parallel);
        return Volume.CreateParallel<float>(Fine, voxels => TensorPrimitives.Add(estimate.Span, change.Span, voxels.Span), writesAll: true);
    }

    // Slice s lies about the common centre; a slice that reaches beyond the image sees what there is.
    private static (int, float[])[] Weights(int fine, int thick, double spacing, double thickness, SliceProfile profile) =>
        [.. Enumerable.Range(0, thick).Select(s =>
    {
        var middle = ((fine - 1) / 2.0) + ((s - ((thick - 1) / 2.0)) * spacing);
        var reach = profile == SliceProfile.Gaussian ? 1.5 * thickness : 0.6 * thickness;
        var (first, last) = (Math.Clamp((int)Math.Round(middle - reach), 0, fine - 1),
            Math.Clamp((int)Math.Round(middle + reach), 0, fine - 1));
        var weights = Enumerable.Range(first, last - first + 1)
            .Select(n => SliceProfiles.Share(n - 0.5 - middle, n + 0.5 - middle, thickness, profile)).ToArray();
        var sum = weights.Sum();
        return (first, Array.ConvertAll(weights, w => (float)(w / sum)));
    })];

    // Aᵀ(AAᵀ)⁻¹, the least change that makes slices right, as far as a weight is not negligible. A whisper on the diagonal keeps slices
    // that overlap much from being told apart by noise.
    private static (int, float[])[] Inverse((int First, float[] Weights)[] slices, int fine)
    {
        var a = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(slices.Length, fine);
        for (var s = 0; s < slices.Length; s++)
            for (var n = 0; n < slices[s].Weights.Length; n++)
                a[s, slices[s].First + n] = slices[s].Weights[n];
        var gram = a.TransposeAndMultiply(a);
        for (var s = 0; s < slices.Length; s++)
            gram[s, s] *= 1 + 1e-6;
        var all = gram.Cholesky().Solve(a);
        return [.. Enumerable.Range(0, fine).Select(n =>
        {
            var row = all.Column(n).ToArray();
            var known = Enumerable.Range(0, row.Length).Where(s => Math.Abs(row[s]) > 1e-5).ToList();
            return known.Count == 0 ? (0, [0f]) : (known[0], row[known[0]..(known[^1] + 1)].Select(v => (float)v).ToArray());
        })];
    }

    private Volume<float> Along(ReadOnlyMemory<float> source, Shape from, Grid grid, (int First, float[] Weights)[] rows,
        ParallelOptions? parallel)
    {
        var to = grid.Shape;
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(to.K, parallel, k =>
        {
            var values = source.Span;
            for (var j = 0; j < to.J; j++)
            {
                var row = voxels.Span.Slice(to.Index(0, j, k), to.I);
                if (Axis == 0)
                {
                    var line = values.Slice(from.Index(0, j, k), from.I);
                    for (var i = 0; i < row.Length; i++)
                        row[i] = TensorPrimitives.Dot(line.Slice(rows[i].First, rows[i].Weights.Length), rows[i].Weights);
                    continue;
                }

                row.Clear();
                var (first, weights) = rows[Axis == 1 ? j : k];
                for (var n = 0; n < weights.Length; n++)
                    TensorPrimitives.MultiplyAdd(values.Slice(Axis == 1 ? from.Index(0, first + n, k) : from.Index(0, j, first + n),
                        from.I), weights[n], row, row);
            }
        }));
    }
}
