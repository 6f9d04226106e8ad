namespace Pial.Analysis.Splits;

/// <summary>Folds that keep each group (a site, a family, a person's visits) whole.</summary>
public static class GroupFolds
{
    /// <summary>
    /// The fold of every row, as scikit-learn's <c>GroupKFold</c> gives it: groups by falling size, each into the fold that is smallest so
    /// far.
    /// </summary>
    /// <param name="groups">Group of each row.</param>
    /// <param name="folds">Folds, at least 2.</param>
    /// <exception cref="ArgumentException">Fewer groups than folds.</exception>
    public static int[] Of(IReadOnlyList<string> groups, int folds)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var sizes = groups.GroupBy(g => g, StringComparer.Ordinal).Select(g => (Name: g.Key, Size: g.Count()))
            .OrderBy(g => g.Name, StringComparer.Ordinal).ToList();
        if (sizes.Count < folds) throw new ArgumentException($"{sizes.Count} groups cannot fill {folds} folds.", nameof(groups));
        var fold = new Dictionary<string, int>(StringComparer.Ordinal);
        var filled = new int[folds];
        // NumPy sorts ascending and the result is read backwards, so that of groups of one size the last name comes first.
        foreach (var (name, size) in sizes.OrderBy(g => g.Size).Reverse())
        {
            var lightest = Array.IndexOf(filled, filled.Min());
            filled[lightest] += size;
            fold[name] = lightest;
        }

        return [.. groups.Select(g => fold[g])];
    }
}
