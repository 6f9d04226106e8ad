namespace Pial.Operations.Cortex.Spheres;

/// <summary>Values by their ranks, so that measures that were made in different ways can be compared.</summary>
public static class NormalScores
{
    private const int Bins = 1 << 14;

    /// <summary>
    /// What a standard normal value has the same share of area beneath it: −1 to 1 for most, and never beyond ± 3. Values between two bins of
    /// the histogram share a rank.
    /// </summary>
    /// <param name="values">Values of the vertices.</param>
    /// <param name="areas">Area of each vertex.</param>
    public static float[] Of(ReadOnlySpan<float> values, ReadOnlySpan<float> areas)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var x in values)
            (low, high) = (Math.Min(low, x), Math.Max(high, x));
        var (sums, total, scale) = (new double[Bins], 0.0, high > low ? (Bins - 1) / (high - low) : 0);
        for (var v = 0; v < values.Length; v++)
        {
            sums[(int)((values[v] - low) * scale)] += areas[v];
            total += areas[v];
        }

        var (table, below) = (new float[Bins], 0.0);
        for (var b = 0; b < Bins; b++)
        {
            table[b] = (float)Math.Clamp(Quantile((below + (sums[b] / 2)) / total), -3, 3);
            below += sums[b];
        }

        var scores = new float[values.Length];
        for (var v = 0; v < scores.Length; v++)
            scores[v] = table[(int)((values[v] - low) * scale)];
        return scores;
    }

    // Abramowitz & Stegun 1964, 26.2.23: within 4.5e-4.
    private static double Quantile(double p)
    {
        if (p > 0.5) return -Quantile(1 - p);
        var t = Math.Sqrt(-2 * Math.Log(Math.Max(p, 1e-9)));
        return -(t - ((2.515517 + (0.802853 * t) + (0.010328 * t * t)) / (1 + (1.432788 * t) + (0.189269 * t * t) + (0.001308 * t * t * t))));
    }
}
