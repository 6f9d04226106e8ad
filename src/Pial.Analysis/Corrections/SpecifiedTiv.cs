namespace Pial.Analysis.Corrections;

/// <summary>
/// The data specification's <c>tiv_correction</c> as written, both methods. For its numbers alone: method 2 fits on everything it is given,
/// test subjects too, and returns residuals around 0. Use <see cref="TivFit"/> for work.
/// </summary>
public static class SpecifiedTiv
{
    /// <summary>Method 1: <c>V / TIV · 1 500 000</c>.</summary>
    /// <param name="volumes">Volumes of one head, mm³.</param>
    /// <param name="tiv">Its total intracranial volume, mm³.</param>
    public static double[] Proportional(ReadOnlySpan<double> volumes, double tiv)
    {
        if (!(tiv > 0)) throw new ArgumentException($"TIV must be above 0, got {tiv}.", nameof(tiv));
        var corrected = new double[volumes.Length];
        for (var n = 0; n < corrected.Length; n++)
            corrected[n] = volumes[n] / tiv * 1500000;
        return corrected;
    }

    /// <summary>Method 2: residuals of a straight line over the subjects.</summary>
    /// <param name="volumes">One region's volume in each subject.</param>
    /// <param name="tiv">Each subject's total intracranial volume.</param>
    /// <exception cref="ArgumentException">The counts differ, or there is no line to fit.</exception>
    public static double[] Residuals(ReadOnlySpan<double> volumes, ReadOnlySpan<double> tiv)
    {
        var line = Line.Fit(tiv, volumes);
        var residuals = new double[volumes.Length];
        for (var n = 0; n < residuals.Length; n++)
            residuals[n] = volumes[n] - (line.Intercept + (line.Slope * tiv[n]));
        return residuals;
    }
}
