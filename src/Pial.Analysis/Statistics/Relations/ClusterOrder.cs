namespace Pial.Analysis.Statistics.Relations;

/// <summary>An order in which what is alike stands together.</summary>
public static class ClusterOrder
{
    /// <summary>
    /// The leaves of average-linkage clustering (Sokal and Michener 1958), from left to right; of two clusters that join, the one with the
    /// earlier first member stands on the left. O(n³).
    /// </summary>
    /// <param name="distance">Distance of two items; NaN counts as the largest there is.</param>
    /// <param name="count">How many items.</param>
    public static int[] Of(Func<int, int, double> distance, int count)
    {
        ArgumentNullException.ThrowIfNull(distance);
        var d = new double[count, count];
        for (var i = 0; i < count; i++)
            for (var j = 0; j < count; j++)
                d[i, j] = distance(i, j) is var v && double.IsNaN(v) ? double.MaxValue / count : v;
        var members = Enumerable.Range(0, count).Select(n => new List<int> { n }).ToArray();
        List<int> alive = [.. Enumerable.Range(0, count)];
        while (alive.Count > 1)
        {
            var (a, b) = Nearest(alive, d);
            if (members[a].Min() > members[b].Min()) (a, b) = (b, a);
            foreach (var c in alive)
                if (c != a && c != b)
                    d[a, c] = d[c, a] = ((members[a].Count * d[a, c]) + (members[b].Count * d[b, c]))
                        / (members[a].Count + members[b].Count);
            members[a].AddRange(members[b]);
            alive.Remove(b);
        }

        return count == 0 ? [] : [.. members[alive[0]]];
    }

    private static (int A, int B) Nearest(List<int> alive, double[,] d)
    {
        var (best, pair) = (double.PositiveInfinity, (alive[0], alive[1]));
        for (var i = 0; i < alive.Count; i++)
            for (var j = i + 1; j < alive.Count; j++)
                if (d[alive[i], alive[j]] < best) (best, pair) = (d[alive[i], alive[j]], (alive[i], alive[j]));
        return pair;
    }
}
