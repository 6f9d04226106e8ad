using System.Text.Json;
using Pial.Analysis.Mixed;
using Pial.Analysis.Statistics.Linear;

namespace Pial.Golden.Analysis;

/// <summary>Robust errors, random intercepts and equivalence against statsmodels (mixed/README.md).</summary>
public sealed class MixedTests
{
    private const double Tolerance = 1e-5;
    private static readonly JsonElement File = JsonDocument.Parse(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mixed", "mixed.json"))).RootElement;
    private static readonly double[] Age = Numbers(File, "age"), Sex = Numbers(File, "sex");
    private static readonly double[][] Design = [[.. Age.Select(a => a - Age.Average())], Sex, [.. Age.Select(_ => 1.0)]];
    private static readonly string[] Groups = [.. File.GetProperty("groups").EnumerateArray().Select(g => g.GetString()!)];

    [Theory]
    [InlineData("family")]
    [InlineData("weak")]
    [InlineData("none")]
    public void Classical_and_robust_errors(string name)
    {
        var c = File.GetProperty("cases").GetProperty(name);
        foreach (var (field, errors) in new[] { ("classical", CoefficientErrors.Classical), ("hc3", CoefficientErrors.Hc3) })
        {
            var fit = LeastSquares.Fit(Design, Numbers(c, "y"), errors);
            Near(Numbers(c, "ols"), fit.Coefficients);
            Near(Numbers(c, field), [.. Units().Select(fit.StandardError)]);
        }
    }

    [Theory]
    [InlineData("family")]
    [InlineData("weak")]
    [InlineData("none")]
    public void Random_intercepts(string name)
    {
        var c = File.GetProperty("cases").GetProperty(name);
        var fit = new RandomIntercept(Design, Groups).Fit(Numbers(c, "y"));
        Near(Numbers(c, "mixed"), fit.Coefficients);
        Near(Numbers(c, "mixedError"), [.. Units().Select(fit.StandardError)]);
        Near([Number(c, "residual"), Number(c, "group")], [fit.ResidualVariance, fit.GroupVariance]);
        Assert.True(fit.LogLikelihood >= Number(c, "likelihood") - 1e-8, $"{fit.LogLikelihood} is below {Number(c, "likelihood")}");
        Near([Number(c, "likelihood")], [fit.LogLikelihood]);
    }

    [Fact]
    public void Equivalence()
    {
        double[] y = [.. Numbers(File.GetProperty("cases").GetProperty("none"), "y").Select(v => v - 2.2)];
        var fit = LeastSquares.Fit([[.. y.Select(_ => 1.0)]], y);
        var p = MeasureTest.Equivalent(fit.Coefficients[0], fit.StandardError([1]), fit.DegreesOfFreedom, (-0.3, 0.3));
        Near([Number(File.GetProperty("cases").GetProperty("equivalence"), "p")], [p]);
    }

    private static double[][] Units() => [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

    private static double Number(JsonElement json, string field) => json.GetProperty(field).GetDouble();

    private static double[] Numbers(JsonElement json, string field) =>
        [.. json.GetProperty(field).EnumerateArray().Select(v => v.GetDouble())];

    private static void Near(double[] expected, IReadOnlyList<double> made)
    {
        Assert.Equal(expected.Length, made.Count);
        for (var n = 0; n < expected.Length; n++)
            Assert.InRange(made[n] - expected[n], -Tolerance, Tolerance);
    }
}
