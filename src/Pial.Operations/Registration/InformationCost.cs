using Pial.Kernels;
using Pial.Kernels.Registration;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// One minus mutual information as a share of the reference's entropy (Mattes et al. 2003, doi 10.1109/TMI.2003.809072): hard bins for the
/// reference, whose points stand still, and a cubic B-spline window for the moving image, so that the derivative is exact. The Hessian
/// takes the moving values of a reference bin as normal: a point counts with the inverse of that variance less the inverse of the whole.
/// </summary>
internal sealed class InformationCost : AffineCost
{
    private const int MovingBins = 36; // values 0 to 1 fall on bins 1 to 33, leaving room for the window
    private const int Steps = GradientWidth + NormalEquations.PackedLength;
    private const int GradientWidth = 12;
    private const double Scale = 32;
    private readonly int bins;
    private readonly double[] joint;
    private readonly double[] jointParts;
    private readonly double[] score;
    private readonly double[] certainty;
    private readonly double[] sums = new double[Steps];
    private readonly double[] sumParts;

    public InformationCost(SamplePoints points, Volume<float> moving, Volume<float>? weight, double outside)
        : base(points, moving, weight, outside)
    {
        bins = points.BinValue.Length;
        joint = new double[bins * MovingBins];
        jointParts = new double[joint.Length * Blocks];
        (score, certainty) = (new double[joint.Length], new double[bins]);
        sumParts = new double[Steps * Blocks];
    }

    protected override double Compare(Span<double> gradient, Span<double> hessian, ParallelOptions? parallel)
    {
        Slices.For(Blocks, parallel, block => Count(block, jointParts.AsSpan(block * joint.Length, joint.Length)));
        AddRows(jointParts, Blocks, joint);
        gradient.Clear();
        hessian.Clear();
        var n = 0.0;
        foreach (var h in joint)
            n += h;
        Overlap = n / Math.Max(1, Points.Count);
        Similarity = 0;
        if (n < 1) return Outside;
        var (information, entropy) = Tables(n);
        if (!(entropy > 1e-9)) return Outside;
        Similarity = information / entropy;
        Slices.For(Blocks, parallel, block => Accumulate(block, sumParts.AsSpan(block * Steps, Steps)));
        AddRows(sumParts, Blocks, sums);
        var scale = Overlap / (n * entropy);
        for (var a = 0; a < 12; a++)
            gradient[a] = -scale * sums[a];
        NormalEquations.Unpack(sums.AsSpan(GradientWidth), hessian);
        for (var a = 0; a < 144; a++)
            hessian[a] *= scale;
        return (Overlap * (1 - Similarity)) + ((1 - Overlap) * Outside);
    }

    private void Count(int block, Span<double> histogram)
    {
        histogram.Clear();
        var (first, count) = Range(block);
        var samples = SamplesOf(first, count);
        for (var n = 0; n < count; n++)
        {
            double w = samples[(5 * n) + 4];
            if (w == 0) continue;
            var (at, t) = Position(samples[5 * n]);
            var to = histogram.Slice((Points.Bin[first + n] * MovingBins) + at, 4);
            var (t2, u) = (t * t, 1 - t);
            to[0] += w / 6 * u * u * u;
            to[1] += w / 6 * (4 - (6 * t2) + (3 * t2 * t));
            to[2] += w / 6 * (1 + (3 * t) + (3 * t2) - (3 * t2 * t));
            to[3] += w / 6 * t2 * t;
        }
    }

    // Mutual information and the reference's entropy; fills log p(r, m)/p(m) and each bin's weight in the Hessian.
    private (double Information, double Entropy) Tables(double n)
    {
        Span<double> marginal = stackalloc double[MovingBins];
        marginal.Clear();
        for (var h = 0; h < joint.Length; h++)
            marginal[h % MovingBins] += joint[h] / n;
        var whole = Math.Max(Variance(marginal), 1e-6);
        var (information, entropy) = (0.0, 0.0);
        for (var b = 0; b < bins; b++)
        {
            var row = joint.AsSpan(b * MovingBins, MovingBins);
            var share = 0.0;
            foreach (var h in row)
                share += h / n;
            if (share > 0) entropy -= share * Math.Log(share);
            for (var m = 0; m < MovingBins; m++)
            {
                var p = row[m] / n;
                score[(b * MovingBins) + m] = p > 0 ? Math.Log(p / marginal[m]) : 0;
                if (p > 0) information += p * Math.Log(p / (marginal[m] * share));
            }

            var own = 1 / Math.Max(Variance(row), 1e-3);
            certainty[b] = share > 0 ? Math.Max(own - (1 / whole), 0.1 * own) : 0;
        }

        return (information, entropy);
    }

    // In units of the moving image's range, squared.
    private static double Variance(ReadOnlySpan<double> histogram)
    {
        var (n, sum, squares) = (0.0, 0.0, 0.0);
        for (var m = 0; m < histogram.Length; m++)
            (n, sum, squares) = (n + histogram[m], sum + (m * histogram[m]), squares + (m * m * histogram[m]));
        return n > 0 ? Math.Max(0, (squares / n) - (sum / n * (sum / n))) / (Scale * Scale) : 0;
    }

    private void Accumulate(int block, Span<double> row)
    {
        row.Clear();
        var (first, count) = Range(block);
        var samples = SamplesOf(first, count);
        var packed = row[GradientWidth..];
        for (var n = 0; n < count; n++)
        {
            var s = samples.Slice(5 * n, 5);
            double w = s[4];
            if (w == 0) continue;
            var p = first + n;
            var (x, y, z, bin) = (Points.X[p], Points.Y[p], Points.Z[p], Points.Bin[p]);
            var (at, t) = Position(s[0]);
            var log = score.AsSpan((bin * MovingBins) + at, 4);
            var u = 1 - t;
            var slope = w * Scale / 2 * ((-u * u * log[0]) + (((3 * t * t) - (4 * t)) * log[1])
                + ((1 + (2 * t) - (3 * t * t)) * log[2]) + (t * t * log[3]));
            for (var a = 0; a < 3; a++)
            {
                var g = slope * s[1 + a];
                var to = row.Slice(4 * a, 4);
                to[0] += g * x;
                to[1] += g * y;
                to[2] += g * z;
                to[3] += g;
            }

            NormalEquations.Add(w * certainty[bin], s[1], s[2], s[3], x, y, z, packed);
        }
    }

    // First of the four bins under the window, and the place between the middle two.
    private static (int First, double Fraction) Position(float value)
    {
        var v = (Math.Clamp((double)value, 0, 1) * Scale) + 1;
        var i = Math.Min((int)v, MovingBins - 3);
        return (i - 1, v - i);
    }
}
