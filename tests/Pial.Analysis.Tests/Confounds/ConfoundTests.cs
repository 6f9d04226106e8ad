using Pial.Analysis.Confounds;
using Pial.Analysis.Splits;

namespace Pial.Analysis.Tests.Confounds;

public class ConfoundTests
{
    private static readonly string[] Site = ["a", "a", "a", "b", "b", "b", "c", "c", "c", "c", "n/a", "a"];
    private static readonly string[] Sex = ["F", "F", "M", "M", "M", "F", "F", "F", "F", "M", "M", "n/a"];
    private static readonly double[] Age = [20, 22, 25, 40, 41, 47, 60, 61, 59, 66, 30, double.NaN];

    [Fact]
    public void Words_are_measured_by_the_corrected_v()
    {
        var found = Association.Of(Variable.OfWords("site", Site), Variable.OfWords("sex", Sex));
        Assert.Equal((AssociationKind.CramerV, 10), (found.Kind, found.Count));
        Assert.Equal(0.0, found.Value, 10);
        // F and M of a: 2, 1; b: 1, 2; c: 3, 1. χ² = 95/72 with 2 degrees, so that p = exp(−χ² / 2).
        Assert.Equal(Math.Exp(-95.0 / 144), found.P, 10);
        var told = Association.Of(Variable.OfWords("x", [.. Enumerable.Repeat("a", 50), .. Enumerable.Repeat("b", 50)]),
            Variable.OfWords("y", [.. Enumerable.Repeat("p", 50), .. Enumerable.Repeat("q", 50)]));
        Assert.Equal(1, told.Value, 6);
    }

    [Fact]
    public void Numbers_over_words_are_measured_by_eta_squared()
    {
        var found = Association.Of(Variable.OfNumbers("age", Age), Variable.OfWords("site", Site));
        Assert.Equal((AssociationKind.EtaSquared, 10), (found.Kind, found.Count));
        // Means 67/3, 128/3 and 61.5, together 44.1.
        double[] known = [20, 22, 25, 40, 41, 47, 60, 61, 59, 66];
        var total = known.Sum(v => (v - 44.1) * (v - 44.1));
        var between = (3 * Math.Pow((67.0 / 3) - 44.1, 2)) + (3 * Math.Pow((128.0 / 3) - 44.1, 2)) + (4 * Math.Pow(61.5 - 44.1, 2));
        Assert.Equal(between / total, found.Value, 10);
        Assert.True(found.P < 1e-4);
        Assert.Equal(Math.Sqrt(between / total), found.Strength, 10);
    }

    [Fact]
    public void A_column_that_does_not_vary_has_no_association()
    {
        var constant = Variable.OfWords("site", [.. Enumerable.Repeat("a", 12)]);
        Assert.True(double.IsNaN(Association.Of(constant, Variable.OfWords("sex", Sex)).Value));
        Assert.True(double.IsNaN(Association.Of(constant, Variable.OfNumbers("age", Age)).Value));
        Assert.True(double.IsNaN(Association.Of(Variable.OfNumbers("tiv", new double[12]), Variable.OfNumbers("age", Age)).Value));
        Assert.Throws<ArgumentException>(() => Association.Of(constant, Variable.OfNumbers("age", [1, 2])));
    }

    [Fact]
    public void Sides_that_differ_are_found()
    {
        var fold = new Fold([0, 1, 2, 3, 4], [5, 6, 7, 8, 9]);
        var age = Imbalance.Of(Variable.OfNumbers("age", Age), fold);
        // (58.6 − 29.6) / √((49.3 + 102.3) / 2)
        Assert.Equal(29 / Math.Sqrt((49.3 + 102.3) / 2), age.Difference, 6);
        var site = Imbalance.Of(Variable.OfWords("site", Site), fold);
        Assert.Equal("c", site.Level);
        Assert.Equal(0.8 / Math.Sqrt(0.16 / 2), site.Difference, 6);
    }

    [Fact]
    public void The_report_puts_the_strongest_first()
    {
        string[] ids = [.. Enumerable.Range(0, 12).Select(n => $"sub-{n}")];
        var report = ConfoundReport.Of(
            Variable.OfNumbers("age", Age), [Variable.OfWords("sex", Sex), Variable.OfWords("site", Site)],
            SplitPlan.KFold(SplitRows.Of(ids), 3, 1));
        Assert.Equal(["site", "sex"], report.WithLabel.Select(a => a.Second));
        Assert.Single(report.AmongThemselves);
        Assert.Equal(["age", "sex", "site"], report.BetweenSides.Select(b => b.Imbalance.Name));
    }
}
