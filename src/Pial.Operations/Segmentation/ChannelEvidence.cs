using Pial.Kernels;
using Pial.Kernels.Mixtures;
using Pial.Operations.Masks;

namespace Pial.Operations.Segmentation;

/// <summary>
/// What further channels say of a voxel beside its T1w intensity. A channel's value y in a voxel with fractions f is taken as Gaussian
/// about m·f with one variance v, whatever the tissue. Then its log likelihood y (m·f)/v − (m·f)²/2v is a term linear in the fractions,
/// which joins the priors and the neighbours, and one that depends on the state alone, which joins its bias: the mixture itself need not
/// change.
/// </summary>
internal sealed class ChannelEvidence
{
    // A value further beyond the tissues' means than this many deviations is no tissue of the brain: dura, vessels, air.
    private const double Reach = 2.5;

    // Of the means' range. Textures of one head are alike in all its scans, so a channel must not become sure beyond them.
    private const double LeastDeviation = 0.03;

    // How far, of the means' range, a value may lie from what the T1w image alone leads one to expect. Dura beside CSF is as dark as CSF in
    // T1w and as white matter in T2w: such a voxel is the T1w image's to judge.
    private const double Gate = 0.45;

    private readonly MaskFrame frame;
    private readonly float[][] values;
    private readonly double[][] mean;
    private readonly double[] deviation;
    private float[][] alone = []; // fractions by the T1w image, kept from before the channels were asked

    /// <param name="frame">The frame of the T1w image.</param>
    /// <param name="values">Each channel in that frame, denoised; 0 where it shows nothing.</param>
    public ChannelEvidence(MaskFrame frame, float[][] values)
    {
        (this.frame, this.values) = (frame, values);
        (mean, deviation) = (new double[values.Length][], new double[values.Length]);
    }

    /// <summary>Whether the tissues' means are known yet.</summary>
    public bool Ready => mean.Length > 0 && mean[0] is not null;

    /// <summary>Mean of CSF, GM and WM in each channel, and the deviation about them.</summary>
    public IReadOnlyList<ChannelStatistics> Statistics => [.. mean.Select((m, c) => new ChannelStatistics(m[0], m[1], m[2], deviation[c]))];

    /// <summary>
    /// Takes the tissues' means by least squares over the fractions, and the deviation about them; returns the largest change of a mean
    /// over the range of means.
    /// </summary>
    public double Update(float[][] fractions, ParallelOptions? parallel)
    {
        var change = 0.0;
        if (!Ready) alone = [.. fractions.Select(f => (float[])f.Clone())];
        for (var c = 0; c < values.Length; c++)
        {
            var found = Means(values[c], fractions, parallel);
            var range = Math.Max(found.Max() - found.Min(), 1e-30);
            for (var t = 0; t < 3 && mean[c] is not null; t++)
                change = Math.Max(change, Math.Abs(found[t] - mean[c][t]) / range);
            if (mean[c] is null)
                deviation[c] = Math.Sqrt(Square(Math.Max(Deviation(values[c], fractions, found, parallel), LeastDeviation * range))
                    + Square(Width(found)));
            mean[c] = found;
        }

        return change;
    }

    /// <summary>The states with what each channel's means cost them.</summary>
    public FractionState[] Weighed(FractionState[] states) => Array.ConvertAll(states, s =>
    {
        var cost = 0.0;
        for (var c = 0; c < values.Length; c++)
        {
            var (m, middle) = (mean[c], Middle(c));
            var expected = (s.Fractions.Item1 * (m[0] - middle)) + (s.Fractions.Item2 * (m[1] - middle))
                + (s.Fractions.Item3 * (m[2] - middle));
            cost += 0.5 * expected * expected / (deviation[c] * deviation[c]);
        }

        return s with { Bias = s.Bias - (float)cost };
    });

    /// <summary>
    /// Adds the linear terms to the external field of a slice. Where a channel shows nothing, or no tissue, the fractions of the last round
    /// stand for what it would have shown.
    /// </summary>
    public void Add(int from, float[][] fractions, Span<float> csf, Span<float> gm, Span<float> wm)
    {
        for (var c = 0; c < values.Length; c++)
        {
            var (m, middle, precision) = (mean[c], Middle(c), 1 / (deviation[c] * deviation[c]));
            var (a, b, d) = ((float)((m[0] - middle) * precision), (float)((m[1] - middle) * precision),
                (float)((m[2] - middle) * precision));
            var (low, high) = ((float)(m.Min() - (Reach * deviation[c]) - middle), (float)(m.Max() + (Reach * deviation[c]) - middle));
            for (var n = from; n < from + csf.Length; n++)
            {
                if (!frame.Mask[n]) continue;
                var v = values[c][n] - (float)middle;
                var told = (alone[0][n] * (m[0] - middle)) + (alone[1][n] * (m[1] - middle)) + (alone[2][n] * (m[2] - middle));
                var y = values[c][n] != 0 && v >= low && v <= high && Math.Abs(v - told) < Gate * (m.Max() - m.Min())
                    ? v
                    : (float)((fractions[0][n] * (m[0] - middle)) + (fractions[1][n] * (m[1] - middle))
                        + (fractions[2][n] * (m[2] - middle)));
                csf[n - from] += y * a;
                gm[n - from] += y * b;
                wm[n - from] += y * d;
            }
        }
    }

