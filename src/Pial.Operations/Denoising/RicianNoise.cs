using MathNet.Numerics;

namespace Pial.Operations.Denoising;

/// <summary>
/// What Rician noise, the noise of magnitude images, looks like at a signal: its spread is narrower than that of the channels it comes from
/// where the signal is weak.
/// </summary>
/// <remarks>Koay and Basser, Journal of Magnetic Resonance 179 (2006) 317–322, doi:10.1016/j.jmr.2006.01.016.</remarks>
internal static class RicianNoise
{
    private const double Step = 0.02;
    private const double Most = 12; // beyond it the correction is under 0.4 %

    private static readonly double[] Ratio = [.. Enumerable.Range(0, (int)(Most / Step) + 2).Select(n => Spread(n * Step))];

    /// <summary>
    /// Standard deviation of the magnitude over that of one channel, from its mean over the latter: 0.655 in air, 1 in strong signal.
    /// </summary>
    /// <param name="mean">Mean magnitude in units of the channel's standard deviation; below that of air (1.2533) it counts as air.</param>
    public static double SpreadAt(double mean)
    {
        // The mean of a magnitude whose signal is θ is close to √(θ² + 2 − spread²): its mean square is θ² + 2.
        var square = mean * mean;
        var theta = 0.0;
        for (var n = 0; n < 8; n++)
        {
            var s = At(theta);
            theta = Math.Sqrt(Math.Max(square + (s * s) - 2, 0));
        }

        return At(theta);
    }

    private static double At(double theta)
    {
        if (theta >= Most) return 1 - (1 / (4 * theta * theta));
        var place = theta / Step;
        var n = (int)place;
        return Ratio[n] + ((place - n) * (Ratio[n + 1] - Ratio[n]));
    }

    // The paper's ξ, with exponentially scaled Bessel functions so that nothing overflows.
    private static double Spread(double theta)
    {
        var q = theta * theta / 4;
        var scale = Math.Exp(-q);
        var b = ((2 + (theta * theta)) * SpecialFunctions.BesselI0(q) * scale) + (theta * theta * SpecialFunctions.BesselI1(q) * scale);
        return Math.Sqrt(2 + (theta * theta) - (Math.PI / 8 * b * b));
    }
}
