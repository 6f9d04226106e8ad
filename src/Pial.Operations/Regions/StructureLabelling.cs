using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>Settings of <see cref="StructureLabelling"/>.</summary>
public sealed record StructureOptions
{
    /// <summary>Most rounds of estimating the classes' intensities; 0 goes by the atlas alone.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>The rounds end when no mean moves by more than this share of the intensities' range.</summary>
    public double Tolerance { get; init; } = 5e-4;

    /// <summary>Weight of a neighbour with the same label, in units of log probability; 0 leaves each voxel alone.</summary>
    public double Smoothness { get; init; } = 0.3;

    /// <summary>Sweeps in which neighbours are listened to.</summary>
    public int Sweeps { get; init; } = 4;

    /// <summary>
    /// Weight of a voxel's intensity beside the atlas, 0 to 1. Neighbouring voxels err together (noise apart, partial volume and texture), so each counts for less than the
    /// independent observation that 1 would take it for.
    /// </summary>
    public double IntensityWeight { get; init; } = 0.4;
}

/// <summary>Intensities of one class of labels.</summary>
/// <param name="Class">Its number in the atlas.</param>
/// <param name="Mean">Mean, in the scan's units.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
public readonly record struct ClassIntensity(int Class, double Mean, double StandardDeviation);

/// <summary>Labels of a scan's voxels.</summary>
/// <param name="Labels">The most probable label; 0 outside the mask and where the atlas says nothing.</param>
/// <param name="Intensities">What the classes look like; empty when the atlas alone was asked.</param>
/// <param name="Rounds">Rounds of estimation done.</param>
/// <param name="Converged">Whether the means came to rest.</param>
public sealed record StructureResult(Volume<int> Labels, IReadOnlyList<ClassIntensity> Intensities, int Rounds, bool Converged);

/// <summary>Labels the structures of a brain: an atlas says what may be where, the scan's intensities decide.</summary>
/// <remarks>
/// <para>
/// Every voxel has the probabilities of an atlas carried into the scan, and every class of labels a normal distribution of intensities that is estimated from the scan itself
/// (expectation–maximisation, Van Leemput et al. 1999, doi 10.1109/42.811270; with an atlas of structures, Fischl et al. 2002, doi 10.1016/S0896-6273(02)00339-X). The label is
/// the one of highest probability, neighbours included by iterated conditional modes (Besag 1986, doi 10.1111/j.2517-6161.1986.tb01412.x), all voxels at once from the last
/// sweep's labels, so that the result depends on no order. What differs: one distribution a class, not one a place, and labels of both sides and of structures that look
/// alike share theirs, since an atlas of few people has few voxels of the small ones.
/// </para>
/// <para>Cost: about 1 s for a brain of 1 mm on two threads, 25 bytes a voxel of the mask. Same bits at any thread count.</para>
/// </remarks>
public static class StructureLabelling
{
    private const double Outliers = 1e-3;

    /// <summary>Labels a scan.</summary>
    /// <param name="image">The scan without shading, any unit; values that are not numbers count as 0.</param>
    /// <param name="mask">Voxels to label, on the same grid.</param>
    /// <param name="atlas">What may be where.</param>
    /// <param name="imageToAtlas">Scan RAS+ mm → atlas RAS+ mm.</param>
    /// <param name="options">Settings.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Image and mask lie on different grids.</exception>
    public static StructureResult Run(
        Volume<float> image, Volume<bool> mask, StructureAtlas atlas, PointMap imageToAtlas, StructureOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(atlas);
        ArgumentNullException.ThrowIfNull(imageToAtlas);
        if (!image.Grid.Matches(mask.Grid)) throw new ArgumentException("The image and the mask lie on different grids.", nameof(mask));
        options ??= new();
        var priors = StructurePriors.Carry(mask, atlas, imageToAtlas, parallel);
        var model = new ClassModel(image, priors, atlas, options);
        var rounds = 0;
        var converged = false;
        if (options.Iterations > 0)
        {
            model.Start(parallel);
            while (rounds < options.Iterations && !converged)
            {
                converged = model.Update(parallel) < options.Tolerance;
                rounds++;
            }
        }

        return new(Decide(image.Grid, priors, model, options, parallel), model.Intensities(), rounds, converged);
    }

