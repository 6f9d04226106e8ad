using Pial.Analysis.Splits;

namespace Pial.Analysis.Tests.Splits;

public class SplitPlanTests
{
    private static string[] Ids(int count) => [.. Enumerable.Range(1, count).Select(n => $"sub-{n:000}")];

    // Rows of random persons, families and labels; small enough to try many.
    private static (SplitRows Rows, Strata[] Strata) Cohort(int seed, bool singles)
    {
        var random = new Random(seed);
        var count = random.Next(20, 120);
        string[] ids = singles ? Ids(count) : [.. Enumerable.Range(0, count).Select(n => $"sub-{random.Next(count * 2 / 3):000}_ses-{n}")];
        string[] families = [.. Enumerable.Range(0, count)
            .Select(_ => singles || random.Next(4) > 0 ? "n/a" : $"f{random.Next(count / 4)}")];
        return (SplitRows.Of(ids, new RowTie("family", families)),
        [
            new("sex", [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? "F" : "M")]),
            new("site", [.. Enumerable.Range(0, count).Select(_ => $"s{random.Next(4)}")]),
        ]);
    }

    [Fact]
    public void No_unit_is_on_both_sides_and_every_row_is_tested_once()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (rows, strata) = Cohort(seed, singles: false);
            var plan = SplitPlan.KFold(rows, 2 + (seed % 5), (ulong)seed, strata);
            Assert.Equal(Enumerable.Range(0, rows.Count), plan.Folds.SelectMany(f => f.Test).Order());
            foreach (var fold in plan.Folds)
            {
                Assert.Equal(Enumerable.Range(0, rows.Count), fold.Train.Concat(fold.Test).Order());
                Assert.Empty(fold.Train.Select(r => rows.UnitOf[r]).Intersect(fold.Test.Select(r => rows.UnitOf[r])));
                Assert.Empty(SubjectKey.Set(plan.TrainIds(fold)).Intersect(SubjectKey.Set(plan.TestIds(fold))));
            }
        }
    }

    [Fact]
    public void Cells_and_sizes_of_single_rows_differ_by_one_at_most()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (rows, strata) = Cohort(seed, singles: true);
            var plan = SplitPlan.KFold(rows, 2 + (seed % 6), (ulong)seed, strata);
            Assert.InRange(plan.Folds.Max(f => f.Test.Count) - plan.Folds.Min(f => f.Test.Count), 0, 1);
            foreach (var cell in Enumerable.Range(0, rows.Count).GroupBy(r => (strata[0].Levels[r], strata[1].Levels[r])))
            {
                int[] counts = [.. plan.Folds.Select(f => f.Test.Count(r => (strata[0].Levels[r], strata[1].Levels[r]) == cell.Key))];
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            }
        }
    }

    [Fact]
    public void A_hold_out_has_its_share_of_every_stratum_within_rounding()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (rows, strata) = Cohort(seed, singles: true);
            var share = 0.1 + (seed % 8 * 0.1);
            var fold = Assert.Single(SplitPlan.HoldOut(rows, share, (ulong)seed, strata[0]).Folds);
            Assert.InRange(fold.Test.Count - (rows.Count * share), -1, 1);
            foreach (var level in strata[0].Levels.Distinct())
                Assert.InRange(fold.Test.Count(r => strata[0].Levels[r] == level) - (strata[0].Levels.Count(l => l == level) * share), -1,
                    1);
        }
    }

    [Fact]
    public void A_hold_out_keeps_units_whole_and_is_near_its_share()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (rows, strata) = Cohort(seed, singles: false);
            var fold = Assert.Single(SplitPlan.HoldOut(rows, 0.3, (ulong)seed, strata[0]).Folds);
            Assert.Empty(fold.Train.Select(r => rows.UnitOf[r]).Intersect(fold.Test.Select(r => rows.UnitOf[r])));
            Assert.InRange(fold.Test.Count / (double)rows.Count, 0.2, 0.4);
        }
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        var (rows, strata) = Cohort(7, singles: false);
        var (one, again, other) = (SplitPlan.KFold(rows, 4, 11, strata), SplitPlan.KFold(rows, 4, 11, strata),
            SplitPlan.KFold(rows, 4, 12, strata));
        Assert.Equal(one.Folds.Select(f => string.Join(',', f.Test)), again.Folds.Select(f => string.Join(',', f.Test)));
        Assert.NotEqual(one.Folds.Select(f => string.Join(',', f.Test)), other.Folds.Select(f => string.Join(',', f.Test)));
        // Written down so that another machine or version is caught.
        Assert.Equal([[1, 7], [2, 6], [5, 8, 9], [0, 3, 4]],
            SplitPlan.KFold(SplitRows.Of(Ids(10)), 4, 3).Folds.Select(f => f.Test.ToArray()).ToArray());
    }

    [Fact]
    public void A_site_is_left_out_whole()
    {
        string[] site = ["a", "b", "a", "c", "b", "c"];
        var plan = SplitPlan.LeaveOut(SplitRows.Of(Ids(6)), new("site", site));
        Assert.Equal(["a", "b", "c"], plan.Folds.Select(f => f.Name));
        Assert.Equal([1, 4], plan.Folds[1].Test);
        Assert.Equal([0, 2, 3, 5], plan.Folds[1].Train);
    }

    [Fact]
    public void A_person_scanned_at_two_sites_is_named_or_dropped()
    {
        var rows = SplitRows.Of(["sub-1_ses-1", "sub-1_ses-2", "sub-2", "sub-3"]);
        var site = new Strata("site", ["a", "b", "a", "b"]);
        var refused = Assert.Throws<ArgumentException>(() => SplitPlan.LeaveOut(rows, site));
        Assert.Contains("sub-1_ses-2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("one person", refused.Message, StringComparison.Ordinal);
        var plan = SplitPlan.LeaveOut(rows, site, dropSpanning: true);
        Assert.Equal([3], plan.Folds[0].Train);
        Assert.Equal([2], plan.Folds[1].Train);
        Assert.Single(plan.Notes);
        Assert.Equal(plan.Folds[0].Train, Read(plan).Folds[0].Train);
    }

    [Fact]
    public void What_is_tied_through_others_is_one_unit()
    {
        var rows = SplitRows.Of(
            ["sub-1_ses-1", "sub-2", "sub-1_ses-2", "sub-3", "sub-4", "sub-5", "sub-9"],
            new RowTie("family", ["n/a", "f", "f", "", "g", "n/a", "n/a"]),
            RowTie.Alias("other_id", ["", "", "", "sub-4", "", "", ""]),
            RowTie.Pairs("near-duplicate", 7, [(4, 5)]));
        Assert.Equal([0, 0, 0, 1, 1, 1, 2], rows.UnitOf);
        Assert.Contains("other_id", rows.Reason(3, 4), StringComparison.Ordinal);
        Assert.Contains("family 'f'", rows.Reason(1, 2), StringComparison.Ordinal);
        Assert.Contains("near-duplicate", rows.Reason(4, 5), StringComparison.Ordinal);
        Assert.Contains("through others", rows.Reason(3, 5), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_units_say_what_ties_them()
    {
        var rows = SplitRows.Of(Ids(6), new RowTie("family", ["a", "a", "a", "b", "b", "b"]));
        var refused = Assert.Throws<ArgumentException>(() => SplitPlan.KFold(rows, 3, 1));
        Assert.Contains("2 groups of 6 rows cannot fill 3 folds", refused.Message, StringComparison.Ordinal);
        Assert.Contains("family", refused.Message, StringComparison.Ordinal);
        Assert.Contains("sub-001", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, SplitPlan.KFold(rows, 2, 1).Folds.Count);
    }

    [Fact]
    public void Scarce_levels_are_noted()
    {
        var plan = SplitPlan.KFold(SplitRows.Of(Ids(20)), 5, 1, new Strata("class", [.. Enumerable.Repeat("a", 18), "b", "b"]));
        Assert.Contains("class 'b' has 2 rows for 5 parts", Assert.Single(plan.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Inner_folds_stay_inside_the_training_rows()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (rows, strata) = Cohort(seed, singles: false);
            var plan = SplitPlan.Repeated([1, 2], s => SplitPlan.KFold(rows, 3, s, strata)).Nested(3, 5, strata);
            Assert.Equal(2, plan.Repeats);
            foreach (var fold in plan.Folds)
            {
                Assert.Equal(fold.Train.Order(), fold.Inner.SelectMany(f => f.Test).Order());
                Assert.All(fold.Inner, f => Assert.Equal(fold.Train.Order(), f.Train.Concat(f.Test).Order()));
            }
        }
    }

    [Fact]
    public void A_fold_table_comes_back_in_any_order_of_rows()
    {
        var (rows, strata) = Cohort(3, singles: false);
        var plan = SplitPlan.Repeated([4, 5], s => SplitPlan.KFold(rows, 3, s, strata)).Nested(2, 9);
        var back = Read(plan);
        foreach (var (a, b) in plan.Folds.Zip(back.Folds))
        {
            Assert.Equal((a.Name, a.Repeat), (b.Name, b.Repeat));
            Assert.Equal(a.Train, b.Train);
            Assert.Equal(a.Test, b.Test);
            Assert.Equal(a.Inner.Select(f => string.Join(',', f.Test)), b.Inner.Select(f => string.Join(',', f.Test)));
        }

        var hold = SplitPlan.HoldOut(rows, 0.25, 1);
        Assert.Equal(hold.Folds[0].Test, Assert.Single(Read(hold).Folds).Test);
        var reversed = SplitRows.Of([.. rows.Ids.Reverse()]);
        Assert.Equal(plan.TestIds(plan.Folds[0]).Order(),
            FoldTable.Parse(Text(plan), "folds.tsv", reversed).Folds[0].Test.Select(r => reversed.Ids[r]).Order());
    }

    [Fact]
    public void A_table_that_leaks_or_lacks_a_row_is_refused()
    {
        var rows = SplitRows.Of(["sub-1", "sub-2", "sub-3"], new RowTie("family", ["f", "f", ""]));
        var leak = Assert.Throws<LeakException>(
            () => FoldTable.Parse("participant_id\trepeat-1\nsub-1\t1\nsub-2\t2\nsub-3\t2\n", "folds.tsv", rows));
        Assert.Contains("share family 'f'", leak.Message, StringComparison.Ordinal);
        Assert.Contains("sub-3",
            Assert.Throws<FormatException>(() => FoldTable.Parse("participant_id\trepeat-1\nsub-1\t1\nsub-2\t1\n", "folds.tsv",
                rows)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(
            () => FoldTable.Parse("participant_id\trepeat-1\nsub-1\t1\nsub-2\t1\nsub-3\t2\nsub-4\t2\n", "folds.tsv", rows));
        Assert.Throws<FormatException>(() => FoldTable.Parse("participant_id\tfold\nsub-1\t1\nsub-2\t1\nsub-3\t2\n", "folds.tsv", rows));
        Assert.Throws<LeakException>(() => SplitPlan.Of(SplitRows.Of(Ids(4)), [new([0, 1], [2]) { Inner = [new([0], [3])] }], "by hand"));
        Assert.Throws<ArgumentException>(() => SplitPlan.Of(SplitRows.Of(Ids(4)), [new([0, 1], [])], "by hand"));
        Assert.Throws<ArgumentException>(() => SplitPlan.Of(SplitRows.Of(Ids(4)), [new([0, 1], [1])], "by hand"));
    }

    [Fact]
    public void Numbers_are_binned_by_their_quantiles()
    {
        var ages = Strata.OfNumbers("age", [20, 30, 40, 50, 60, 70, double.NaN, 20], 3);
        Assert.Equal(["20 to below 30", "30 to below 50", "30 to below 50", "50 to 70", "50 to 70", "50 to 70", "n/a", "20 to below 30"],
            ages.Levels);
        Assert.Equal(["5 to 5", "5 to 5"], Strata.OfNumbers("age", [5, 5], 4).Levels);
        Assert.Equal(["n/a"], Strata.OfNumbers("age", [double.NaN]).Levels);
    }

    [Fact]
    public void A_hundred_thousand_rows_are_split_at_once()
    {
        var rows = SplitRows.Of([.. Enumerable.Range(0, 100_000).Select(n => $"sub-{n / 2}_ses-{n % 2}")]);
        var plan = SplitPlan.KFold(rows, 5, 1, new Strata("site", [.. Enumerable.Range(0, 100_000).Select(n => $"{n % 40}")]));
        Assert.All(plan.Folds, f => Assert.Equal(20_000, f.Test.Count));
    }

    private static string Text(SplitPlan plan)
    {
        using var text = new StringWriter();
        FoldTable.Write(text, plan);
        return text.ToString();
    }

    private static SplitPlan Read(SplitPlan plan) => FoldTable.Parse(Text(plan), "folds.tsv", plan.Rows);
}
