using Pial.Analysis.Statistics.Relations;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests;

public sealed class RelationTests
{
    private static readonly double[] X = [21.5, 34.2, 28.9, 45.1, 52.3, 38.8, 61.0, 29.4, 48.7, 55.6];
    private static readonly double[] Y = [1402.1, 1380.5, 1399.0, 1345.2, 1330.8, 1377.7, 1301.4, 1410.3, 1352.9, 1339.9];

    [Fact]
    public void A_line_is_scipys_linregress()
    {
        // scipy 1.10: linregress; bands by their textbook formula with scipy.stats.t.
        var line = StraightLine.Fit([.. X, double.NaN, 4], [.. Y, 3, double.NaN])!;
        Assert.Equal(10, line.Count);
        Assert.Equal(-2.612544022015099, line.Slope, 1e-12);
        Assert.Equal(1472.5312041147274, line.Intercept, 1e-9);
        Assert.Equal(-0.9576540739233073, line.Correlation, 1e-12);
        Assert.Equal(1.3365431039130048e-05, line.P, 1e-13);
        Assert.Equal(0.277705036914944, line.SlopeError, 1e-12);
        Assert.Equal((1393.991982221629, 1420.4432249070708), line.Band(25, 0.95), new Near(1e-6));
        Assert.Equal((1287.0020022631193, 1344.5551233245237), line.Prediction(60, 0.95), new Near(1e-6));
    }

    [Fact]
    public void Where_there_is_no_line_there_is_none()
    {
        Assert.Null(StraightLine.Fit([1, 1, 1], [1, 2, 3]));
        Assert.Null(StraightLine.Fit([1, double.NaN], [1, 2]));
        Assert.True(double.IsNaN(StraightLine.Fit([1, 2], [1, 2])!.Band(1, 0.95).Low));
        var flat = StraightLine.Fit([1, 2, 3], [5, 5, 5])!;
        Assert.Equal((0, 0, 1), (flat.Slope, flat.Correlation, flat.P));
        Assert.Equal((1.0, 0.0), (StraightLine.Fit([1, 2, 3], [2, 4, 6])!.Correlation, StraightLine.Fit([1, 2, 3], [2, 4, 6])!.P));
        Assert.Throws<ArgumentException>(() => StraightLine.Fit([1, 2], [1]));
    }

    [Fact]
    public void Correlations_are_scipys()
    {
        double[] a = [1, 2, 2, 4, 5, 5, 5, 8], b = [2, 1, 3, 3, 6, 5, 9, 7];
        Assert.Equal((0.7858252779857414, 0.020784668900496323), (Pearson.Of(a, b).R, Pearson.Of(a, b).P), new Near(1e-12));
        Assert.Equal((0.8706358081229184, 0.004900772308368089), (Spearman.Of(a, b).R, Spearman.Of(a, b).P), new Near(1e-12));
        Assert.True(double.IsNaN(Pearson.Of([1, 1, 1], [1, 2, 3]).R));
        var matrix = CorrelationMatrix.Of([a, b, [double.NaN, .. b[1..]]], CorrelationKind.Spearman);
        Assert.Equal((1, 7, matrix[0, 1]), (matrix[1, 2].R, matrix[1, 2].Count, matrix[1, 0]));
    }

    // The peak flow rates of Bland and Altman 1986, table 1: they give a bias of −2.1, s = 38.8, its interval −22.0 to 17.8, and 34.6 about
    // each limit.
    [Fact]
    public void Agreement_is_that_of_the_paper()
    {
        double[] large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
        double[] mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
        var found = Agreement.Of([.. large, double.NaN], [.. mini, 3]);
        Assert.Equal((17, -2.1, 38.8), (found.Count, Math.Round(found.Bias, 1), Math.Round(found.Deviation, 1)));
        Assert.Equal((-22.0, 17.8), (Math.Round(found.Bias - found.BiasReach, 1), Math.Round(found.Bias + found.BiasReach, 1)),
            new Near(0.11));
        Assert.Equal((34.6, 75.5), (found.LimitReach, found.Bias + (2 * found.Deviation)), new Near(0.1));
        Assert.Equal(found.UpperLimit - found.LowerLimit, 2 * 1.959964 * found.Deviation, 1e-4);
        Assert.Equal(100 * 2 * -18 / 1006.0, Agreement.Pairs(large, mini, percent: true)[0].Difference, 1e-12);
        Assert.Throws<ArgumentException>(() => Agreement.Of([1, double.NaN], [1, 2]));
    }

    [Fact]
    public void A_sample_is_summarised_as_numpy_does()
    {
        var s = SampleSummary.Of([3.1, 4.7, 2.2, 9.9, double.NaN, 5.0, 4.4, 3.8, 4.1]);
        Assert.Equal((8, 3.625, 4.25), (s.Count, s.LowerQuartile, s.Median));
        Assert.Equal((4.775, 4.65), (s.UpperQuartile, s.Mean), new Near(1e-12));
        Assert.Equal((2.304653677112588, 1.9267386907023494), (s.Deviation, s.Reach), new Near(1e-7));
        Assert.Equal((2.2, 5.0), (s.LowerWhisker, s.UpperWhisker));
        Assert.True(double.IsNaN(SampleSummary.Of([]).Median) && double.IsNaN(SampleSummary.Of([1]).Reach));
        Assert.Equal(1, SampleSummary.Of([1]).Median);
    }

    // scipy joins these by average linkage in the order (0 5) (4) (2) (3) (1).
    [Fact]
    public void What_is_alike_stands_together()
    {
        (double X, double Y)[] points = [(0.35, 0.82), (0.33, -1.3), (0.91, 0.45), (-0.54, 0.58), (0.36, 0.29), (0.03, 0.55)];
        Assert.Equal([0, 5, 4, 2, 3, 1],
            ClusterOrder.Of((i, j) => Math.Sqrt(Math.Pow(points[i].X - points[j].X, 2) + Math.Pow(points[i].Y - points[j].Y, 2)), 6));
        Assert.Equal([0, 1], ClusterOrder.Of((_, _) => double.NaN, 2));
        Assert.Empty(ClusterOrder.Of((_, _) => 0, 0));
    }

    [Fact]
    public void Tables_of_any_rows_are_read_and_joined()
    {
        var table = ColumnTable.Parse("region,subject,mm3\na,s1,3\nb,s1,n/a\na,s2,4.5\n", "t.csv");
        Assert.Equal([3, double.NaN, 4.5], table.Numbers("mm3"));
        var joined = table.With(ColumnTable.Parse("subject\tage\ns2\t30\n", "p.tsv"), "subject");
        Assert.Equal([double.NaN, double.NaN, 30], joined.Numbers("age"));
        Assert.Equal("t.csv, line 2: region is 'a', which is no number.",
            Assert.Throws<FormatException>(() => table.Numbers("region")).Message);
        Assert.Contains("it has region, subject, mm3", Assert.Throws<FormatException>(() => table["x"]).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ColumnTable.Parse("a,b\n", "t.csv"));
        Assert.Throws<FormatException>(() => table.With(ColumnTable.Parse("subject\tage\ns2\t30\ns2\t31\n", "p.tsv"), "subject"));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) <= tolerance && Math.Abs(x.Item2 - y.Item2) <= tolerance;

        public int GetHashCode((double, double) obj) => 0;
    }
}
