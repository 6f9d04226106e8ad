using Pial.Analysis.Statistics.Permutations;

namespace Pial.Analysis.Tests;

public sealed class PermutationPlanTests
{
    [Fact]
    public void All_divisions_into_two_groups_are_taken_once()
    {
        int[] rows = [0, 0, 0, 0, 1, 1, 1, 1];
        var plan = new PermutationPlan(rows, new() { Count = 100 });
        Assert.True(plan.IsExhaustive);
        Assert.Equal(70, plan.Count);
        Assert.Equal(70, Orders(plan).Select(o => string.Concat(Enumerable.Range(0, 8).Select(s => rows[Array.IndexOf(o, s)])))
            .Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(0, 8), Orders(plan)[0]);
    }

    [Fact]
    public void Subjects_are_exchanged_within_blocks_alone()
    {
        int[] blocks = [2, 2, 2, 2, 1, 1, 1, 1, 1, 7];
        var plan = new PermutationPlan([.. Enumerable.Range(0, 10)], new() { Count = 200, Blocks = blocks });
        Assert.False(plan.IsExhaustive);
        var orders = Orders(plan);
        foreach (var order in orders)
        {
            Assert.Equal(Enumerable.Range(0, 10), order.Order());
            Assert.All(Enumerable.Range(0, 10), s => Assert.Equal(blocks[s], blocks[order[s]]));
        }

        Assert.True(orders.Select(o => string.Join(',', o)).Distinct(StringComparer.Ordinal).Count() > 150);
    }

    [Fact]
    public void Few_orders_within_blocks_are_all_taken()
    {
        var plan = new PermutationPlan([0, 1, 2, 3, 4], new() { Count = 50, Blocks = [0, 0, 0, 1, 1] });
        Assert.True(plan.IsExhaustive);
        Assert.Equal(12, Orders(plan).Select(o => string.Join(',', o)).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Shuffles_are_uniform()
    {
        var plan = new PermutationPlan([.. Enumerable.Range(0, 6)], new() { Count = 719 });
        Assert.False(plan.IsExhaustive);
        var seen = new int[6, 6];
        for (var seed = 1UL; seed <= 10; seed++)
        {
            foreach (var order in Orders(new([.. Enumerable.Range(0, 6)], new() { Count = 719, Seed = seed })).Skip(1))
                for (var s = 0; s < 6; s++)
                    seen[s, order[s]]++;
        }

        foreach (var count in seen)
            Assert.InRange(count, 1197 - 160, 1197 + 160); // five standard deviations of a binomial
    }

    [Fact]
    public void Signs_are_flipped_on_their_own_or_with_orders()
    {
        var flips = new PermutationPlan([0, 0, 0], new() { Count = 100, Kind = Rearrangement.Flip });
        Assert.Equal(8, flips.Count);
        Assert.Equal(8, Enumerable.Range(0, 8).Select(n => string.Concat(Signs(flips, n))).Distinct(StringComparer.Ordinal).Count());
        var both = new PermutationPlan([0, 1, 2, 3, 4, 5, 6, 7], new() { Count = 100, Kind = Rearrangement.Both });
        Assert.Contains(Enumerable.Range(1, 99), n => Signs(both, n).Contains(-1));
        Assert.Contains(Orders(both).Skip(1), o => !o.SequenceEqual(Enumerable.Range(0, 8)));
        Assert.All(Signs(both, 0), sign => Assert.Equal(1, sign));
    }

    [Fact]
    public void Nothing_to_exchange_is_said()
    {
        var refused = Assert.Throws<ArgumentException>(() => new PermutationPlan([0, 0, 0, 0], new()));
        Assert.Contains("sign flips", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PermutationPlan([0, 1, 2], new() { Count = 1 }));
        Assert.Throws<ArgumentException>(() => new PermutationPlan([0, 1, 2], new() { Blocks = [0, 0] }));
    }

    private static List<int[]> Orders(PermutationPlan plan) => [.. Enumerable.Range(0, plan.Count).Select(n =>
    {
        var order = new int[plan.Subjects];
        plan.Fill(n, order, new float[plan.Subjects]);
        return order;
    })];

    private static float[] Signs(PermutationPlan plan, int n)
    {
        var signs = new float[plan.Subjects];
        plan.Fill(n, new int[plan.Subjects], signs);
        return signs;
    }
}
