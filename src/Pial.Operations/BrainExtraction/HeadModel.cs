using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.BrainExtraction;

/// <summary>
/// What intensities each tissue of the head has in this scan: one smooth histogram a class, fitted by expectation maximisation under the
/// warped priors of the template (the mixture of Ashburner &amp; Friston 2005, doi 10.1016/j.neuroimage.2005.02.018, with histograms for
/// Gaussians, because fat, muscle, dura and marrow have no common mean).
/// </summary>
internal sealed class HeadModel
{
    /// <summary>Grey matter, white matter, CSF; then bone, soft tissue, air.</summary>
    public const int Classes = 6;

    /// <summary>The first three classes lie inside the brain mask.</summary>
    public const int Inside = 3;

    private const int Bins = 256;
    private const double UniformShare = 1e-3; // an intensity never seen in a class stays possible
    private readonly float[] image;
    private readonly float[][] priors;
    private readonly float[] weight;
    private readonly float scale;
    private readonly double[][] density = new double[Classes][];

    private HeadModel(float[] image, float[][] priors, float[] weight, float scale)
    {
        (this.image, this.priors, this.weight, this.scale) = (image, priors, weight, scale);
        for (var c = 0; c < Classes; c++)
            density[c] = Enumerable.Repeat(1.0 / Bins, Bins).ToArray();
    }

    /// <summary>Fits the class histograms.</summary>
    /// <param name="image">Intensities.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="priors">Prior probabilities of the classes; they need not sum to 1.</param>
    /// <param name="weight">0 leaves a voxel out.</param>
    /// <param name="top">Intensity of the last bin.</param>
    /// <param name="iterations">EM iterations.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static HeadModel Fit(float[] image, Shape shape, float[][] priors, float[] weight, double top, int iterations,
        ParallelOptions? parallel)
    {
        var model = new HeadModel(image, priors, weight, (float)((Bins - 1) / top));
        for (var n = 0; n < iterations; n++)
            model.Update(shape, parallel);
        return model;
    }

    /// <summary>
    /// log of the odds of lying outside the brain mask, by the priors alone and by priors and intensity: the mean of both, with the weight
    /// of the second.
    /// </summary>
    public double LogOddsOutside(int n, double evidence)
    {
        var bin = Bin(n);
        double inside = 1e-12, outside = 1e-12, insidePrior = 1e-12, outsidePrior = 1e-12;
        for (var c = 0; c < Classes; c++)
        {
            var p = priors[c][n] * density[c][bin];
            if (c < Inside) (inside, insidePrior) = (inside + p, insidePrior + priors[c][n]);
            else (outside, outsidePrior) = (outside + p, outsidePrior + priors[c][n]);
        }

        return (evidence * Math.Log(outside / inside)) + ((1 - evidence) * Math.Log(outsidePrior / insidePrior));
    }

    /// <summary>Mean intensity of a class.</summary>
    public double Mean(int c)
    {
        var sum = 0.0;
        for (var b = 0; b < Bins; b++)
            sum += density[c][b] * b;
        return sum / scale;
    }

    private int Bin(int n) => Math.Clamp((int)((image[n] * scale) + 0.5f), 0, Bins - 1);

    private void Update(Shape shape, ParallelOptions? parallel)
    {
        var counts = new double[Classes * Bins];
        Slices.Sum(shape.K, parallel, (k, sum) =>
        {
            Span<double> p = stackalloc double[Classes];
            for (var n = k * shape.SliceCount; n < (k + 1) * shape.SliceCount; n++)
            {
                if (weight[n] <= 0) continue;
                var bin = Bin(n);
                var total = 1e-12;
                for (var c = 0; c < Classes; c++)
                    total += p[c] = priors[c][n] * density[c][bin];
                for (var c = 0; c < Classes; c++)
                    sum[(c * Bins) + bin] += weight[n] * p[c] / total;
            }
        }, counts);
        for (var c = 0; c < Classes; c++)
            density[c] = Smoothed(counts.AsSpan(c * Bins, Bins));
    }

    private static double[] Smoothed(ReadOnlySpan<double> counts)
    {
        const double Sigma = 3; // bins: about 1 % of the range, below the noise of any usable scan
        var result = new double[Bins];
        for (var b = 0; b < Bins; b++)
        {
            if (counts[b] == 0) continue;
            for (var d = -9; d <= 9; d++)
                result[Math.Clamp(b + d, 0, Bins - 1)] += counts[b] * Math.Exp(-0.5 * d * d / (Sigma * Sigma));
        }

        var sum = result.Sum();
        for (var b = 0; b < Bins; b++)
            result[b] = sum > 0 ? ((1 - UniformShare) * result[b] / sum) + (UniformShare / Bins) : 1.0 / Bins;
        return result;
    }
}
