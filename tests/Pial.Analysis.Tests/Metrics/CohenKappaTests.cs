using Pial.Analysis.Metrics;

namespace Pial.Analysis.Tests.Metrics;

public sealed class CohenKappaTests
{
    [Fact]
    public void Agreement_beyond_chance_is_that_of_a_table_by_hand()
    {
        // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
        int[] first = [.. Enumerable.Repeat(0, 25), .. Enumerable.Repeat(1, 25)];
        int[] second = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 5), .. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(1, 15)];
        var kappa = CohenKappa.Of(first, second, 2);
        Assert.Equal((50, 0.7), (kappa.Items, kappa.Observed));
        Assert.Equal(0.4, kappa.Kappa, 12);
        Assert.Equal(0.4, kappa.Weighted, 12); // of two marks, a step is all there is
    }

    [Fact]
    public void A_near_miss_weighs_less_than_a_far_one()
    {
        var near = CohenKappa.Of([0, 1, 2, 3], [1, 1, 2, 3], 4);
        var far = CohenKappa.Of([0, 1, 2, 3], [3, 1, 2, 3], 4);
        Assert.Equal(near.Observed, far.Observed);
        Assert.True(near.Weighted > far.Weighted + 0.2);
        Assert.Equal(1, CohenKappa.Of([0, 3, 1], [0, 3, 1], 4).Kappa);
    }

    [Fact]
    public void Where_chance_agrees_always_there_is_no_kappa() => Assert.True(double.IsNaN(CohenKappa.Of([2, 2], [2, 2], 4).Kappa));

    [Fact]
    public void Marks_that_are_none_are_refused() => Assert.Throws<ArgumentException>(() => CohenKappa.Of([4], [0], 4));
}
