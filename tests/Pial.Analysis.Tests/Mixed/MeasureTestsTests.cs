using Pial.Analysis.Mixed;
using Pial.Analysis.Statistics;
using Pial.Analysis.Statistics.Designs;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests.Mixed;

public sealed class MeasureTestsTests
{
    // Twelve people of two groups, each measured before and after: balanced, so t tests by hand are exact.
    private static readonly double[] Before = [3.1, 2.8, 3.6, 2.9, 3.3, 3.0, 2.2, 2.6, 2.4, 2.9, 2.1, 2.7];
    private static readonly double[] After = [3.3, 3.1, 3.5, 3.2, 3.4, 3.3, 2.3, 2.5, 2.7, 3.0, 2.4, 2.6];

    [Fact]
    public void A_difference_within_people_is_the_paired_t_test()
    {
        var test = Assert.Single(
            MeasureTests.Of(Paired(), ["y"],
            new() { Formula = Formula.Parse("visit + arm"), Group = "person", Contrasts = ["visit[v2]"] }));
        double[] d = [.. After.Zip(Before, (a, b) => a - b)];
        var error = Math.Sqrt(d.Sum(v => (v - d.Average()) * (v - d.Average())) / 11 / 12);
        Assert.Equal(d.Average(), test.Estimate, 1e-8);
        Assert.Equal(error, test.StandardError, 1e-7);
        Assert.Equal(11, test.DegreesOfFreedom, 1e-3); // Satterthwaite is exact in a balanced design
        Assert.Equal(Distributions.TTail(d.Average() / error, 11, Sides.Two), test.P, 1e-6);
    }

    [Fact]
    public void A_difference_between_people_is_the_t_test_of_their_means()
    {
        var test = Assert.Single(
            MeasureTests.Of(Paired(), ["y"], new() { Formula = Formula.Parse("visit + arm"), Group = "person", Contrasts = ["arm[b]"] }));
        double[] m = [.. After.Zip(Before, (a, b) => (a + b) / 2)];
        double[] one = m[..6], two = m[6..];
        var pooled = (one.Sum(v => Math.Pow(v - one.Average(), 2)) + two.Sum(v => Math.Pow(v - two.Average(), 2))) / 10;
        Assert.Equal(two.Average() - one.Average(), test.Estimate, 1e-8);
        Assert.Equal(Math.Sqrt(pooled / 3), test.StandardError, 1e-7);
        Assert.Equal(10, test.DegreesOfFreedom, 1e-3);
        Assert.True(test.GroupVariance > test.ResidualVariance);
    }

    [Fact]
    public void Levels_of_people_are_shrunken_by_what_is_known_of_them()
    {
        double[] y = [5, 6, 1, 2, 3];
        var fit = new RandomIntercept([[1, 1, 1, 1, 1]], ["a", "a", "b", "b", "b"]).Fit(y);
        var ratio = fit.GroupVariance / fit.ResidualVariance;
        Assert.Equal(2 * ratio / (1 + (2 * ratio)) * (5.5 - fit.Coefficients[0]), fit.Effects[0], 1e-9);
        Assert.Equal(3 * ratio / (1 + (3 * ratio)) * (2 - fit.Coefficients[0]), fit.Effects[1], 1e-9);
    }

    [Fact]
    public void Groups_that_are_no_more_alike_than_others_have_no_variance()
    {
        var fit = new RandomIntercept([[1, 1, 1, 1]], ["a", "a", "b", "b"]).Fit([1, 5, 2, 4]);
        Assert.Equal(0, fit.GroupVariance);
        Assert.Equal(10.0 / 3, fit.ResidualVariance, 1e-12);
        Assert.Equal(3, fit.DegreesOfFreedom([1]));
    }

    [Fact]
    public void Robust_errors_are_larger_where_the_noise_follows_the_predictor()
    {
        double[] x = [.. Enumerable.Range(0, 40).Select(n => n - 19.5)];
        double[] y = [.. x.Select((v, n) => (n % 2 == 0 ? 1 : -1) * v * v / 50)];
        double[][] design = [x, [.. x.Select(_ => 1.0)]];
        var (plain, robust) = (LeastSquares.Fit(design, y), LeastSquares.Fit(design, y, CoefficientErrors.Hc3));
        Assert.Equal(plain.Coefficients, robust.Coefficients);
        Assert.InRange(robust.StandardError([1, 0]) / plain.StandardError([1, 0]), 1.3, 3);
    }

    [Fact]
    public void Equivalence_is_found_when_the_interval_of_90_percent_lies_within_the_bounds()
    {
        var table = Paired();
        MeasureTest Test((double, double)? bounds) =>
            MeasureTests.Of(table, ["y"],
            new() { Formula = Formula.Parse("arm"), Errors = CoefficientErrors.Hc3, Confidence = 0.9, Equivalence = bounds })[0];
        var plain = Test(null);
        Assert.True(double.IsNaN(plain.EquivalenceP));
        Assert.Equal(0.05, Test((plain.Low, plain.High + 5)).EquivalenceP, 1e-6);
        Assert.True(Test((plain.Low - 0.01, plain.High + 0.01)).EquivalenceP < 0.05);
        Assert.Throws<ArgumentException>(() => Test((1, 0)));
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused_by_name()
    {
        Refused("no group has two rows", "z", "arm", "row");
        Refused("is a predictor", "arm", "arm", null);
        Refused("is the same in all rows", "same", "arm", null);
        Refused("has no column", "y", "nothing", null);
    }

    private static void Refused(string message, string measure, string formula, string? group) => Assert.Contains(
        message, Assert.Throws<ArgumentException>(() =>
            MeasureTests.Of(Paired(), [measure], new() { Formula = Formula.Parse(formula), Group = group })).Message,
            StringComparison.OrdinalIgnoreCase);

    private static SubjectTable Paired() =>
        SubjectTable.Parse("id\tperson\trow\tvisit\tarm\ty\tz\tsame\n" + string.Concat(Enumerable.Range(0, 24).Select(n =>
        FormattableString.Invariant(
            $"r{n}\tp{n / 2}\tq{n}\tv{(n % 2) + 1}\t{(n < 12 ? "a" : "b")}\t{(n % 2 == 0 ? Before : After)[n / 2]}\t{n * n}\t1\n"))),
            "paired.tsv");
}
