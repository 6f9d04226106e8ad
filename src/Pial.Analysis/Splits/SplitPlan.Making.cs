using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Splits;

/// <content>The ways to make one.</content>
public sealed partial class SplitPlan
{
    /// <summary>Folds of about equal size, each the test side once: k-fold cross-validation, stratified and grouped.</summary>
    /// <param name="rows">What to split, and what belongs together.</param>
    /// <param name="folds">How many, at least 2.</param>
    /// <param name="seed">Other seeds, other folds.</param>
    /// <param name="strata">Whose mixture every fold should have; where every unit is one row, the counts of every combination of levels
    /// differ by at most 1 between folds, and so do the folds' sizes.</param>
    /// <exception cref="ArgumentException">Fewer units than folds: the message says what ties the rows.</exception>
    public static SplitPlan KFold(SplitRows rows, int folds, ulong seed, params IReadOnlyList<Strata> strata)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (rows.Units.Count < folds)
            throw new ArgumentException($"{Units(rows)} cannot fill {folds} folds{TiedBy(rows)}. Ask for fewer folds.", nameof(folds));
        var deal = new Dealing(rows, strata, seed);
        var fold = deal.ToFolds(folds);
        return new(rows,
            [.. Enumerable.Range(0, folds).Select(f => ByTest(rows, r => fold[r] == f, (f + 1).ToString(CultureInfo.InvariantCulture)))],
            $"{folds}-fold{By(rows, strata)}, seed {seed}", deal.Notes(folds));
    }

    /// <summary>One test side, held out once.</summary>
    /// <param name="rows">What to split, and what belongs together.</param>
    /// <param name="testShare">Share of the rows on the test side, between 0 and 1; met within one row where every unit is one row.</param>
    /// <param name="seed">Other seeds, other sides.</param>
    /// <param name="strata">Whose mixture both sides should have; counts are within rounding where every unit is one row.</param>
    /// <exception cref="ArgumentException">A side would be empty.</exception>
    public static SplitPlan HoldOut(SplitRows rows, double testShare, ulong seed, params IReadOnlyList<Strata> strata)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!(testShare > 0 && testShare < 1))
            throw new ArgumentOutOfRangeException(nameof(testShare), testShare, "The test side's share must lie between 0 and 1.");
        if (rows.Units.Count < 2) throw new ArgumentException($"{Units(rows)} cannot be on two sides{TiedBy(rows)}.", nameof(rows));
        var deal = new Dealing(rows, strata, seed);
        var test = deal.ToTest(testShare);
        return new(rows, [ByTest(rows, r => test[r], "test")],
            string.Create(CultureInfo.InvariantCulture, $"hold-out of {testShare:P0}{By(rows, strata)}, seed {seed}"), deal.Notes(2));
    }

    /// <summary>Every level of a group (a site, a scanner) is the test side once.</summary>
    /// <param name="rows">What to split, and what belongs together.</param>
    /// <param name="groups">The group of every row: <c>site</c>.</param>
    /// <param name="dropSpanning">What to do with a person or family that has rows in several groups: leave its other rows out of the
    /// training side (true), or refuse (false).</param>
    /// <exception cref="ArgumentException">A row without a group, fewer than two groups, or a unit in several groups; says
    /// which.</exception>
    public static SplitPlan LeaveOut(SplitRows rows, Strata groups, bool dropSpanning = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Levels.Count != rows.Count)
            throw new ArgumentException($"'{groups.Name}' has {groups.Levels.Count} values for {rows.Count} rows.", nameof(groups));
        var missing = Enumerable.Range(0, rows.Count).FirstOrDefault(r => SubjectTable.IsMissing(groups.Levels[r]), -1);
        if (missing >= 0) throw new ArgumentException($"{rows.Ids[missing]} has no {groups.Name}, so it cannot be left out with it.",
            nameof(groups));
        string[] levels = [.. groups.Levels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (levels.Length < 2)
            throw new ArgumentException($"All rows have {groups.Name} '{levels[0]}'; leaving it out leaves nobody to learn from.",
                nameof(groups));
        var dropped = 0;
        var folds = new List<Fold>();
        foreach (var level in levels)
        {
            var units = Enumerable.Range(0, rows.Count).Where(r => groups.Levels[r] == level).Select(r => rows.UnitOf[r]).ToHashSet();
            var spanning = Enumerable.Range(0, rows.Count).Where(r => groups.Levels[r] != level && units.Contains(rows.UnitOf[r]))
                .ToHashSet();
            dropped += spanning.Count;
            if (spanning.Count > 0 && !dropSpanning)
            {
                var stray = spanning.Min();
                var inside = rows.Units[rows.UnitOf[stray]].First(r => groups.Levels[r] == level);
                throw new ArgumentException(
                    $"{groups.Name} '{level}' cannot be left out: {rows.Ids[inside]} is there and {rows.Ids[stray]} at " +
                        $"'{groups.Levels[stray]}', and they belong together ({rows.Reason(inside, stray)}). Drop such rows from the " +
                        "training side, or from the table.", nameof(groups));
            }

            int[] test = [.. Enumerable.Range(0, rows.Count).Where(r => groups.Levels[r] == level)];
            int[] train = [.. Enumerable.Range(0, rows.Count).Where(r => groups.Levels[r] != level && !spanning.Contains(r))];
            folds.Add(new(train, test) { Name = level });
        }

        return new(rows, folds, $"leave one {groups.Name} out",
            dropped == 0 ? [] : [$"{dropped} training rows were left out because their person or family is at several of {groups.Name}."]);
    }

    /// <summary>The same kind of split again with other seeds.</summary>
    /// <param name="seeds">One a repeat, all different.</param>
    /// <param name="make">Makes the split of a seed; all of the same rows.</param>
    public static SplitPlan Repeated(IReadOnlyList<ulong> seeds, Func<ulong, SplitPlan> make)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(make);
        if (seeds.Count == 0 || seeds.Distinct().Count() != seeds.Count)
            throw new ArgumentException("Give each repeat a seed of its own.", nameof(seeds));
        SplitPlan[] plans = [.. seeds.Select(make)];
        return new(plans[0].Rows, [.. plans.SelectMany((p, n) => p.Folds.Select(f => f with { Repeat = n + 1 }))],
            $"{plans[0].Description.Split(", seed")[0]}, seeds {string.Join(", ", seeds)}",
            [.. plans.SelectMany(p => p.Notes).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// The same plan with inner folds of every fold's training rows, for choosing settings without a look at the test rows.
    /// </summary>
    /// <param name="folds">Inner folds, at least 2.</param>
    /// <param name="seed">Seed of the inner folds.</param>
    /// <param name="strata">Whose mixture they should have; of all rows.</param>
    /// <exception cref="ArgumentException">A training side has too few units.</exception>
    public SplitPlan Nested(int folds, ulong seed, params IReadOnlyList<Strata> strata) =>
        new(Rows, [.. Folds.Select(f => f with { Inner = Inside(f.Train, folds, seed, strata) })],
            $"{Description}; {folds} inner folds, seed {seed}", Notes);

    /// <summary>Folds of some rows alone, for a fit that must choose its settings among them.</summary>
    /// <param name="training">The rows, counted from 0 in the whole table.</param>
    /// <param name="folds">How many, at least 2.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="strata">Whose mixture they should have; of all rows.</param>
    public IReadOnlyList<Fold> Inside(IReadOnlyList<int> training, int folds, ulong seed, params IReadOnlyList<Strata> strata)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(strata);
        var part = KFold(Rows.Only(training), folds, seed,
            [.. strata.Select(s => s with { Levels = [.. training.Select(r => s.Levels[r])] })]);
        return [.. part.Folds.Select(f => f with
        {
            Train = [.. f.Train.Select(r => training[r])],
            Test = [.. f.Test.Select(r => training[r])],
        })];
    }

    private static Fold ByTest(SplitRows rows, Func<int, bool> isTest, string name) =>
        new([.. Enumerable.Range(0, rows.Count).Where(r => !isTest(r))],
            [.. Enumerable.Range(0, rows.Count).Where(isTest)])
        { Name = name };

    private static string Units(SplitRows rows) =>
        $"{rows.Units.Count} {(rows.Units.Count == rows.Count ? "rows" : $"groups of {rows.Count} rows")}";

    private static string TiedBy(SplitRows rows) => rows.Units.Count == rows.Count ? ""
        : $": rows of one person{string.Concat(rows.Ties.Select(t => $" or {t.Name}"))} stay together, and the largest group has " +
            $"{rows.Units.Max(u => u.Count)} rows " +
            $"({string.Join(", ", rows.Units.MaxBy(u => u.Count)!.Take(3).Select(r => rows.Ids[r]))}, …)";

    private static string By(SplitRows rows, IReadOnlyList<Strata> strata) =>
        (strata.Count > 0 ? $" stratified by {string.Join(" and ", strata.Select(s => s.Name))}" : "")
            + (rows.Ties.Count > 0 ? $" keeping {string.Join(", ", rows.Ties.Select(t => t.Name))} whole" : "");
}
