namespace Pial.Kernels.Statistics;

/// <summary>A density on an even grid.</summary>
/// <param name="Low">Value at the first point.</param>
/// <param name="Step">Distance between points.</param>
/// <param name="Values">The density at each point.</param>
public sealed record Density(double Low, double Step, double[] Values)
{
    /// <summary>Value at a point.</summary>
    public double At(int point) => Low + (point * Step);
}

/// <summary>Gaussian kernel density of many values on an even grid, in one pass over the values and two short Fourier transforms.</summary>
/// <remarks>
/// Silverman (1982), algorithm AS 176, doi 10.2307/2347084, with the linear binning of Jones and Lotwick (1984), remark AS R50, doi
/// 10.2307/2347674: every value is shared between the two points beside it, the counts are multiplied by the kernel in the frequency
/// domain, where the blur of the binning is divided out. As statsmodels' <c>KDEUnivariate(fft=True)</c> computes it, so that both name the
/// same grid point as a mode.
/// </remarks>
public static class KernelDensity
{
    /// <summary>Density of values, on a grid from three bandwidths below the least to three above the greatest.</summary>
    /// <param name="values">Finite values, at least one.</param>
    /// <param name="bandwidth">Standard deviation of the kernel, above 0.</param>
    /// <param name="points">Points of the grid; a power of two.</param>
    /// <exception cref="ArgumentException">No value, or no bandwidth.</exception>
    public static Density Of(ReadOnlySpan<float> values, double bandwidth, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 8);
        if (!(bandwidth > 0) || !double.IsFinite(bandwidth))
            throw new ArgumentException($"A density needs a bandwidth above 0, got {bandwidth}.", nameof(bandwidth));
        var (least, most) = Quantile.Range(values);
        if (float.IsNaN(least)) throw new ArgumentException("There is no value to take a density of.", nameof(values));
        var low = least - (3 * bandwidth);
        var range = most + (3 * bandwidth) - low;
        var step = range / (points - 1);
        var real = Bin(values, low, step, points);
        var scale = 1 / (step * values.Length);
        for (var n = 0; n < points; n++)
            real[n] *= scale;

        var transform = new Fft(points);
        var imaginary = new double[points];
        transform.Forward(real, imaginary);
        for (var n = 0; n < points; n++)
        {
            var j = Math.Min(n, points - n);
            var blur = 1 - (Square(j * Math.PI / points) / 3);
            var kernel = Math.Exp(-2 * Square(Math.PI * bandwidth * j / range)) / blur / points;
            real[n] *= kernel;
            imaginary[n] *= -kernel; // the transform of the conjugate is the inverse's conjugate, and the density is real
        }

        transform.Forward(real, imaginary);
        return new(low, step, real);
    }

    private static double[] Bin(ReadOnlySpan<float> values, double low, double step, int points)
    {
        var counts = new double[points];
        foreach (var v in values)
        {
            var at = (v - low) / step;
            var bin = Math.Min((int)at, points - 2);
            counts[bin] += 1 - (at - bin);
            counts[bin + 1] += at - bin;
        }

        return counts;
    }

    private static double Square(double x) => x * x;
}