    // The fractions sum to one, so a shift common to value and means changes nothing; it keeps the float terms small.
    private double Middle(int c) => (mean[c][0] + mean[c][1] + mean[c][2]) / 3;

    // A mixed state stands for an interval of fractions, so a value may lie this far from the state's: the standard deviation over a
    // quarter of the wider gap that a boundary of the cortex spans. Without it a channel as sharp as the T1w picks single states, and the
    // fractions come out in quarters.
    private static double Width(double[] m) => Math.Max(Math.Abs(m[1] - m[0]), Math.Abs(m[2] - m[1])) / (4 * Math.Sqrt(12));

    private static double Square(double x) => x * x;

    // Normal equations of y ≈ Σ m_t f_t; a small ridge towards the channel's mean keeps a tissue that is hardly there in range.
    private double[] Means(float[] y, float[][] f, ParallelOptions? parallel)
    {
        var sums = new double[11];
        Slices.Sum(frame.SliceCount, parallel, (k, part) =>
        {
            var from = (k + frame.FirstSlice) * frame.Slice;
            for (var n = from; n < from + frame.Slice; n++)
            {
                if (!frame.Mask[n] || y[n] == 0) continue;
                double a = f[0][n], b = f[1][n], c = f[2][n], v = y[n];
                part[0] += a * a;
                part[1] += a * b;
                part[2] += a * c;
                part[3] += b * b;
                part[4] += b * c;
                part[5] += c * c;
                part[6] += a * v;
                part[7] += b * v;
                part[8] += c * v;
                part[9] += v;
                part[10]++;
            }
        }, sums);
        var (count, overall) = (Math.Max(sums[10], 1), sums[9] / Math.Max(sums[10], 1));
        var ridge = 1e-4 * count;
        return Solve(
            [sums[0] + ridge, sums[1], sums[2], sums[3] + ridge, sums[4], sums[5] + ridge],
            [sums[6] + (ridge * overall), sums[7] + (ridge * overall), sums[8] + (ridge * overall)]);
    }

    // Of nearly pure grey and white matter, as the T1w image alone tells them: the boundaries' misfit is resolution, not noise, and CSF
    // varies by pulsation and vessels.
    private double Deviation(float[] y, float[][] f, double[] m, ParallelOptions? parallel)
    {
        var sums = new double[2];
        Slices.Sum(frame.SliceCount, parallel, (k, part) =>
        {
            var from = (k + frame.FirstSlice) * frame.Slice;
            for (var n = from; n < from + frame.Slice; n++)
            {
                if (!frame.Mask[n] || y[n] == 0 || Math.Max(f[1][n], f[2][n]) < 0.9f) continue;
                var r = y[n] - (f[0][n] * m[0]) - (f[1][n] * m[1]) - (f[2][n] * m[2]);
                part[0] += r * r;
                part[1]++;
            }
        }, sums);
        return Math.Sqrt(sums[0] / Math.Max(sums[1], 1));
    }

    // Symmetric 3 × 3, upper triangle row by row, by Cramer's rule.
    private static double[] Solve(ReadOnlySpan<double> a, ReadOnlySpan<double> v)
    {
        var (p, q, r) = ((a[3] * a[5]) - (a[4] * a[4]), (a[2] * a[4]) - (a[1] * a[5]), (a[1] * a[4]) - (a[2] * a[3]));
        var (s, t, u) = ((a[0] * a[5]) - (a[2] * a[2]), (a[1] * a[2]) - (a[0] * a[4]), (a[0] * a[3]) - (a[1] * a[1]));
        var determinant = (a[0] * p) + (a[1] * q) + (a[2] * r);
        return [((p * v[0]) + (q * v[1]) + (r * v[2])) / determinant, ((q * v[0]) + (s * v[1]) + (t * v[2])) / determinant,
            ((r * v[0]) + (t * v[1]) + (u * v[2])) / determinant];
    }
}
