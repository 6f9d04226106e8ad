using Pial.Analysis.Metrics;
using Pial.Analysis.Models;
using Pial.Analysis.Splits;
using Pial.Analysis.Statistics.Linear;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Tests.Models;

public sealed class NestedTests
{
    private static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 };

    [Fact]
    public void Nested_validation_gives_the_same_bits_and_sees_no_test_row()
    {
        var (x, y, _) = CatalogTests.Table(60, 8);
        var folds = Folds(60, 3);
        var all = NestedValidation.Run(ModelCatalog.Regressor("ridge"), x, y, folds, 1, bias: true);
        var one = NestedValidation.Run(ModelCatalog.Regressor("ridge"), x, y, folds, 1, bias: true, One);
        Assert.Equal(one.SelectMany(f => f.Predicted), all.SelectMany(f => f.Predicted));
        Assert.Equal(one.Select(f => f.Bias), all.Select(f => f.Bias));
        // Other targets and features of a fold's test rows change nothing that was learned for it.
        var (values, targets) = (x.Values.ToArray(), (double[])y.Clone());
        foreach (var r in folds[0].Test)
        {
            targets[r] += 1000;
            values[r * 8] *= 2;
        }

        var changed = NestedValidation.Run(ModelCatalog.Regressor("ridge"), FeatureMatrix.Of(60, 8, values), targets, folds[..1], 1,
            bias: true)[0];
        Assert.Equal((all[0].Setting, all[0].Bias), (changed.Setting, changed.Bias));
    }

    [Fact]
    public void Inner_folds_of_a_split_are_used_and_must_hold_every_row_out()
    {
        var (x, y, _) = CatalogTests.Table(30, 4);
        Fold outer = new([.. Enumerable.Range(0, 20)], [.. Enumerable.Range(20, 10)])
        {
            Inner = [new([.. Enumerable.Range(0, 10)], [.. Enumerable.Range(10, 10)]),
                new([.. Enumerable.Range(10, 10)], [.. Enumerable.Range(0, 10)])],
        };
        Assert.Equal(15, NestedValidation.Run(ModelCatalog.Regressor("ridge"), x, y, [outer], 1)[0].Tried.Count);
        Assert.Throws<ArgumentException>(
            () => NestedValidation.Run(ModelCatalog.Regressor("ridge"), x, y, [outer with { Inner = [outer.Inner[0]] }], 1));
    }

    [Fact]
    public void The_bias_of_age_is_taken_out_by_the_training_side_and_noise_stays_noise()
    {
        var random = new CounterRandom(8, 8);
        double[] age = [.. Enumerable.Range(0, 200).Select(r => 20 + (60.0 * random.Bits((ulong)r + 1000).A / 4294967296))];
        var x = FeatureMatrix.OfColumns([("f", [.. age.Select((a, r) => a + (15 * random.Normals((ulong)r).A))])]);
        var fold = NestedValidation.Run(ModelCatalog.Regressor("ridge"), x, age, Folds(200, 2), 1, bias: true)[0];
        double[] truth = [.. fold.Fold.Test.Select(r => age[r])];
        Assert.InRange(NumberMetrics.BiasSlope(new(truth, fold.Predicted)).Value, -0.7, -0.25);
        Assert.InRange(NumberMetrics.BiasSlope(new(truth, fold.Bias!.WithoutAge(fold.Predicted))).Value, -0.2, 0.2);
        Assert.InRange(NumberMetrics.BiasSlope(new(truth, fold.Bias.WithAge(fold.Predicted, truth))).Value, -0.2, 0.2);
        // The mean knows nothing of age: there is no line to divide by.
        Assert.All(NestedValidation.Run(ModelCatalog.Regressor("mean"), x, age, Folds(200, 2), 1, bias: true)[0].Bias!.WithoutAge([50.0]),
            v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Turned_maps_give_what_the_maps_give()
    {
        var (maps, y, _) = CatalogTests.Table(40, 3000);
        var turned = MapFeatures.Of(new Rows(maps));
        Assert.Equal((40, 40, true), (turned.Rows, turned.Columns, turned.Rotated));
        // One scale for all: the penalty follows it.
        var scale = Distance(turned, 0, 1) / Distance(maps, 0, 1);
        Assert.Equal(scale, Distance(turned, 5, 9) / Distance(maps, 5, 9), 1e-6 * scale);
        var (train, test) = (Enumerable.Range(0, 30).ToArray(), Enumerable.Range(30, 10).ToArray());
        var direct = new Ridge(5).Fit(maps.Take(train), y[..30], 1).Predict(maps.Take(test));
        var through = new PreparedRegressor(new Ridge(5 * scale * scale)).Fit(turned.Take(train), y[..30], 1).Predict(turned.Take(test));
        Assert.All(direct.Zip(through), p => Assert.Equal(p.First, p.Second, 1e-3));
    }

    [Fact]
    public void The_site_is_read_where_it_shows_and_not_where_it_does_not()
    {
        var random = new CounterRandom(5, 5);
        string[] site = [.. Enumerable.Range(0, 90).Select(r => r < 88 ? $"s{r % 3}" : "tiny")];
        FeatureMatrix Features(double shift) =>
            FeatureMatrix.OfColumns([("a", [.. site.Select((s, r) => random.Normals((ulong)r).A + (shift * (s[1] - '0')))])]);
        var (seen, hidden) = (SitePredictability.Of(Features(4), site), SitePredictability.Of(Features(0), site));
        Assert.Equal(["tiny"], seen.LeftOut);
        Assert.Equal(1 / 3.0, seen.Chance);
        Assert.True(seen.BalancedAccuracy.Low > 0.8);
        Assert.True(hidden.BalancedAccuracy.Low < 1 / 3.0);
    }

    [Fact]
    public void Work_that_is_cancelled_stops()
    {
        var (x, y, _) = CatalogTests.Table(60, 8);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => NestedValidation.Run(ModelCatalog.Regressor("boosting"), x, y, Folds(60, 3), 1,
                parallel: new() { CancellationToken = source.Token }));
    }

    private static Fold[] Folds(int rows, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(f => new Fold([.. Enumerable.Range(0, rows).Where(r => r % count != f)],
                [.. Enumerable.Range(0, rows).Where(r => r % count == f)]))];

    private static double Distance(FeatureMatrix x, int a, int b) => System.Numerics.Tensors.TensorPrimitives.Distance(x.Row(a), x.Row(b));

    private sealed class Rows(FeatureMatrix x) : IVoxelTable
    {
        public int Subjects => x.Rows;

        public int Voxels => x.Columns;

        public void Read(int subject, int first, Span<float> destination)
        {
            for (var v = 0; v < destination.Length; v++)
                destination[v] = (float)x[subject, first + v];
        }
    }
}
