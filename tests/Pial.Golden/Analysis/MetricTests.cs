using System.Text.Json;
using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;

namespace Pial.Golden.Analysis;

/// <summary>Metrics against scikit-learn and SciPy (learning/README.md).</summary>
public sealed class MetricTests
{
    private const double Tolerance = 1e-10;

    private static readonly JsonElement File = JsonDocument.Parse(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "learning", "metrics.json"))).RootElement;

    [Fact]
    public void Metrics_are_those_of_scikit_learn()
    {
        var compared = 0;
        foreach (var item in File.GetProperty("cases").EnumerateArray())
        {
            var classes = item.GetProperty("classes").GetInt32();
            var p = Numbers(item, "p");
            Predictions predictions = classes == 0
                ? new NumberPredictions(Numbers(item, "y"), p)
                : ClassPredictions.Of([.. Numbers(item, "y").Select(v => (int)v)], FeatureMatrix.Of(p.Length / classes, classes, p));
            foreach (var expected in item.GetProperty("expected").EnumerateObject())
            {
                var value = Value(expected.Name, predictions, item);
                Assert.True(Math.Abs(value - expected.Value.GetDouble()) <= Tolerance,
                    $"{expected.Name}: expected {expected.Value.GetDouble():R}, got {value:R}");
                compared++;
            }
        }

        Assert.True(compared > 50);
    }

    private static double Value(string name, Predictions p, JsonElement item) => name switch
    {
        "balanced" => MetricCatalog.Get("balanced_accuracy").Of(p).Value,
        "median" => MetricCatalog.Get("median_ae").Of(p).Value,
        "weighted_mae" => NumberMetrics.MeanAbsoluteError((NumberPredictions)p, Numbers(item, "w")).Value,
        "kendall" => Ranks.Kendall(((NumberPredictions)p).Truth.ToArray(), ((NumberPredictions)p).Predicted.ToArray()),
        _ => MetricCatalog.Get(name).Of(p).Value,
    };

    private static double[] Numbers(JsonElement item, string name) =>
        [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
