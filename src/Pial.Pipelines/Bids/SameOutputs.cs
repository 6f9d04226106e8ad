namespace Pial.Pipelines.Bids;

/// <summary>Scans whose outputs would have the same names, so that one would be taken for the other.</summary>
internal static class SameOutputs
{
    /// <summary>Refuses them before any work.</summary>
    /// <param name="heads">Heads with their other contrasts.</param>
    /// <exception cref="InputException">There are such scans; they are named in pairs.</exception>
    public static void Refuse(IReadOnlyList<BidsScan> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var (owners, pairs) = (new Dictionary<string, BidsScan>(StringComparer.Ordinal), new List<(BidsScan One, BidsScan Other)>());
        foreach (var head in heads)
        {
            Claim($"{head.Name.AnatFolder}/{head.Name.Prefix}", head); // the mask and the tissues of a head have no contrast in their names
            foreach (var scan in head.Also.Prepend(head))
                Claim($"{head.Name.AnatFolder}/{scan.Name.Prefix}_{scan.Contrast}", scan);
        }

        if (pairs.Count == 0) return;
        var named = string.Join("; ", pairs.Take(5).Select(p => $"{p.One.Relative} and {p.Other.Relative} (both {p.One.Name.Prefix}_…)"));
        throw new InputException(
            $"Scans whose outputs would have the same names: {named}{(pairs.Count > 5 ? $"; and {pairs.Count - 5} more pairs" : "")}. " +
                "Rename one of each, or take it out of the dataset.");

        void Claim(string key, BidsScan scan)
        {
            if (!owners.TryAdd(key, scan) && owners[key] != scan && !pairs.Contains((owners[key], scan))) pairs.Add((owners[key], scan));
        }
    }
}
