using Pial.Plots.Charts;

namespace Pial.Pipelines.Tests.Plots.Charts;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 10, 5, "0 2 4 6 8 10", 0)]
    [InlineData(0.03, 0.97, 6, "0.2 0.4 0.6 0.8", 0)]
    [InlineData(-3.4, 7.9, 5, "−2.5 0.0 2.5 5.0 7.5", 0)]
    [InlineData(1234567, 1897654, 4, "1.4 1.6 1.8", 6)]
    [InlineData(0, 0.0004, 4, "0 100 200 300 400", -6)]
    [InlineData(-1, 1, 4, "−1.0 −0.5 0.0 0.5 1.0", 0)]
    [InlineData(1000000.1, 1000000.4, 3, "1.0000001 1.0000002 1.0000003 1.0000004", 6)]
    public void Marks_are_round_numbers_within_the_range(double low, double high, int most, string labels, int exponent)
    {
        var ticks = Ticks.Of(low, high, most);
        Assert.Equal((labels, exponent), (string.Join(' ', ticks.Labels), ticks.Exponent));
        Assert.All(ticks.Values, v => Assert.InRange(v, low - (1e-9 * (high - low)), high + (1e-9 * (high - low))));
    }

    [Fact]
    public void Counts_are_marked_at_whole_numbers()
    {
        Assert.Equal(["0", "1", "2", "3"], Ticks.Of(0, 3.1, 8, whole: true).Labels);
        Assert.Equal(["0", "5", "10"], Ticks.Of(0, 11, 5, whole: true).Labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Of(1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ticks.Of(0, double.PositiveInfinity, 5));
    }

    [Fact]
    public void Any_range_has_few_marks()
    {
        foreach (var size in (double[])[1e-200, 3e-7, 0.017, 1, 73, 5.5e4, 9e9, 1e200])
            foreach (var from in (double[])[-1, -0.33, 0, 0.7])
                for (var most = 1; most < 12; most++)
                    Assert.InRange(Ticks.Of(from * size, (from + 1) * size, most).Values.Count, most == 1 ? 0 : 1, most + 1);
    }

    [Fact]
    public void Numbers_are_written_as_papers_do()
    {
        Assert.Equal(["−1.5", "0.0", "0", "1230", "0.00123", "1.2×10⁻⁷"],
            (string[])[Ticks.Number(-1.5, 1), Ticks.Number(-0.04, 1), Ticks.Figures(0), Ticks.Figures(1230.4), Ticks.Figures(0.001234),
                Ticks.Figures(1.2e-7, 2)]);
        Assert.Equal(["Volume (10⁶ mm³)", "TIV (×10⁶)", "x"],
            (string[])[Ticks.Label("Volume (mm³)", 6), Ticks.Label("TIV", 6), Ticks.Label("x", 0)]);
        Assert.Equal(["p < 0.001", "p = 0.012", "p = 0.25", "p n/a"],
            (string[])[Ticks.P(1e-5), Ticks.P(0.0123), Ticks.P(0.251), Ticks.P(double.NaN)]);
    }
}
