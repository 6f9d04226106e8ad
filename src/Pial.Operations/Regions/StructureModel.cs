using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Regions;

/// <summary>
/// What the classes of an atlas look like in a scan, learned by expectation–maximisation under the atlas's priors; tables over bins of
/// intensity.
/// </summary>
internal sealed class StructureModel
{
    public const int Bins = 512;
    private const double Outliers = 1e-3;
    private const double TopShare = 1.2; // the last bin, over the 99th percentile of the brain
    private readonly Volume<float> image;
    private readonly StructurePriors priors;
    private readonly int[] numbers;
    private readonly byte[] classOf = new byte[256];
    private readonly float[] share = new float[256];
    private readonly float[] likelihood, logLikelihood;
    private readonly ClassDensity[] classes;
    private readonly double weight, scale;
    private readonly double[] previous;

    /// <param name="image">The scan without shading.</param>
    /// <param name="priors">The atlas, carried to it.</param>
    /// <param name="atlas">Its classes.</param>
    /// <param name="options">Weights of the intensities.</param>
    public StructureModel(Volume<float> image, StructurePriors priors, StructureAtlas atlas, StructureOptions options)
    {
        (this.image, this.priors, weight) = (image, priors, options.IntensityWeight);
        numbers = [.. atlas.Ids.Select(id => atlas.Classes.GetValueOrDefault(id, id)).Distinct().Order()];
        foreach (var id in atlas.Ids)
            classOf[id] = (byte)Array.IndexOf(numbers, atlas.Classes.GetValueOrDefault(id, id));
        for (var s = 1; s < 256; s++)
            share[s] = s / 255f;
        classes = [.. numbers.Select(c => new ClassDensity(Gaussians(c)))];
        previous = new double[numbers.Length];
        (likelihood, logLikelihood) = (new float[numbers.Length * Bins], new float[numbers.Length * Bins]);
        scale = Bins / (TopShare * Brightest(image, priors));
    }

    /// <summary>The classes' intensities; empty before the first round.</summary>
    public ClassIntensity[] Intensities() =>
        [.. numbers.Select((c, n) => new ClassIntensity(c, (classes[n].Mean + 0.5) / scale,
            classes[n].Deviation / scale) { Median = (classes[n].Median + 0.5) / scale, Low = (classes[n].Low + 0.5) / scale })];

    /// <summary>The class that a label belongs to, in the order of <see cref="Intensities"/>.</summary>
    public int ClassOf(int label) => classOf[label];

    /// <summary>A share of 255 as a probability.</summary>
    public float Share(byte level) => share[level];

    /// <summary>The tempered log likelihood of a voxel's intensity; 0 for every class before the first round.</summary>
    public float LogLikelihood(byte label, int voxel) => logLikelihood[(classOf[label] * Bins) + Bin(image.Span[voxel])];

    /// <summary>One round. The first goes by the atlas where it is sure, or as sure as it gets: shares to the fourth power.</summary>
    /// <returns>Largest movement of a class's mean, as a share of the range.</returns>
    public double Update(bool first, ParallelOptions? parallel)
    {
        var counts = new double[numbers.Length * Bins];
        Slices.Sum(image.Shape.K, parallel, (k, row) => Expect(priors[k], first, row), counts);
        var density = new double[Bins];
        var moved = 0.0;
        for (var c = 0; c < numbers.Length; c++)
        {
            classes[c].Fit(counts.AsSpan(c * Bins, Bins), Bins / 250.0, density);
            moved = Math.Max(moved, Math.Abs(classes[c].Mean - previous[c]) / Bins);
            previous[c] = classes[c].Mean;
            for (var b = 0; b < Bins; b++)
            {
                var p = ((1 - Outliers) * density[b] * Bins) + Outliers;
                likelihood[(c * Bins) + b] = (float)p;
                logLikelihood[(c * Bins) + b] = (float)(weight * Math.Log(p));
            }
        }

        return moved;
    }

    private void Expect(StructurePriors.SlicePriors slice, bool first, ArraySegment<double> row)
    {
        Span<float> weights = stackalloc float[StructurePriors.Kept];
        var voxels = image.Span;
        for (var n = 0; n < slice.Voxels.Length; n++)
        {
            var bin = Bin(voxels[slice.Voxels[n]]);
            var (from, count, total) = (n * StructurePriors.Kept, 0, 0f);
            for (; count < StructurePriors.Kept && slice.Shares[from + count] > 0; count++)
            {
                var s = share[slice.Shares[from + count]];
                weights[count] = first ? s * s * s * s : s * likelihood[(classOf[slice.Labels[from + count]] * Bins) + bin];
                total += weights[count];
            }

            if (!(total > 0)) continue;
            var by = first ? 1 : 1 / total;
            for (var e = 0; e < count; e++)
                row[(classOf[slice.Labels[from + e]] * Bins) + bin] += weights[e] * by;
        }
    }

    // What lies around the brain has no shape of its own, nor have putamen and pallidum, in which white matter runs. Other nuclei and white
    // matter are graded: two Gaussians each; the rest has one.
    private static int Gaussians(int number) => StructureTissues.Of(number) switch
    {
        StructureTissue.Outside => 0,
        StructureTissue.Csf => number == StructureTissues.OuterCsf ? 0 : 1,
        _ => number is 12 or 13 ? 0 : number is 2 or 3 or 10 or 16 or 28 ? 2 : 1,
    };

    private int Bin(float value) => float.IsFinite(value) ? (int)Math.Clamp(value * scale, 0, Bins - 1) : 0;

    // The 99th percentile of the voxels that are surely brain.
    private static double Brightest(Volume<float> image, StructurePriors priors)
    {
        var values = new List<float>();
        for (var k = 0; k < image.Shape.K; k++)
        {
            var slice = priors[k];
            for (var n = 0; n < slice.Voxels.Length; n++)
            {
                var (label, level) = (slice.Labels[n * StructurePriors.Kept], slice.Shares[n * StructurePriors.Kept]);
                if (level > 127 && StructureTissues.Of(label) != StructureTissue.Outside && float.IsFinite(image.Span[slice.Voxels[n]]))
                    values.Add(image.Span[slice.Voxels[n]]);
            }
        }

        if (values.Count == 0) return 1;
        values.Sort();
        return Math.Max(values[(int)(0.99 * (values.Count - 1))], 1e-6);
    }
}
