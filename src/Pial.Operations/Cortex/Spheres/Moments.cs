namespace Pial.Operations.Cortex.Spheres;

/// <summary>Means and spreads of maps.</summary>
internal static class Moments
{
    /// <summary>Scale and shift that give each map the mean and the standard deviation of another.</summary>
    public static (double Scale, double Shift)[] Fit(float[][] from, float[][] to)
    {
        var fit = new (double, double)[from.Length];
        for (var c = 0; c < fit.Length; c++)
        {
            var ((m, s), (mean, spread)) = (Spread(from[c]), Spread(to[c]));
            fit[c] = (spread / s, mean - (m * spread / s));
        }

        return fit;
    }

    /// <summary>A map with the scale and shift.</summary>
    public static float[] Apply((double Scale, double Shift) fit, float[] values) =>
        Array.ConvertAll(values, x => (float)((fit.Scale * x) + fit.Shift));

    private static (double Mean, double Deviation) Spread(float[] values)
    {
        double sum = 0, squares = 0;
        foreach (var x in values)
            (sum, squares) = (sum + x, squares + ((double)x * x));
        var mean = sum / values.Length;
        return (mean, Math.Sqrt((squares / values.Length) - (mean * mean)));
    }
}
