using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Resampling;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Denoising;

/// <summary>
/// How strong the noise of an image is, and where: from the finest details of 2×2×2 voxels, which anatomy hardly reaches.
/// </summary>
/// <remarks>
/// The detail of a block is its voxels' alternating sum, the Haar wavelet of the finest scale along all axes at once: √8 standard
/// deviations of the noise. The level is the median over those blocks of the object that lie in its calmer half, by the gradient of the
/// blocks' means: Coupé et al., Medical Image Analysis 14 (2010) 483–493, doi:10.1016/j.media.2010.03.001. Where noise is Rician, each
/// block is corrected for its own signal. Cost: one pass for the level, three over an eighth of the voxels for the map.
/// </remarks>
public sealed class NoiseLevel
{
    // E log|N(0,1)| = −(γ + ln 2) / 2.
    private const double MeanLog = -0.6351814227307392;
    private readonly Grid image, grid;
    private readonly bool rician;
    private readonly double gain;
    private readonly float[] means, details; // of each block
    private readonly int[] calm; // blocks that count

    private NoiseLevel(Volume<float> image, bool rician)
    {
        (this.image, this.rician) = (image.Grid, rician);
        var s = image.Shape;
        (int I, int J, int K) step = (s.I > 1 ? 1 : 0, s.J > 1 ? 1 : 0, s.K > 1 ? 1 : 0);
        gain = Math.Sqrt(1 << (step.I + step.J + step.K));
        var shape = new Shape(s.I / (1 + step.I), s.J / (1 + step.J), s.K / (1 + step.K));
        var corner = image.Grid.Affine.Apply(new(step.I / 2.0, step.J / 2.0, step.K / 2.0));
        grid = new(shape, (image.Grid.Affine * Affine.Scaling(1 + step.I, 1 + step.J, 1 + step.K)).WithOffset(corner));
        (means, details) = (new float[shape.Count], new float[shape.Count]);
        for (var k = 0; k < shape.K; k++)
            for (var j = 0; j < shape.J; j++)
                for (var i = 0; i < shape.I; i++)
                    (means[shape.Index(i, j, k)], details[shape.Index(i, j, k)]) = Block(image, i * (1 + step.I), j * (1 + step.J),
                        k * (1 + step.K), step);
        calm = Calm((float)(Otsu.Threshold(image) / 2));
        Sigma = Median();
    }

    /// <summary>Standard deviation of the noise of each channel, in the image's units; 0 when there is none to be seen.</summary>
    public double Sigma { get; }

    /// <summary>Measures the noise of an image.</summary>
    /// <param name="image">Magnitude image; not finite counts as 0.</param>
    /// <param name="rician">Whether its noise is Rician; else Gaussian.</param>
    public static NoiseLevel Of(Volume<float> image, bool rician = true)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new(image, rician);
    }

    /// <summary>
    /// The noise at every voxel, when it varies smoothly over the image as parallel imaging and the correction of the field leave it.
    /// </summary>
    /// <param name="fwhmMm">How smoothly, mm.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <returns>Standard deviations on the image's grid, about <see cref="Sigma"/> at the median.</returns>
    public Volume<float> Map(double fwhmMm, ParallelOptions? parallel = null)
    {
        var (logs, weights) = (new float[means.Length], new float[means.Length]);
        var (total, blocks) = (0.0, 0);
        foreach (var n in calm)
        {
            if (details[n] == 0) continue;
            (logs[n], weights[n]) = ((float)(Math.Log(Math.Abs(details[n]) / gain / Spread(means[n], Sigma)) - MeanLog), 1);
            (total, blocks) = (total + logs[n], blocks + 1);
        }

        var mean = blocks > 0 ? total / blocks : 0;
        var (sum, weight) = (GaussianSmoothing.Apply(Volume.Create<float>(grid, logs), fwhmMm, parallel),
            GaussianSmoothing.Apply(Volume.Create<float>(grid, weights), fwhmMm, parallel));
        // Where few blocks speak the map leans on the whole image's level.
        const float few = 0.02f;
        var coarse = Volume.CreateParallel<float>(grid, memory =>
        {
            for (var n = 0; n < memory.Length; n++)
                memory.Span[n] = (float)(Sigma * Math.Exp(((sum.Span[n] + (few * mean)) / (weight.Span[n] + few)) - mean));
        });
        return Resample.ToGrid(coarse, image, options: new() { ExtendEdge = true }, parallel: parallel);
    }

    private static (float Mean, float Detail) Block(Volume<float> image, int i, int j, int k, (int I, int J, int K) step)
    {
        var (sum, detail, count) = (0f, 0f, 0);
        for (var c = 0; c <= step.K; c++)
        {
            for (var b = 0; b <= step.J; b++)
            {
                for (var a = 0; a <= step.I; a++)
                {
                    var v = image.Span[image.Shape.Index(i + a, j + b, k + c)];
                    if (!float.IsFinite(v)) v = 0;
                    sum += v;
                    detail += ((a + b + c) & 1) == 0 ? v : -v;
                    count++;
                }
            }
        }

        return (sum / count, detail);
    }

    // The blocks of the object whose means change least towards their neighbours: half of them.
    private int[] Calm(float foreground)
    {
        var inside = Enumerable.Range(0, means.Length).Where(n => means[n] >= foreground && (means[n] != 0 || details[n] != 0)).ToArray();
        if (inside.Length == 0) return inside;
        var slopes = Array.ConvertAll(inside, Slope);
        var middle = (float)Quantile.InPlace((float[])slopes.Clone(), 0.5);
        return [.. inside.Where((_, n) => slopes[n] <= middle)];
    }

    private float Slope(int n)
    {
        var s = grid.Shape;
        var (i, j, k) = (n % s.I, n / s.I % s.J, n / s.SliceCount);
        var x = means[s.Index(Math.Min(i + 1, s.I - 1), j, k)] - means[s.Index(Math.Max(i - 1, 0), j, k)];
        var y = means[s.Index(i, Math.Min(j + 1, s.J - 1), k)] - means[s.Index(i, Math.Max(j - 1, 0), k)];
        var z = means[s.Index(i, j, Math.Min(k + 1, s.K - 1))] - means[s.Index(i, j, Math.Max(k - 1, 0))];
        return (x * x) + (y * y) + (z * z);
    }

    private double Median()
    {
        if (calm.Length < 8) return 0;
        var sigma = 0.0;
        var levels = new float[calm.Length];
        for (var round = 0; round < (rician ? 4 : 1); round++)
        {
            for (var n = 0; n < levels.Length; n++)
                levels[n] = (float)(Math.Abs(details[calm[n]]) / Spread(means[calm[n]], sigma));
            sigma = Quantile.InPlace(levels, 0.5) / (0.6744898 * gain);
        }

        return sigma;
    }

    private double Spread(float mean, double sigma) => rician && sigma > 0 ? RicianNoise.SpreadAt(mean / sigma) : 1;
}
