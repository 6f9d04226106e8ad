using Pial.Analysis.Confounds;
using Pial.Analysis.Statistics.Relations;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests.Confounds;

public class PartialAssociationTests
{
    private static readonly double[] X = [1, 2, 4, 3, 6, 5, 8, 9, 7, 10], Y = [2, 1, 4, 6, 5, 8, 7, 9, 11, 10], Z = [3, 1, 2, 5, 4, 6,
        9, 7, 8, 12];
    private static readonly string[] Site = ["a", "b", "a", "b", "a", "b", "a", "b", "a", "c"];

    [Fact]
    public void Without_others_it_is_what_the_plain_measures_are()
    {
        var line = PartialAssociation.Of(Variable.OfNumbers("x", X), Variable.OfNumbers("y", Y));
        var pearson = Pearson.Of(X, Y);
        Assert.Equal(Math.Abs(pearson.R), line.Strength, 10);
        Assert.Equal(pearson.P, line.P, 10);
        var eta = PartialAssociation.Of(Variable.OfNumbers("x", X), Variable.OfWords("site", Site));
        var plain = Association.Of(Variable.OfNumbers("x", X), Variable.OfWords("site", Site));
        Assert.Equal(plain.Strength, eta.Strength, 10);
        Assert.Equal(plain.P, eta.P, 10);
    }

    [Fact]
    public void Given_a_number_it_is_the_partial_correlation()
    {
        double R(double[] a, double[] b) => Pearson.Of(a, b).R;
        var expected = (R(X, Y) - (R(X, Z) * R(Y, Z))) / Math.Sqrt((1 - Math.Pow(R(X, Z), 2)) * (1 - Math.Pow(R(Y, Z), 2)));
        Assert.Equal(Math.Abs(expected),
            PartialAssociation.Of(Variable.OfNumbers("x", X), Variable.OfNumbers("y", Y), Variable.OfNumbers("z", Z)).Strength, 10);
    }

    [Fact]
    public void Words_with_words_are_chi_squared_per_row()
    {
        string[] sex = ["F", "M", "F", "F", "F", "M", "M", "M", "F", "n/a"];
        // Of a and b: F 4, 1; M 1, 3: φ² = (4·3 − 1·1)² / (5 · 4 · 5 · 4).
        var found = PartialAssociation.Of(Variable.OfWords("site", Site), Variable.OfWords("sex", sex));
        Assert.Equal((9, 11 / 20.0), (found.Count, Math.Round(found.Strength, 10)));
    }

    [Fact]
    public void What_the_others_explain_leaves_nothing()
    {
        var found = PartialAssociation.Of(Variable.OfNumbers("x", X), Variable.OfNumbers("y", Y),
            Variable.OfNumbers("twice x", [.. X.Select(x => (2 * x) + 1)]));
        Assert.True(double.IsNaN(found.Strength) && double.IsNaN(found.P));
        Assert.Throws<ArgumentException>(() => PartialAssociation.Of(Variable.OfNumbers("x", X), Variable.OfNumbers("y", [1, 2])));
    }

    [Fact]
    public void Levels_come_in_the_order_a_person_expects() => Assert.Equal(
        ["<20", "20-40", "40-60", "60-100", "100+", "Bonn", "Ulm", "n/a"],
        new[] { "n/a", "100+", "Ulm", "20-40", "<20", "60-100", "Bonn", "40-60" }.Order(LevelOrder.Instance));
}
