using Pial.Kernels;
using Pial.Kernels.Registration;
using Pial.Volumes;

namespace Pial.Operations.Registration;

/// <summary>
/// One minus the share of the moving image's variance that a function of the reference explains: a value a bin (correlation ratio, Roche et
/// al. 1998, doi 10.1007/BFb0056301) or a straight line through the bins (squared correlation). The function is refitted at every map, so
/// the residuals' derivatives are projected off it: the Gauss–Newton step of a separable least-squares problem.
/// </summary>
internal sealed class RegressionCost : AffineCost
{
    private const int BinWidth = 14; // Σw, Σw·m, Σw·q (12)
    private readonly bool linear;
    private readonly int bins;
    private readonly double[] parts;
    private readonly double[] total;

    public RegressionCost(SamplePoints points, Volume<float> moving, Volume<float>? weight, double outside, bool linear)
        : base(points, moving, weight, outside)
    {
        (this.linear, bins) = (linear, points.BinValue.Length);
        total = new double[(BinWidth * bins) + 13 + NormalEquations.PackedLength];
        parts = new double[total.Length * Blocks];
    }

    protected override double Compare(Span<double> gradient, Span<double> hessian, ParallelOptions? parallel)
    {
        Slices.For(Blocks, parallel, block => Accumulate(block, parts.AsSpan(block * total.Length, total.Length)));
        AddRows(parts, Blocks, total);
        var (n, sum) = (0.0, 0.0);
        Span<double> q = stackalloc double[12];
        q.Clear();
        for (var b = 0; b < bins; b++)
        {
            (n, sum) = (n + total[BinWidth * b], sum + total[(BinWidth * b) + 1]);
            for (var a = 0; a < 12; a++)
                q[a] += total[(BinWidth * b) + 2 + a];
        }

        gradient.Clear();
        hessian.Clear();
        Overlap = n / Math.Max(1, Points.Count);
        Similarity = 0;
        if (n < 1) return Outside;
        var mean = sum / n;
        var variance = total[BinWidth * bins] - (n * mean * mean);
        if (!(variance > 1e-12 * n)) return Outside;

        NormalEquations.Unpack(total.AsSpan((BinWidth * bins) + 13), hessian);
        var products = total.AsSpan((BinWidth * bins) + 1, 12);
        var within = linear ? Line(n, mean, variance, products, q, gradient, hessian) : Means(products, gradient, hessian);
        within = Math.Clamp(within, 0, variance);
        var ratio = within / variance;
        for (var a = 0; a < 12; a++)
            gradient[a] = Overlap * 2 / variance * (gradient[a] - (ratio * (products[a] - (mean * q[a]))));
        for (var a = 0; a < 144; a++)
            hessian[a] *= Overlap * 2 / variance;
        Similarity = 1 - ratio;
        return (Overlap * ratio) + ((1 - Overlap) * Outside);
    }

    private void Accumulate(int block, Span<double> row)
    {
        row.Clear();
        var (first, count) = Range(block);
        var samples = SamplesOf(first, count);
        var packed = row[^NormalEquations.PackedLength..];
        var tail = row.Slice(BinWidth * bins, 13);
        for (var n = 0; n < count; n++)
        {
            var s = samples.Slice(5 * n, 5);
            double w = s[4];
            if (w == 0) continue;
            var (m, p) = ((double)s[0], first + n);
            var (x, y, z) = (Points.X[p], Points.Y[p], Points.Z[p]);
            var bin = row.Slice(BinWidth * Points.Bin[p], BinWidth);
            bin[0] += w;
            bin[1] += w * m;
            tail[0] += w * m * m;
            for (var a = 0; a < 3; a++)
            {
                var g = w * s[1 + a];
                var to = bin.Slice(2 + (4 * a), 4);
                var product = tail.Slice(1 + (4 * a), 4);
                var (gx, gy, gz) = (g * x, g * y, g * z);
                (to[0], to[1], to[2], to[3]) = (to[0] + gx, to[1] + gy, to[2] + gz, to[3] + g);
                product[0] += m * gx;
                product[1] += m * gy;
                product[2] += m * gz;
                product[3] += m * g;
            }

            NormalEquations.Add(w, s[1], s[2], s[3], x, y, z, packed);
        }
    }

    // Residual sum of squares about the bins' means; gradient and Hessian of half of it.
    private double Means(ReadOnlySpan<double> products, Span<double> gradient, Span<double> hessian)
    {
        products.CopyTo(gradient);
        var within = total[BinWidth * bins];
        for (var b = 0; b < bins; b++)
        {
            var bin = total.AsSpan(BinWidth * b, BinWidth);
            if (bin[0] < 1e-6) continue;
            var fit = bin[1] / bin[0];
            within -= bin[1] * fit;
            Project(bin[2..], fit, 1 / bin[0], gradient, hessian);
        }

        return within;
    }

    // The same about a straight line m = mean + slope (r − r̄).
    private double Line(
        double n, double mean, double variance, ReadOnlySpan<double> products, ReadOnlySpan<double> q, Span<double> gradient,
        Span<double> hessian)
    {
        var r = Points.BinValue;
        var centre = 0.0;
        for (var b = 0; b < bins; b++)
            centre += total[BinWidth * b] * r[b] / n;
        var (spread, shared) = (0.0, 0.0);
        Span<double> along = stackalloc double[12];
        along.Clear();
        for (var b = 0; b < bins; b++)
        {
            var bin = total.AsSpan(BinWidth * b, BinWidth);
            var d = r[b] - centre;
            spread += bin[0] * d * d;
            shared += d * bin[1];
            for (var a = 0; a < 12; a++)
                along[a] += d * bin[2 + a];
        }

        products.CopyTo(gradient);
        Project(q, mean, 1 / n, gradient, hessian);
        if (!(spread > 1e-12 * n)) return variance;
        Project(along, shared / spread, 1 / spread, gradient, hessian);
        return shared > 0 ? variance - (shared * shared / spread) : variance;
    }

    private static void Project(ReadOnlySpan<double> q, double fit, double inverse, Span<double> gradient, Span<double> hessian)
    {
        for (var a = 0; a < 12; a++)
        {
            gradient[a] -= fit * q[a];
            for (var b = 0; b < 12; b++)
                hessian[(12 * a) + b] -= inverse * q[a] * q[b];
        }
    }
}
