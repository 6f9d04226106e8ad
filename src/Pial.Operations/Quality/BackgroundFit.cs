using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using Pial.Kernels;

namespace Pial.Operations.Quality;

/// <summary>
/// How far the air's intensities stray from those of noise alone: mean distance, beyond the half maximum, of their density from a fitted χ²
/// density (Mortamet et al. 2009's QI₂, doi 10.1002/mrm.21992).
/// </summary>
/// <remarks>
/// As MRIQC's <c>art_qi2</c>: intensities scaled so that the 99th percentile is 100, a kernel density with a Gaussian of 4, a χ² with free
/// degrees of freedom (32 to begin with), place and scale, fitted to what lies below the 95th percentile by maximum likelihood. MRIQC draws
/// 300,000 voxels at random; here all count, in 2,048 bins, so that the same image gives the same number.
/// </remarks>
internal static class BackgroundFit
{
    private const int Bins = 2048;
    private const double Bandwidth = 4;
    private const int GridPoints = 1000;
    private const double GridEnd = 110;
    private const int LeastVoxels = 1000;
    private const double LeastFreedom = 2; // fewer degrees have a pole, and whole numbers put it on a value: the likelihood has no bound

    /// <summary>The distance; NaN when fewer than 1000 voxels of air are above 0 or no χ² could be fitted.</summary>
    public static double Distance(ReadOnlySpan<float> air)
    {
        var positive = 0;
        foreach (var v in air)
            positive += v > 0 ? 1 : 0;
        var limits = new double[1];
        WeightedQuantile.Of(air, [], [0.99], limits);
        if (positive < LeastVoxels || !(limits[0] > 0)) return double.NaN;
        var (centres, counts) = Histogram(air, 100 / limits[0]);
        var density = Density(centres, counts, air.Length);
        var (from, shape, location, scale) = (PastHalf(density), 0.0, 0.0, 0.0);
        if (!Fit(centres, counts, air.Length, out shape, out location, out scale)) return double.NaN;
        var sum = 0.0;
        for (var n = from; n < GridPoints; n++)
            sum += Math.Abs(density[n] - Math.Exp(LogChiSquared(GridAt(n), shape, location, scale)));
        return from < GridPoints ? sum / (GridPoints - from) : double.NaN;
    }

    private static double GridAt(int n) => n * GridEnd / (GridPoints - 1);

    // Mean value and number of each occupied bin; what lies beyond twice the grid has no part in either density.
    private static (double[] Centres, double[] Counts) Histogram(ReadOnlySpan<float> air, double scale)
    {
        var (sums, counts) = (new double[Bins], new double[Bins]);
        foreach (var v in air)
        {
            var x = Math.Max(v, 0) * scale;
            var bin = (int)(x * Bins / (2 * GridEnd));
            if (bin >= Bins) continue;
            sums[bin] += x;
            counts[bin]++;
        }

        var used = Enumerable.Range(0, Bins).Where(b => counts[b] > 0).ToArray();
        return ([.. used.Select(b => sums[b] / counts[b])], [.. used.Select(b => counts[b])]);
    }

    private static double[] Density(double[] centres, double[] counts, int total)
    {
        var density = new double[GridPoints];
        for (var n = 0; n < GridPoints; n++)
        {
            var (x, sum) = (GridAt(n), 0.0);
            for (var b = 0; b < centres.Length; b++)
            {
                var z = (x - centres[b]) / Bandwidth;
                if (Math.Abs(z) < 8) sum += counts[b] * Math.Exp(-0.5 * z * z);
            }

            density[n] = sum / (total * Bandwidth * Math.Sqrt(2 * Math.PI));
        }

        return density;
    }

    // First grid point behind the last one at which the density is above half its maximum.
    private static int PastHalf(double[] density)
    {
        var half = density.Max() / 2;
        return Array.FindLastIndex(density, d => d > half) + 1;
    }

    private static bool Fit(double[] centres, double[] counts, int total, out double shape, out double location, out double scale)
    {
        var (below, used) = (0.0, 0);
        while (used < counts.Length && below + counts[used] < 0.95 * total)
            below += counts[used++];
        (shape, location, scale) = (32, 0, 1);
        if (used < 2) return false;
        var mean = Enumerable.Range(0, used).Sum(b => counts[b] * centres[b]) / below;
        var variance = Enumerable.Range(0, used).Sum(b => counts[b] * (centres[b] - mean) * (centres[b] - mean)) / below;
        scale = Math.Sqrt(variance / (2 * shape));
        location = mean - (shape * scale);
        if (location >= centres[0]) (location, scale) = (centres[0] - (0.1 * (centres[used - 1] - centres[0])), 1);
        double Cost(Vector<double> p) => !(p[0] >= LeastFreedom && p[2] > 0)
            ? 1e100
            : -Enumerable.Range(0, used).Sum(b => counts[b] * Math.Max(LogChiSquared(centres[b], p[0], p[1], p[2]), -700)) / below;
        try
        {
            var found = new NelderMeadSimplex(1e-6, 2000).FindMinimum(
                ObjectiveFunction.Value(Cost), Vector<double>.Build.DenseOfArray([shape, location, scale])).MinimizingPoint;
            (shape, location, scale) = (found[0], found[1], found[2]);
            return true;
        }
        catch (OptimizationException)
        {
            return false;
        }
    }

    private static double LogChiSquared(double x, double shape, double location, double scale)
    {
        var (y, half) = ((x - location) / scale, shape / 2);
        return y > 0 ? ((half - 1) * Math.Log(y)) - (y / 2) - (half * Math.Log(2)) - SpecialFunctions.GammaLn(half) - Math.Log(scale)
            : double.NegativeInfinity;
    }
}
