namespace Pial.Analysis.Splits;

/// <summary>
/// A split of rows into folds that cannot leak: rows of one person, of one family, of one cluster of near-duplicates (whatever
/// <see cref="SplitRows"/> joins) are always on one side. Made by seed: the same rows, options and seed give the same folds on every
/// machine.
/// </summary>
public sealed partial class SplitPlan
{
    private SplitPlan(SplitRows rows, IReadOnlyList<Fold> folds, string description, IReadOnlyList<string> notes)
    {
        (Rows, Folds, Description, Notes) = (rows, folds, description, notes);
        foreach (var fold in folds)
            Check(fold, rows);
    }

    /// <summary>What was split.</summary>
    public SplitRows Rows { get; }

    /// <summary>The folds, repeat after repeat.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>How it was made, in words, seed included.</summary>
    public string Description { get; }

    /// <summary>
    /// What is less than ideal, one sentence each: a stratum with fewer members than folds, a family that is most of a fold.
    /// </summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How many repeats there are.</summary>
    public int Repeats => Folds.Max(f => f.Repeat);

    /// <summary>Ids of the training rows of a fold, for <see cref="FittedOn"/>.</summary>
    public IReadOnlyList<string> TrainIds(Fold fold) =>
        [.. (fold ?? throw new ArgumentNullException(nameof(fold))).Train.Select(r => Rows.Ids[r])];

    /// <summary>Ids of the test rows of a fold.</summary>
    public IReadOnlyList<string> TestIds(Fold fold) =>
        [.. (fold ?? throw new ArgumentNullException(nameof(fold))).Test.Select(r => Rows.Ids[r])];

    /// <summary>A plan made elsewhere (read from a table), accepted only if it keeps together what belongs together.</summary>
    /// <param name="rows">What was split.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="description">Where it comes from.</param>
    /// <exception cref="LeakException">A unit is on both sides of a fold; names the rows and says what ties them.</exception>
    /// <exception cref="ArgumentException">A fold without training or test rows, or a row that does not exist or comes twice.</exception>
    public static SplitPlan Of(SplitRows rows, IReadOnlyList<Fold> folds, string description)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0) throw new ArgumentException("There is no fold.", nameof(folds));
        return new(rows, folds, description, []);
    }

    private static void Check(Fold fold, SplitRows rows)
    {
        if (fold.Train.Count == 0 || fold.Test.Count == 0)
            throw new ArgumentException(
                $"Fold '{fold.Name}' has {fold.Train.Count} training and {fold.Test.Count} test rows; both sides need some.");
        var side = new sbyte[rows.Count];
        foreach (var (list, mark) in new[] { (fold.Train, (sbyte)1), (fold.Test, (sbyte)2) })
        {
            foreach (var row in list)
            {
                if (row < 0 || row >= rows.Count)
                    throw new ArgumentException($"Fold '{fold.Name}' has row {row}, and there are {rows.Count}.");
                if (side[row] != 0) throw new ArgumentException($"Fold '{fold.Name}' has {rows.Ids[row]} twice.");
                side[row] = mark;
            }
        }

        foreach (var unit in rows.Units)
        {
            var (train, test) = (unit.FirstOrDefault(r => side[r] == 1, -1), unit.FirstOrDefault(r => side[r] == 2, -1));
            if (train >= 0 && test >= 0)
                throw new LeakException([rows.Ids[train], rows.Ids[test]],
                    $"Leak: fold '{fold.Name}' has {rows.Ids[train]} for training and {rows.Ids[test]} for testing, and they belong " +
                        $"together: {rows.Reason(train, test)}.");
        }

        foreach (var inner in fold.Inner)
        {
            Check(inner, rows);
            if (inner.Train.Concat(inner.Test).FirstOrDefault(r => side[r] != 1, -1) is var stray and >= 0)
                throw new LeakException([rows.Ids[stray]],
                    $"Leak: inner fold '{inner.Name}' of fold '{fold.Name}' uses {rows.Ids[stray]}, which is no training row.");
        }
    }
}
