using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Tests.Models;

/// <summary>What holds of every model of the catalog.</summary>
public sealed class CatalogTests
{
    public static TheoryData<string> Regressors => [.. ModelCatalog.Regressors.Select(m => m.Id)];

    public static TheoryData<string> Classifiers => [.. ModelCatalog.Classifiers.Select(m => m.Id)];

    [Theory]
    [MemberData(nameof(Regressors))]
    public void Regressors_give_the_same_bits_for_any_thread_count_and_beat_the_mean(string id)
    {
        var (x, y, _) = Table(90, 6);
        var (train, test) = (x.Take([.. Enumerable.Range(0, 60)]), x.Take([.. Enumerable.Range(60, 30)]));
        var all = ModelCatalog.Regressor(id).Fit(train, y[..60], 5).Predict(test);
        var one = ModelCatalog.Regressor(id).Fit(train, y[..60], 5, new() { MaxDegreeOfParallelism = 1 }).Predict(test,
            new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(one, all);
        var mean = y[..60].Average();
        if (id != "mean") Assert.True(Error(all, y[60..]) < 0.8 * Error([.. all.Select(_ => mean)], y[60..]), $"{Error(all, y[60..])}");
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void Classifiers_give_the_same_bits_for_any_thread_count_and_beat_chance(string id)
    {
        var (x, _, c) = Table(120, 6);
        var (train, test) = (x.Take([.. Enumerable.Range(0, 80)]), x.Take([.. Enumerable.Range(80, 40)]));
        var all = ModelCatalog.Classifier(id).Fit(train, c[..80], 4, 5).Probabilities(test);
        var one = ModelCatalog.Classifier(id).Fit(train, c[..80], 4, 5, new() { MaxDegreeOfParallelism = 1 }).Probabilities(test,
            new() { MaxDegreeOfParallelism = 1 });
        Assert.Equal(one.Values, all.Values);
        for (var r = 0; r < all.Rows; r++)
        {
            Assert.Equal(1, all.Row(r).ToArray().Sum(), 1e-9);
            Assert.Equal(0, all[r, 3], 1e-9); // nobody of this class in training
        }

        if (id is not ("random" or "majority")) Assert.True(Classes.Predicted(all).Zip(c[80..]).Count(p => p.First == p.Second) >= 22);
    }

    [Fact]
    public void What_a_fit_learns_of_features_comes_from_training_rows()
    {
        var x = FeatureMatrix.Of(4, 3, [1, 5, double.NaN, 3, 5, double.NaN, double.NaN, 5, 1, 8, 5, 2], ["a", "b", "c"],
            ["sub-1", "sub-2", "sub-3", "sub-4"]);
        var preparation = Preparation.Fit(x.Take([0, 1, 2]));
        Assert.Equal([0], preparation.Kept); // b is constant; c has one known value, which stands for all
        Assert.Equal(["sub-1", "sub-2", "sub-3"], preparation.Seen!.Ids);
        var applied = preparation.Apply(x);
        Assert.Equal((8 - 2) / Math.Sqrt(2.0 / 3), applied[3, 0], 1e-12);
        Assert.Equal(0, applied[2, 0]);
        Assert.Contains("a of sub-4 is infinite",
            Assert.Throws<ArgumentException>(
                () => Preparation.Fit(FeatureMatrix.Of(1, 1, [double.PositiveInfinity], ["a"], ["sub-4"]))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Inner_folds_keep_groups_whole_and_classes_spread()
    {
        var x = FeatureMatrix.Of(20, 1, new double[20], groups: [.. Enumerable.Range(0, 20).Select(n => $"g{n / 2}")]);
        var fold = InnerFolds.Of(x, new double[20], 5, 1)!;
        Assert.All(Enumerable.Range(0, 10), g => Assert.Equal(fold[2 * g], fold[(2 * g) + 1]));
        double[] classes = [.. Enumerable.Range(0, 20).Select(n => n < 5 ? 1.0 : 0)];
        fold = InnerFolds.Of(x.WithGroups(null), classes, 5, 1)!;
        Assert.All(Enumerable.Range(0, 5), f => Assert.Equal(1, Enumerable.Range(0, 5).Count(n => fold[n] == f)));
    }

    [Fact]
    public void A_chosen_value_on_the_edge_of_its_grid_is_told()
    {
        var (x, y, c) = Table(60, 4);
        var kept = new TunedRegressor(new RidgeGrid([1e6, 1e5, 1e4])).Fit(x, y, 1);
        Assert.Equal(["alpha=10000 is the smallest tried"], kept.AtEdge);
        Assert.Empty(new TunedRegressor(new RidgeGrid()).Fit(x, y, 1).AtEdge);
        Assert.Empty(new TunedRegressor(new RidgeGrid([1])).Fit(x, y, 1).AtEdge); // nothing to choose
        Assert.Equal(["C=0.001 is the largest tried"], new TunedClassifier(new LogisticGrid([1e-5, 1e-4, 1e-3])).Fit(x, c, 3, 1).AtEdge);
        Assert.Null(new TriedValues("components", [10, int.MaxValue], MayBeMore: false).Edge(1));
    }

    [Fact]
    public void Unknown_names_and_wrong_targets_are_named()
    {
        Assert.Contains("there are mean, ridge", Assert.Throws<ArgumentException>(() => ModelCatalog.Regressor("rigde")).Message,
            StringComparison.Ordinal);
        var x = FeatureMatrix.Of(2, 1, [1, 2], ids: ["sub-1", "sub-2"]);
        Assert.Contains("target of sub-2 is NaN", Assert.Throws<ArgumentException>(() => new Ridge().Fit(x, [1, double.NaN], 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("class of sub-1 is 2",
            Assert.Throws<ArgumentException>(() => new LogisticRegression().Fit(x, [2, 0], 2, 1)).Message, StringComparison.Ordinal);
    }

    internal static (FeatureMatrix X, double[] Y, int[] C) Table(int rows, int columns)
    {
        var random = new CounterRandom(3, 1);
        var values = new double[rows * columns];
        for (var n = 0; n < values.Length; n++)
            values[n] = random.Normals((ulong)n).A;
        double[] y = [.. Enumerable.Range(0, rows)
            .Select(r => 40 + (8 * values[r * columns]) + (4 * values[(r * columns) + 1]) + random.Normals((ulong)(values.Length + r)).A)];
        return (FeatureMatrix.Of(rows, columns, values), y, [.. y.Select(v => v < 36 ? 0 : v < 44 ? 1 : 2)]);
    }

    private static double Error(double[] predicted, double[] truth) => predicted.Zip(truth).Average(p => Math.Abs(p.First - p.Second));
}
