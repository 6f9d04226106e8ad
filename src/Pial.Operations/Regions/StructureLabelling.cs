using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>Settings of <see cref="StructureLabelling"/>.</summary>
public sealed record StructureOptions
{
    /// <summary>Most rounds of estimating the classes' intensities; 0 goes by the atlas alone.</summary>
    public int Iterations { get; init; } = 12;

    /// <summary>The rounds end when no mean moves by more than this share of the intensities' range.</summary>
    public double Tolerance { get; init; } = 5e-4;

    /// <summary>Weight of a neighbour with the same label, in units of log probability; 0 leaves each voxel alone.</summary>
    public double Smoothness { get; init; } = 0.5;

    /// <summary>Sweeps in which neighbours are listened to.</summary>
    public int Sweeps { get; init; } = 4;

    /// <summary>
    /// Weight of a voxel's intensity beside the atlas, 0 to 1. Neighbouring voxels err together (noise apart, partial volume and texture),
    /// so each counts for less than the independent observation that 1 would take it for.
    /// </summary>
    public double IntensityWeight { get; init; } = 0.2;
}

/// <summary>Intensities of one class of labels.</summary>
/// <param name="Class">Its number in the atlas.</param>
/// <param name="Mean">Mean, in the scan's units.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
public readonly record struct ClassIntensity(int Class, double Mean, double StandardDeviation)
{
    /// <summary>Median, in the scan's units.</summary>
    public double Median { get; init; }

    /// <summary>First decile, in the scan's units.</summary>
    public double Low { get; init; }
}

/// <summary>Labels of a scan's voxels.</summary>
/// <param name="Labels">The most probable label; 0 outside the mask and where the atlas says nothing.</param>
/// <param name="Intensities">What the classes look like; empty when the atlas alone was asked.</param>
/// <param name="Rounds">Rounds of estimation done.</param>
/// <param name="Converged">Whether the means came to rest.</param>
public sealed record StructureResult(Volume<int> Labels, IReadOnlyList<ClassIntensity> Intensities, int Rounds, bool Converged);

/// <summary>Labels the structures of a head: an atlas says what may be where, the scan's intensities decide.</summary>
/// <remarks>
/// <para>
/// Every voxel has the probabilities of an atlas carried into the scan, and every class of labels a mixture of normal distributions of
/// intensities that is estimated from the scan itself (expectation–maximisation, Van Leemput et al. 1999, doi 10.1109/42.811270; with an
/// atlas of structures, Fischl et al. 2002, doi 10.1016/S0896-6273(02)00339-X; with mixtures, Puonti et al. 2016, doi
/// 10.1016/j.neuroimage.2016.09.011). The label is the one of highest probability, neighbours included by iterated conditional modes (Besag
/// 1986, doi 10.1111/j.2517-6161.1986.tb01412.x), all voxels at once from the last sweep's labels, so that the result depends on no order.
/// What differs: one distribution a class, not one a place; labels of both sides and of structures that look alike share theirs; what lies
/// around the brain has a free histogram.
/// </para>
/// <para>Cost: about 1 s for a brain of 1 mm on two threads, 60 bytes a voxel of the mask. Same bits at any thread count.</para>
/// </remarks>
public static class StructureLabelling
{
    /// <summary>Labels a scan.</summary>
    /// <param name="image">The scan without shading, any unit; values that are not numbers count as 0.</param>
    /// <param name="mask">Voxels to label, on the same grid.</param>
    /// <param name="atlas">What may be where.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="options">Settings.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Image and mask lie on different grids.</exception>
    public static StructureResult Run(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, StructureOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(imageToAtlas);
        if (!image.Grid.Matches(mask.Grid)) throw new ArgumentException("The image and the mask lie on different grids.", nameof(mask));
        options ??= new();
        var priors = StructurePriors.Carry(mask, atlas, imageToAtlas, parallel);
        var model = new StructureModel(image, priors, atlas, options);
        var (rounds, converged) = Learn(model, options, parallel);
        var labels = Decide(image.Grid, priors, model, options, parallel);
        return new(labels, options.Iterations > 0 ? model.Intensities() : [], rounds, converged);
    }

    /// <summary>Learns the classes' intensities.</summary>
    internal static (int Rounds, bool Converged) Learn(StructureModel model, StructureOptions options, ParallelOptions? parallel)
    {
        if (options.Iterations <= 0) return (0, false);
        model.Update(first: true, parallel);
        var (rounds, converged) = (0, false);
        while (rounds < options.Iterations && !converged)
        {
            converged = model.Update(first: false, parallel) < options.Tolerance;
            rounds++;
        }

        return (rounds, converged);
    }

    /// <summary>The most probable label of each voxel, neighbours included.</summary>
    internal static Volume<int> Decide(Grid grid, StructurePriors priors, StructureModel model, StructureOptions options,
        ParallelOptions? parallel)
    {
        var shape = grid.Shape;
        var neighbours = new LabelNeighbours(grid, options.Smoothness);
        int[] labels = new int[shape.Count], last = [];
        for (var sweep = 0; sweep <= (options.Smoothness > 0 ? options.Sweeps : 0); sweep++)
        {
            if (sweep > 0) (last, labels) = (labels, last.Length == 0 ? new int[shape.Count] : last);
            var (from, to, alone) = (last, labels, sweep == 0);
            Slices.For(shape.K, parallel, k =>
            {
                var slice = priors[k];
                for (var n = 0; n < slice.Voxels.Length; n++)
                {
                    var v = slice.Voxels[n];
                    var (best, score) = (0, float.NegativeInfinity);
                    for (var e = n * StructurePriors.Kept; e < (n + 1) * StructurePriors.Kept && slice.Shares[e] > 0; e++)
                    {
                        int label = slice.Labels[e];
                        var s = MathF.Log(model.Share(slice.Shares[e])) + model.LogLikelihood(slice.Labels[e], v);
                        if (!alone) s += neighbours.Agreeing(from, v, label);
                        if (s > score) (best, score) = (label, s);
                    }

                    to[v] = best;
                }
            });
        }

        return Volume.Create<int>(grid, labels);
    }
}
