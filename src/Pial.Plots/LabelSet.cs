using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Which labels there are.</summary>
internal static class LabelSet
{
    /// <summary>Of an image, without 0, rising.</summary>
    public static IReadOnlyList<int> Of(Volume<int> labels)
    {
        var (found, last) = (new SortedSet<int>(), 0);
        foreach (var l in labels.Span)
        {
            if (l == last || l == 0) continue;
            found.Add(last = l);
        }

        return [.. found];
    }

    /// <summary>Of cuts, without 0, rising.</summary>
    public static IReadOnlyList<int> Of(IEnumerable<Cut> cuts)
    {
        var found = new SortedSet<int>();
        foreach (var cut in cuts)
            foreach (var v in cut.Values)
                if (v != 0) found.Add((int)v);
        return [.. found];
    }
}
