using System.Text.Json;
using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Tables;

namespace Pial.Golden.Analysis;

/// <summary>Models against scikit-learn on small tables (learning/README.md): more rows than columns, and fewer.</summary>
public sealed class LearningTests
{
    private static readonly JsonElement File = JsonDocument.Parse(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "learning", "models.json"))).RootElement;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Ridge(int which)
    {
        var c = new Case(which);
        foreach (var alpha in new[] { 0.1, 10 })
            Near(c.Expected($"ridge {alpha:0.0}"), c.Predict(new Ridge(alpha)), 1e-8);
        var left = new RidgeLeaveOneOut([1000, 100, 10, 1, 0.1]);
        Near(c.Expected("ridgecv alpha"), [left.Fit(c.Train, c.Y).Alpha], 0);
        Near(c.Expected("ridgecv"), c.Predict(left), 1e-8);
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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Elastic_net(int which)
    {
        var c = new Case(which);
        Near(c.Expected("elastic 0.5"), c.Predict(new ElasticNetGrid([0.5], relative: false)), 1e-6);
        Near(c.Expected("elastic 0.05"), c.Predict(new ElasticNetGrid([0.05], 0.9, relative: false)), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Linear_machines(int which)
    {
        var c = new Case(which);
        foreach (var weight in new[] { 0.01, 1 })
        {
            var name = weight == 1 ? "1.0" : "0.01";
            Near(c.Expected($"svm two {name}"), c.Decisions(new LinearSvmGrid([weight]), "two", 2), 1e-6);
            Near(c.Expected($"svm three {name}"), c.Decisions(new LinearSvmGrid([weight]), "three", 3), 1e-6);
            Near(c.Expected($"svr {name}"), c.Predict(new LinearSvrGrid([weight], scaled: false)), 1e-5);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Kernel_machines(int which)
    {
        var c = new Case(which);
        foreach (var weight in new[] { 0.5, 10 })
        {
            var logistic = c.Two(new KernelSvmGrid([(weight, 1)], 1e-8));
            Near(c.Expected($"rbf svm two {weight:0.0}"), [.. logistic.Chunk(2).Select(p => Math.Log(p[1] / p[0]))], 1e-5);
            Near(c.Expected($"rbf svm three {weight:0.0}"), c.Three(new KernelSvmGrid([(weight, 1)], 1e-8)), 1e-5);
            Near(c.Expected($"rbf svr {weight:0.0}"), c.Predict(new KernelSvrGrid([(weight, 1)], scaled: false, tolerance: 1e-8)), 1e-5);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Gaussian_process(int which)
    {
        var c = new Case(which);
        Near(c.Expected("gp fixed"), c.Predict(new GaussianProcess { Fixed = (2, 3, 0.3) }), 1e-6);
        var fitted = new GaussianProcess().Fit(c.Train, c.Y, 1);
        Near(c.Expected("gp likelihood"), [fitted.LogLikelihood], 1e-4);
        Near(c.Expected("gp"), fitted.Predict(c.Test), 1e-4);
        Near(c.Expected("gp deviation"), fitted.Deviation(c.Test), 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Neighbours(int which)
    {
        var c = new Case(which);
        Near(c.Expected("knn"), c.Predict(new NeighbourRegressor()), 1e-10);
        Near(c.Expected("knn three"), c.Three(new NeighbourClassifier()), 1e-10);
    }

    [Fact]
    public void Trees()
    {
        var c = new Case(0);
        Near(c.Expected("tree"), c.Predict(new ForestRegressor(new() { Trees = 1, Depth = 4, Bootstrap = false })), 1e-9);
        Near(c.Expected("tree three"), c.Three(new ForestClassifier(new() { Trees = 1, Depth = 3, Bootstrap = false, Features = 8 })),
            1e-9);
    }

    [Fact]
    public void Boosted_trees()
    {
        var json = File.GetProperty("boosting");
        FeatureMatrix Table(string name) => FeatureMatrix.Of(Numbers(json.GetProperty(name)).Length / 6, 6,
            Numbers(json.GetProperty(name)));
        double[] Expected(string name) => Numbers(json.GetProperty("expected").GetProperty(name));
        int[] Classes(string name) => [.. Numbers(json.GetProperty(name)).Select(v => (int)v)];
        var (x, t) = (Table("x"), Table("t"));
        Near(Expected("regressor"), new BoostingRegressorGrid([100]).Fit([0], x, Numbers(json.GetProperty("y")), 1)[0].Predict(t), 1e-4);
        Near(Expected("two"), new BoostingClassifierGrid([100]).Fit([0], x, Classes("two"), 2, 1)[0].Probabilities(t).Values.ToArray(),
            1e-4);
        Near(Expected("three"), new BoostingClassifierGrid([100]).Fit([0], x, Classes("three"), 3, 1)[0].Probabilities(t).Values.ToArray(),
            1e-4);
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

        public double[] Predict(IRegressorGrid grid) => grid.Fit([0], Train, Y, 1)[0].Predict(Test);

        public double[] Decisions(IClassifierGrid grid, string target, int classes)
        {
            var each = ((LinearClassifierFit)grid.Fit([0], Train, Classes(target), classes, 1)[0]).Decisions(Test);
            return [.. Enumerable.Range(0, Test.Rows).SelectMany(r => each.Select(d => d[r]))];
        }

        public double[] Two(IClassifierGrid grid) => grid.Fit([0], Train, Classes("two"), 2, 1)[0].Probabilities(Test).Values.ToArray();

        public double[] Two(IClassifier model) => model.Fit(Train, Classes("two"), 2, 1).Probabilities(Test).Values.ToArray();

        public double[] Three(IClassifierGrid grid) => grid.Fit([0], Train, Classes("three"), 3, 1)[0].Probabilities(Test).Values.ToArray();

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