    private static Volume<int> Decide(Grid grid, StructurePriors priors, ClassModel model, StructureOptions options, ParallelOptions? parallel)
    {
        var shape = grid.Shape;
        var size = grid.VoxelSize;
        var mean = Math.Cbrt(size.X * size.Y * size.Z);
        var (wi, wj, wk) = ((float)(options.Smoothness * mean / size.X), (float)(options.Smoothness * mean / size.Y), (float)(options.Smoothness * mean / size.Z));
        int[] labels = new int[shape.Count], last = [];
        for (var sweep = 0; sweep <= (options.Smoothness > 0 ? options.Sweeps : 0); sweep++)
        {
            if (sweep > 0) (last, labels) = (labels, last.Length == 0 ? new int[shape.Count] : last);
            var (from, to) = (last, labels);
            var alone = sweep == 0;
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
                        var s = model.LogShare(slice.Shares[e]) + model.LogLikelihood(slice.Labels[e], v);
                        if (!alone) s += Agreeing(from, v, label);
                        if (s > score) (best, score) = (label, s);
                    }

                    to[v] = best;
                }
            });
        }

        return Volume.Create<int>(grid, labels);

        float Agreeing(int[] from, int v, int label)
        {
            var (i, j, k) = (v % shape.I, v / shape.I % shape.J, v / shape.SliceCount);
            var sum = 0f;
            if (i > 0 && from[v - 1] == label) sum += wi;
            if (i + 1 < shape.I && from[v + 1] == label) sum += wi;
            if (j > 0 && from[v - shape.I] == label) sum += wj;
            if (j + 1 < shape.J && from[v + shape.I] == label) sum += wj;
            if (k > 0 && from[v - shape.SliceCount] == label) sum += wk;
            if (k + 1 < shape.K && from[v + shape.SliceCount] == label) sum += wk;
            return sum;
        }
    }

    /// <summary>What the classes look like, as tables over bins of intensity.</summary>
    private sealed class ClassModel
    {
        private const int Bins = 1024;
        private readonly Volume<float> image;
        private readonly StructurePriors priors;
        private readonly int[] numbers;
        private readonly byte[] classOf = new byte[256];
        private readonly float[] logShare = new float[256];
        private readonly float[] share = new float[256];
        private readonly float[] likelihood;
        private readonly float[] logLikelihood;
        private readonly double weight;
        private readonly double top;
        private readonly double[] mean;
        private readonly double[] deviation;
        private bool known;

        public ClassModel(Volume<float> image, StructurePriors priors, StructureAtlas atlas, StructureOptions options)
        {
            (this.image, this.priors, weight) = (image, priors, options.IntensityWeight);
            numbers = [.. atlas.Ids.Select(id => atlas.Classes.GetValueOrDefault(id, id)).Distinct().Order()];
            foreach (var id in atlas.Ids)
                classOf[id] = (byte)Array.IndexOf(numbers, atlas.Classes.GetValueOrDefault(id, id));
            for (var s = 1; s < 256; s++)
            {
                share[s] = s / 255f;
                logShare[s] = (float)Math.Log(s / 255.0);
            }

            (mean, deviation) = (new double[numbers.Length], new double[numbers.Length]);
            (likelihood, logLikelihood) = (new float[numbers.Length * Bins], new float[numbers.Length * Bins]);
            top = 1.2 * Brightest(image, priors);
        }

        public float LogShare(byte level) => logShare[level];

        public float LogLikelihood(byte label, int voxel) => known ? logLikelihood[(classOf[label] * Bins) + Bin(image.Span[voxel])] : 0;

        public ClassIntensity[] Intensities() => known ? [.. numbers.Select((c, n) => new ClassIntensity(c, mean[n], deviation[n]))] : [];

        /// <summary>From where the atlas is sure, or as sure as it gets: shares to the fourth power.</summary>
        public void Start(ParallelOptions? parallel) => Estimate(parallel, start: true);

        /// <summary>One round.</summary>
        /// <returns>Largest movement of a mean, as a share of the range.</returns>
        public double Update(ParallelOptions? parallel)
        {
            var before = (double[])mean.Clone();
            Estimate(parallel, start: false);
            return before.Zip(mean, (a, b) => Math.Abs(a - b)).Max() / top;
        }

        private void Estimate(ParallelOptions? parallel, bool start)
        {
            var classes = numbers.Length;
            var sums = new double[3 * classes];
            Slices.Sum(image.Shape.K, parallel, (k, row) =>
            {
                var slice = priors[k];
                Span<float> weights = stackalloc float[StructurePriors.Kept];
                var voxels = image.Span;
                for (var n = 0; n < slice.Voxels.Length; n++)
                {
                    var value = Math.Clamp(Finite(voxels[slice.Voxels[n]]), 0, top);
                    var bin = Bin((float)value);
                    var (first, count, total) = (n * StructurePriors.Kept, 0, 0f);
                    for (; count < StructurePriors.Kept && slice.Shares[first + count] > 0; count++)
                    {
                        var s = share[slice.Shares[first + count]];
                        weights[count] = start ? s * s * s * s : s * likelihood[(classOf[slice.Labels[first + count]] * Bins) + bin];
                        total += weights[count];
                    }

                    if (!(total > 0)) continue;
                    var scale = start ? 1 : 1 / total;
                    for (var e = 0; e < count; e++)
                    {
                        double w = weights[e] * scale;
                        var c = 3 * classOf[slice.Labels[first + e]];
                        row[c] += w;
                        row[c + 1] += w * value;
                        row[c + 2] += w * value * value;
                    }
                }
            }, sums);
            var least = top / Bins;
            for (var c = 0; c < classes; c++)
            {
                if (!(sums[3 * c] > 1)) continue;
                mean[c] = sums[(3 * c) + 1] / sums[3 * c];
                deviation[c] = Math.Sqrt(Math.Max((sums[(3 * c) + 2] / sums[3 * c]) - (mean[c] * mean[c]), 4 * least * least));
            }

            Tabulate();
        }

        private void Tabulate()
        {
            for (var c = 0; c < numbers.Length; c++)
            {
                for (var b = 0; b < Bins; b++)
                {
                    // A class that no voxel of the scan belongs to keeps a flat distribution.
                    var z = deviation[c] > 0 ? (((b + 0.5) * top / Bins) - mean[c]) / deviation[c] : 0;
                    var density = deviation[c] > 0 ? Math.Exp(-0.5 * z * z) / (deviation[c] * Math.Sqrt(2 * Math.PI)) : 1 / top;
                    var p = ((1 - Outliers) * density * top) + Outliers;
                    likelihood[(c * Bins) + b] = (float)p;
                    logLikelihood[(c * Bins) + b] = (float)(weight * Math.Log(p));
                }
            }

            known = true;
        }

        private int Bin(float value) => (int)Math.Clamp(Finite(value) / top * Bins, 0, Bins - 1);

        private static float Finite(float value) => float.IsFinite(value) ? value : 0;

        // The 99th percentile of the voxels that have a prior.
        private static double Brightest(Volume<float> image, StructurePriors priors)
        {
            var values = new List<float>();
            for (var k = 0; k < image.Shape.K; k++)
                foreach (var v in priors[k].Voxels)
                    if (float.IsFinite(image.Span[v])) values.Add(image.Span[v]);
            if (values.Count == 0) return 1;
            values.Sort();
            return Math.Max(values[(int)(0.99 * (values.Count - 1))], 1e-6);
        }
    }
}
