using Pial.Kernels;
using Pial.Operations.Masks;
using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Segmentation;

/// <summary>What segmentation of one or several contrasts found.</summary>
/// <param name="Fractions">Partial-volume fractions; they sum to one inside the mask and are zero outside.</param>
/// <param name="Labels">Largest fraction in BIDS order: 0 outside, 1 GM, 2 WM, 3 CSF.</param>
/// <param name="GreyWhite">Distance of grey and white matter's means in their standard deviations; one hump split in two comes to 2 to 2.6,
/// so below 2.7 the intensities say little, and the maps follow the priors.</param>
/// <param name="GreyCsf">The same of grey matter and CSF.</param>
/// <param name="Iterations">Rounds made.</param>
/// <param name="Converged">Whether the means had come to rest.</param>
public sealed record ChannelResult(
    TissueMaps Fractions, Volume<int> Labels, double GreyWhite, double GreyCsf, int Iterations, bool Converged)
{
    /// <summary>
    /// Structures that agree with the tissues in every voxel (FreeSurfer's numbers), 0 outside of the mask; null where no atlas of them
    /// guided the tissues.
    /// </summary>
    public Volume<int>? Structures { get; init; }

    /// <summary>What the classes of structures look like; empty without structures.</summary>
    public IReadOnlyList<ClassIntensity> Intensities { get; init; } = [];
}

/// <summary>Grey matter, white matter and CSF from scans of any contrast, one to three of them at once.</summary>
/// <remarks>
/// <para>
/// Expectation–maximisation over multivariate Gaussians (Ashburner and Friston 2005, doi 10.1016/j.neuroimage.2005.02.018) with mixtures of
/// two tissues in quarters (Tohka et al. 2004, doi 10.1016/j.neuroimage.2004.05.007) and a neighbourhood term on the fractions, solved by
/// mean fields. Which tissue is bright and which dark is not assumed: the classes begin with the intensities found where the priors are
/// surest, so priors are required, and where two tissues look alike the priors decide.
/// </para>
/// <para>
/// <see cref="TissueSegmentation"/> is the better choice for a T1w scan alone: it knows the order of the tissues, denoises, tells edges
/// from flat regions and finds the field. Here the channels must be free of their fields. Cost: about 1 µs a voxel of the mask, round and
/// channel.
/// </para>
/// </remarks>
public static class ChannelSegmentation
{
    private const int MostChannels = 3;
    private const double Cap = 14; // an outlier says nothing more
    private const double Outlier = 8; // four deviations from every state: dura, vessels, a lesion; it is not learned from
    private const double RimMm = 10;
    private const double DuraMm = 5; // as near the mask's edge,
    private const double Dura = 2; // two deviations from every state are dura or a vessel

    /// <summary>Segments.</summary>
    /// <param name="channels">Field-free images on one grid; a voxel that one of them does not show (0) is left to the priors and its
    /// neighbours.</param>
    /// <param name="mask">Brain mask on that grid.</param>
    /// <param name="priors">Probabilities of the tissues on that grid.</param>
    /// <param name="options">Settings of the priors, the neighbourhood and the rounds; the rest does not apply.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on the threads.</param>
    /// <exception cref="ArgumentException">No channel or more than three, grids that differ, an empty mask, or a channel of one value
    /// inside it.</exception>
    public static ChannelResult Run(
        IReadOnlyList<Volume<float>> channels, Volume<bool> mask, TissueMaps priors, TissueOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(priors);
        options ??= new();
        Check(channels, mask, priors);
        var frame = new MaskFrame(channels[0], mask);
        var values = channels.Select(c => frame.Cut(c)).ToArray();
        var logPriors = TissueSegmentation.LogPriors(frame, priors, options, parallel);
        var depth = frame.Cut(EuclideanDistance.Inside(mask, parallel));
        var work = new Work(frame, values, logPriors, depth, Start(frame, values, logPriors, depth), options, parallel);
        var (rounds, converged) = (0, false);
        while (rounds < options.MaxIterations && !converged)
            converged = work.Round(neighbours: rounds++ > 1) < options.Tolerance && rounds > 3;
        work.Round(neighbours: true);
        var f = work.Fractions;
        var fractions = new TissueMaps(frame.ToVolume(0f, n => f[1][n]), frame.ToVolume(0f, n => f[2][n]),
            frame.ToVolume(0f, n => f[0][n]));
        var labels = frame.ToVolume(0, n => f[1][n] >= f[2][n] ? (f[1][n] >= f[0][n] ? 1 : 3) : (f[2][n] >= f[0][n] ? 2 : 3));
        return new(fractions, labels, work.Model.Separation(1, 2), work.Model.Separation(0, 1), rounds, converged);
    }

