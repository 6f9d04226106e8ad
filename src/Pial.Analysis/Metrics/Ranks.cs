namespace Pial.Analysis.Metrics;

/// <summary>Ranks, and how alike two rankings are.</summary>
public static class Ranks
{
    /// <summary>The rank of each value from 1 up; equal values share their mean rank.</summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        var (keys, places, ranks) = (values.ToArray(), Enumerable.Range(0, values.Length).ToArray(), new double[values.Length]);
        Array.Sort(keys, places);
        for (var n = 0; n < keys.Length;)
        {
            var end = n;
            while (end < keys.Length && keys[end] == keys[n])
                end++;
            for (var k = n; k < end; k++)
                ranks[places[k]] = (n + 1 + end) / 2.0;
            n = end;
        }

        return ranks;
    }

    /// <summary>
    /// Kendall's τ-b of two rankings (1945, doi 10.1093/biomet/33.3.239): 1 for the same order, −1 for the reverse, NaN when one has all
    /// values equal.
    /// </summary>
    public static double Kendall(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (sum, left, right) = (0L, 0L, 0L);
        for (var i = 0; i < a.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (x, y) = (a[i].CompareTo(a[j]), b[i].CompareTo(b[j]));
                sum += x * y;
                left += x * x;
                right += y * y;
            }
        }

        return left > 0 && right > 0 ? sum / Math.Sqrt((double)left * right) : double.NaN;
    }
}
