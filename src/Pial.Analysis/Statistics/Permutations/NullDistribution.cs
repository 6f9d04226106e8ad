namespace Pial.Analysis.Statistics.Permutations;

/// <summary>The largest statistics of each rearrangement; number 0 is the data as they are.</summary>
public sealed class NullDistribution
{
    // Sums in single precision may differ in the fifth digit between rearrangements that are equal on paper (a swap of the groups): those
    // count as equal.
    private const double Tie = 1 - 1e-4;

    internal NullDistribution(PermutationPlan plan, PermutationOptions options)
    {
        (Plan, Options, Statistic) = (plan, options, new float[plan.Count]);
        if (options.Tfce is not null) Enhanced = new double[plan.Count];
        if (options.ClusterThreshold is not null) (Extent, Mass) = (new double[plan.Count], new double[plan.Count]);
    }

    /// <summary>The rearrangements.</summary>
    public PermutationPlan Plan { get; }

    /// <summary>How it was done.</summary>
    public PermutationOptions Options { get; }

    /// <summary>Largest t (or |t|, or F).</summary>
    public float[] Statistic { get; }

    /// <summary>Largest TFCE, when wanted.</summary>
    public double[]? Enhanced { get; }

    /// <summary>Size of the largest cluster, in voxels or mm² of a surface, when wanted.</summary>
    public double[]? Extent { get; }

    /// <summary>Mass of the heaviest cluster, when wanted.</summary>
    public double[]? Mass { get; }

    /// <summary>
    /// The least of the largest statistics that has a familywise p at or below a level; null when there are too few rearrangements for
    /// that.
    /// </summary>
    public double? Critical(double alpha)
    {
        var sorted = Statistic.Order().Select(t => (double)t).ToArray();
        return sorted.Select(t => (double?)t).FirstOrDefault(t => P(t!.Value, sorted) <= alpha);
    }

    /// <summary>
    /// Familywise p of statistics: the share of rearrangements, the data as they are among them, whose largest is at least as large.
    /// </summary>
    /// <param name="observed">A number a voxel; 0 has p = 1.</param>
    /// <param name="largest">The largest of each rearrangement.</param>
    /// <param name="oneSided">Whether those below 0 have p = 1.</param>
    public static double[] P(ReadOnlySpan<float> observed, IEnumerable<double> largest, bool oneSided)
    {
        ArgumentNullException.ThrowIfNull(largest);
        var sorted = largest.Order().ToArray();
        var p = new double[observed.Length];
        for (var n = 0; n < p.Length; n++)
        {
            var value = oneSided ? Math.Max(0, observed[n]) : Math.Abs((double)observed[n]);
            p[n] = value == 0 ? 1 : P(value, sorted);
        }

        return p;
    }

    /// <summary>
    /// Familywise p of one statistic, given the sorted largest ones; at least 1 / count, as the data themselves are among them.
    /// </summary>
    public static double P(double observed, double[] sorted)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        var (low, high) = (0, sorted.Length);
        var bound = observed * Tie;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < bound) low = middle + 1;
            else high = middle;
        }

        return Math.Max(1, sorted.Length - low) / (double)sorted.Length;
    }
}
