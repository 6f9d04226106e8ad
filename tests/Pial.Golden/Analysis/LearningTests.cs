using System.Text.Json;
using Pial.Analysis.Models;

namespace Pial.Golden.Analysis;

/// <summary>Models against scikit-learn on small tables (learning/README.md): more rows than columns, and fewer.</summary>
public sealed class LearningTests
{
    private static readonly JsonElement File = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "learning", "models.json"))).RootElement;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ridge(int which)
    {
        var c = new Case(which);
        foreach (var alpha in new[] { 0.1, 10 })
            Near(c.Expected($"ridge {alpha:0.0}"), c.Predict(new Ridge(alpha)), 1e-8);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Logistic_regression(int which)
    {
        var c = new Case(which);
        foreach (var inverse in new[] { 0.01, 1, 100 })
        {
            var name = inverse == 0.01 ? "0.01" : $"{inverse:0.0}";
            Near(c.Expected($"logistic two {name}"), c.Two(new LogisticRegression(inverse)), 1e-5);
            Near(c.Expected($"logistic three {name}"), c.Three(new LogisticRegression(inverse)), 1e-5);
        }

        Near(c.Expected("logistic balanced"), c.Two(new LogisticRegression(0.1, balanced: true)), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Principal_components(int which)
    {
        var c = new Case(which);
        var axes = PrincipalAxes.Of(c.Train, 5);
        Near(c.Expected("pca variance"), axes.Variances, 1e-9);
        Near(c.Expected("pca scores"), [.. axes.Apply(c.Test).Values.ToArray().Select(Math.Abs)], 1e-8);
    }

    private static void Near(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var n = 0; n < expected.Count; n++)
            Assert.True(Math.Abs(expected[n] - actual[n]) <= tolerance, $"[{n}]: expected {expected[n]:R}, got {actual[n]:R}");
    }

    private sealed class Case
    {
        private readonly JsonElement json;

        public Case(int which)
        {
            json = File.GetProperty("cases")[which];
            var preparation = Preparation.Fit(Table("x"));
            (Train, Test) = (preparation.Apply(Table("x")), preparation.Apply(Table("t")));
        }

        public FeatureMatrix Train { get; }

        public FeatureMatrix Test { get; }

        public double[] Y => Numbers(json.GetProperty("y"));

        public int[] Classes(string name) => [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];

        public double[] Expected(string name) => Numbers(json.GetProperty("expected").GetProperty(name));

        public double[] Predict(IRegressor model) => model.Fit(Train, Y, 1).Predict(Test);

        public double[] Two(IClassifier model) => model.Fit(Train, Classes("two"), 2, 1).Probabilities(Test).Values.ToArray();

        public double[] Three(IClassifier model) => model.Fit(Train, Classes("three"), 3, 1).Probabilities(Test).Values.ToArray();

        private FeatureMatrix Table(string name)
        {
            var values = Numbers(json.GetProperty(name));
            var columns = json.GetProperty("columns").GetInt32();
            return FeatureMatrix.Of(values.Length / columns, columns, values);
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
