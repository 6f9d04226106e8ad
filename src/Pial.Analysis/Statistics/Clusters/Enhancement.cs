namespace Pial.Analysis.Statistics.Clusters;

/// <summary>What TFCE is given.</summary>
public static class Enhancement
{
    /// <summary>√F in place: in the units of t, so that the powers of height mean the same for both.</summary>
    public static void Root(Span<float> statistic)
    {
        foreach (ref var f in statistic)
            f = MathF.Sqrt(MathF.Max(f, 0));
    }
}
