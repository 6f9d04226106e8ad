using Pial.Analysis.Statistics.Splines;

namespace Pial.Analysis.Tests.Harmonisation;

public sealed class SplineTests
{
    private static readonly double[] Values = [.. Enumerable.Range(0, 101).Select(n => n * 0.8)];

    [Fact]
    public void The_functions_and_the_one_left_out_sum_to_one_and_are_local()
    {
        var basis = SplineBasis.Of(Values);
        Assert.Equal((9, 0.0, 80.0), (basis.Count, basis.Low, basis.High));
        var at = new double[basis.Count];
        foreach (var x in new[] { 20, 40.3, 79.9, 80 }) // beyond the first function's reach
        {
            basis.Evaluate(x, at);
            Assert.Equal(1, at.Sum(), 1e-12);
            Assert.InRange(at.Count(v => v > 0), 1, 4);
        }

        var outside = new double[basis.Count];
        basis.Evaluate(500, outside);
        Assert.Equal(at, outside);
    }

    [Fact]
    public void A_cubic_is_followed_exactly_and_its_roughness_is_known()
    {
        // f = x³ − x² on 0 … 80, f″ = 6x − 2: ∫ f″² = 12·80³ − 12·80² + 4·80.
        var basis = SplineBasis.Of(Values);
        double[][] columns = [.. Enumerable.Range(0, basis.Count).Select(_ => new double[Values.Length])];
        var at = new double[basis.Count];
        for (var r = 0; r < Values.Length; r++)
        {
            basis.Evaluate(Values[r], at);
            for (var c = 0; c < at.Length; c++)
                columns[c][r] = at[c];
        }

        double[] y = [.. Values.Select(x => (x * x * x) - (x * x))];
        double[] products = [.. columns.SelectMany(a => columns.Select(b => a.Zip(b, (p, q) => p * q).Sum()))];
        var b = new PenalisedFit(basis.Count, products, [], Values.Length, 0)
            .Solve([.. columns.Select(c => c.Zip(y, (p, q) => p * q).Sum())], []);
        for (var r = 0; r < y.Length; r++)
            Assert.Equal(y[r], columns.Select((c, k) => c[r] * b[k]).Sum(), 1e-6);
        var (s, rough) = (basis.Roughness(), 0.0);
        for (var r = 0; r < b.Length; r++)
            rough += b[r] * b.Select((v, c) => v * s[(r * b.Length) + c]).Sum();
        Assert.Equal(1, rough / ((12 * 512000) - (12 * 6400) + 320), 1e-9);
    }

    [Fact]
    public void Too_few_values_carry_no_spline()
    {
        Assert.Throws<ArgumentException>(() => SplineBasis.Of([1, 2, 3, 1, 2, 3]));
        Assert.Throws<ArgumentException>(() => SplineBasis.Of(Values, bounds: (10, 90)));
        Assert.Throws<ArgumentException>(() => SplineBasis.OfKnots([0, 0, 0, 0, 2, 1, 3, 3, 3, 3]));
    }
}
