namespace Pial.Analysis.Statistics;

/// <summary>The false discovery rate of Benjamini and Hochberg (1995, doi 10.1111/j.2517-6161.1995.tb02031.x).</summary>
public static class FalseDiscovery
{
    /// <summary>
    /// Adjusted p: the smallest rate at which each would be among the discoveries. Tests at or below q keep the expected share of false
    /// ones at q.
    /// </summary>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        var sorted = p.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var adjusted = new double[sorted.Length];
        var least = 1.0;
        for (var n = sorted.Length - 1; n >= 0; n--)
        {
            least = Math.Min(least, sorted[n] * sorted.Length / (n + 1));
            adjusted[order[n]] = least;
        }

        return adjusted;
    }
}
