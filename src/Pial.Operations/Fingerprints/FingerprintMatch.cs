using Pial.Kernels;

namespace Pial.Operations.Fingerprints;

/// <summary>Two images that show the same scan.</summary>
/// <param name="First">Place in the first list.</param>
/// <param name="Second">Place in the second list.</param>
/// <param name="Correlation">Correlation of the two maps after the second was turned and moved onto the first, −1 to 1.</param>
/// <param name="Mirrored">Whether left and right of the second had to be exchanged.</param>
public sealed record FingerprintPair(int First, int Second, double Correlation, bool Mirrored);

/// <summary>Finds images of one scan among fingerprints.</summary>
/// <remarks>
/// In two steps. Signs: the share of places where both maps have the same sign, at the best of 27 shifts by one place; a few microseconds a
/// pair. Then, for the pairs that may match, the second map is turned and moved onto the first and their correlation is the answer. Every
/// pair whose signs agree in 80 % of the places is compared so, and the <see cref="MostUnsure"/> likeliest of those above 66 %: copies that
/// were turned by some degrees, or whose obliqueness was lost, are among these. Mirrored copies are looked for in the same way.
/// </remarks>
public static class FingerprintMatch
{
    /// <summary>
    /// Correlation from which two images show the same scan: between what copies reach and what different people do
    /// (<c>bench/results/fingerprints.md</c>).
    /// </summary>
    public const double SameScan = 0.88;

    /// <summary>How many pairs with unsure signs are compared in full.</summary>
    public const int MostUnsure = 300;

    private const double SureSigns = 0.80, LeastSigns = 0.66;

    /// <summary>Pairs of one scan between two lists.</summary>
    /// <param name="first">Fingerprints.</param>
    /// <param name="second">Others; null compares the first list with itself, each pair once.</param>
    /// <param name="parallel">Threads and cancellation; the result does not depend on them.</param>
    /// <returns>Pairs with a correlation of <see cref="SameScan"/> or more, in order of place.</returns>
    public static IReadOnlyList<FingerprintPair> Find(IReadOnlyList<ImageFingerprint> first, IReadOnlyList<ImageFingerprint>? second = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        var others = second ?? first;
        var likely = Likely(first, others, second is null, parallel);
        var found = new FingerprintPair[likely.Count];
        Slices.For(likely.Count, parallel, n =>
        {
            var (a, b, mirrored, _) = likely[n];
            found[n] = new(a, b, Correlation(first[a], mirrored ? others[b].Mirrored() : others[b]), mirrored);
        });
        return [.. found.Where(p => p.Correlation >= SameScan).GroupBy(p => (p.First, p.Second)).Select(g => g.MaxBy(p => p.Correlation)!)
            .OrderBy(p => p.First).ThenBy(p => p.Second)];
    }

    /// <summary>Correlation of two maps where both have tissue, at the best rigid placing near where they lie.</summary>
    /// <param name="first">A fingerprint.</param>
    /// <param name="second">Another.</param>
    /// <returns>−1 to 1; 0 when they hardly overlap.</returns>
    public static double Correlation(ImageFingerprint first, ImageFingerprint second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return FingerprintPlacing.Best(first.Field, second.Field);
    }

    /// <summary>Share of places where both maps have the same sign, at the best shift, 0.5 for nothing in common.</summary>
    public static double Signs(ImageFingerprint first, ImageFingerprint second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return SignTable.Agreement(SignTable.Centred(first), new SignTable(second));
    }

    private static List<(int First, int Second, bool Mirrored, double Signs)> Likely(IReadOnlyList<ImageFingerprint> first,
        IReadOnlyList<ImageFingerprint> others, bool once, ParallelOptions? parallel)
    {
        var centred = new ulong[first.Count][];
        Slices.For(first.Count, parallel, n => centred[n] = SignTable.Centred(first[n]));
        var rows = new List<(int, int, bool, double)>[others.Count];
        Slices.For(others.Count, parallel, b =>
        {
            rows[b] = [];
            foreach (var mirrored in (ReadOnlySpan<bool>)[false, true])
            {
                var table = new SignTable(mirrored ? others[b].Mirrored() : others[b]);
                for (var a = 0; a < (once ? b : first.Count); a++)
                    if (SignTable.Agreement(centred[a], table) is >= LeastSigns and var signs) rows[b].Add((a, b, mirrored, signs));
            }
        });
        var all = rows.SelectMany(r => r).OrderByDescending(p => p.Item4).ThenBy(p => p.Item1).ThenBy(p => p.Item2)
            .ThenBy(p => p.Item3).ToList();
        var sure = all.Count(p => p.Item4 >= SureSigns);
        return all[..Math.Min(all.Count, sure + MostUnsure)];
    }
}