    private static void Check(IReadOnlyList<Volume<float>> channels, Volume<bool> mask, TissueMaps priors)
    {
        if (channels.Count is < 1 or > MostChannels)
            throw new ArgumentException($"One to three channels can be segmented together, not {channels.Count}.", nameof(channels));
        if (!priors.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The priors ({priors.Grid}) do not lie on the mask's grid ({mask.Grid}).", nameof(priors));
        if (!mask.Span.Contains(true)) throw new ArgumentException("The mask is empty.", nameof(mask));
        CheckChannels(channels, mask);
    }

    internal static void CheckChannels(IReadOnlyList<Volume<float>> channels, Volume<bool> mask)
    {
        foreach (var channel in channels)
            if (!channel.Grid.Matches(mask.Grid))
                throw new ArgumentException($"A channel ({channel.Grid}) does not lie on the mask's grid ({mask.Grid}).", nameof(channels));
        for (var c = 0; c < channels.Count; c++)
        {
            var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
            for (var n = 0; n < mask.Shape.Count; n++)
                if (mask.Span[n] && float.IsFinite(channels[c].Span[n]))
                    (low, high) = (Math.Min(low, channels[c].Span[n]), Math.Max(high, channels[c].Span[n]));
            if (!(high > low)) throw new ArgumentException($"Channel {c + 1} has one value inside the mask: there is nothing to segment.",
                nameof(channels));
        }
    }

    // Means and variances where each prior is surest; the median and its absolute deviation, since a prior's sure places hold some of the
    // others. The rim of a mask holds dura and vessels as well as CSF, in some contrasts darker than any tissue, so CSF is learned from the
    // ventricles.
    private static ChannelModel Start(MaskFrame frame, float[][] values, float[][] logPriors, float[] depth)
    {
        var model = new ChannelModel(values.Length);
        for (var t = 0; t < ChannelModel.Tissues; t++)
        {
            var sure = new List<(float Log, int At)>();
            for (var n = 0; n < frame.Mask.Length; n++)
                if (frame.Mask[n]) sure.Add((logPriors[t][n], n));
            if (t == 0
                && sure.Where(s => depth[s.At] > RimMm && s.Log > Math.Max(logPriors[1][s.At], logPriors[2][s.At]))
                    .ToList() is { Count: >= 100 } ventricles) sure = [.. ventricles];
            sure.Sort((a, b) => b.Log != a.Log ? b.Log.CompareTo(a.Log) : a.At.CompareTo(b.At));
            var count = Math.Max(Math.Min(30, sure.Count), sure.Count / 7);
            for (var c = 0; c < values.Length; c++)
            {
                var sample = sure.Take(count).Select(s => (double)values[c][s.At]).Order().ToArray();
                var median = sample[sample.Length / 2];
                var deviation = 1.4826 * sample.Select(v => Math.Abs(v - median)).Order().ElementAt(sample.Length / 2);
                model.Mean[t][c] = median;
                model.Covariance[t][(c * values.Length) + c] = deviation * deviation;
            }
        }

        for (var c = 0; c < values.Length; c++)
        {
            var all = model.Mean.Select(m => Math.Abs(m[c])).Max();
            model.Floor[c] = Math.Max(0.01 * all, 1e-6);
            for (var t = 0; t < ChannelModel.Tissues; t++)
                model.Covariance[t][(c * values.Length) + c] += Math.Pow(0.03 * all, 2) + 1e-12;
        }

        return model;
    }

    private sealed class Work
    {
        private readonly MaskFrame frame;
        private readonly float[][] values;
        private readonly float[][] logPriors;
        private readonly float[] depth;
        private readonly TissueOptions options;
        private readonly ParallelOptions? parallel;
        private readonly Neighbourhood around;
        private readonly float[][] mean = new float[ChannelModel.Tissues][];

        public Work(MaskFrame frame, float[][] values, float[][] logPriors, float[] depth, ChannelModel model, TissueOptions options,
            ParallelOptions? parallel)
        {
            (this.frame, this.values, this.logPriors, this.depth, Model, this.options, this.parallel) = (frame, values, logPriors, depth,
                model, options, parallel);
            for (var t = 0; t < ChannelModel.Tissues; t++)
                (Fractions[t], mean[t]) = (new float[frame.Mask.Length], new float[frame.Mask.Length]);
            around = new(frame, Array.ConvertAll(frame.Mask, static m => m ? 1f : 0f), parallel);
        }

        public ChannelModel Model { get; }

        public float[][] Fractions { get; } = new float[ChannelModel.Tissues][];

        /// <summary>Expectation and maximisation; returns the largest change of a mean over the range of means.</summary>
        public double Round(bool neighbours)
        {
            var before = Model.Mean.Select(m => m.ToArray()).ToArray();
            for (var t = 0; t < ChannelModel.Tissues && neighbours; t++)
                around.Mean(Fractions[t], mean[t], parallel);
            var stride = 1 + values.Length + (values.Length * values.Length);
            var sums = new double[ChannelModel.Tissues * stride];
            var gaussians = Model.Gaussians();
            var beta = neighbours ? options.Smoothness : 0;
            Slices.Sum(frame.SliceCount, parallel, (k, part) => ExpectSlice(k + frame.FirstSlice, gaussians, beta, part.AsSpan()), sums);
            Model.Update(sums);
            var change = 0.0;
            for (var c = 0; c < values.Length; c++)
            {
                var range = Math.Max(1e-12, Model.Mean.Max(m => m[c]) - Model.Mean.Min(m => m[c]));
                for (var t = 0; t < ChannelModel.Tissues; t++)
                    change = Math.Max(change, Math.Abs(Model.Mean[t][c] - before[t][c]) / range);
            }

            return change;
        }

        private void ExpectSlice(int z, (double[] Mean, double[] Whitening, double[] Log) g, double beta, Span<double> sums)
        {
            Span<double> p = stackalloc double[ChannelModel.States];
            Span<double> v = stackalloc double[MostChannels];
            v = v[..values.Length];
            for (var n = z * frame.Slice; n < (z + 1) * frame.Slice; n++)
            {
                if (!frame.Mask[n]) continue;
                var shown = true;
                for (var c = 0; c < v.Length; c++)
                    shown &= (v[c] = values[c][n]) != 0;
                States(n, v, shown, g, beta, p, out var nearest);
                var (csf, gm, wm) = (0.0, 0.0, 0.0);
                for (var s = 0; s < p.Length; s++)
                {
                    var f = ChannelModel.Fractions(s);
                    (csf, gm, wm) = (csf + (p[s] * f.Csf), gm + (p[s] * f.Gm), wm + (p[s] * f.Wm));
                }

                var odd = shown && nearest >= (depth[n] <= DuraMm ? Dura : Outlier);
                if (odd && depth[n] <= DuraMm) (csf, gm, wm) = (1, 0, 0); // what is inside the dura and no tissue counts as CSF
                (Fractions[0][n], Fractions[1][n], Fractions[2][n]) = ((float)csf, (float)gm, (float)wm);
                if (shown && !odd) Count(v, p, sums);
            }
        }

        // Probabilities of the states: Gaussian × prior, geometric in the fractions, × likeness to the neighbours' mean.
        private void States(int n, ReadOnlySpan<double> v, bool shown, (double[] Mean, double[] Whitening, double[] Log) g, double beta,
            Span<double> p, out double nearest)
        {
            nearest = double.PositiveInfinity;
            var top = double.NegativeInfinity;
            for (var s = 0; s < p.Length; s++)
            {
                var f = ChannelModel.Fractions(s);
                var log = g.Log[s] + (f.Csf * logPriors[0][n]) + (f.Gm * logPriors[1][n]) + (f.Wm * logPriors[2][n]);
                if (beta > 0)
                {
                    var (c, m, w) = (f.Csf - mean[0][n], f.Gm - mean[1][n], f.Wm - mean[2][n]);
                    log -= beta * ((c * c) + (m * m) + (w * w));
                }

                if (shown)
                {
                    var loss = 0.5 * Distance(v, s, g);
                    nearest = Math.Min(nearest, loss);
                    log -= Math.Min(Cap, loss);
                }

                p[s] = log;
                top = Math.Max(top, log);
            }

            var sum = 0.0;
            for (var s = 0; s < p.Length; s++)
                sum += p[s] = Math.Exp(p[s] - top);
            for (var s = 0; s < p.Length; s++)
                p[s] /= sum;
        }

        private static double Distance(ReadOnlySpan<double> v, int s, (double[] Mean, double[] Whitening, double[] Log) g)
        {
            var d = v.Length;
            var sum = 0.0;
            for (var r = 0; r < d; r++)
            {
                var z = 0.0;
                for (var c = 0; c <= r; c++)
                    z += g.Whitening[(((s * d) + r) * d) + c] * (v[c] - g.Mean[(s * d) + c]);
                sum += z * z;
            }

            return sum;
        }

        private static void Count(ReadOnlySpan<double> v, ReadOnlySpan<double> p, Span<double> sums)
        {
            var d = v.Length;
            var stride = 1 + d + (d * d);
            for (var t = 0; t < ChannelModel.Tissues; t++)
            {
                var part = sums.Slice(t * stride, stride);
                part[0] += p[t];
                for (var a = 0; a < d; a++)
                {
                    part[1 + a] += p[t] * v[a];
                    for (var b = 0; b < d; b++)
                        part[1 + d + (a * d) + b] += p[t] * v[a] * v[b];
                }
            }
        }
    }
}
