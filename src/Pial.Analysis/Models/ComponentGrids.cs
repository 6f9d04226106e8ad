using System.Globalization;
using System.Numerics.Tensors;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// Principal components of the training rows, then ridge regression on the first of them. The penalty is a share of the components' mean
/// variance times the rows, so that it means the same for any unit; since scores are not correlated, all settings cost one decomposition.
/// </summary>
internal sealed class PcaRidgeGrid : IRegressorGrid
{
    private readonly (int Components, double Penalty)[] settings;

    /// <summary>Makes the grid.</summary>
    /// <param name="settings">Components (at most; as many as there are where fewer) and penalty, simplest first; null for 10, 30, 100 and
    /// all with 10, 1, 0.1, 0.01.</param>
    public PcaRidgeGrid(IReadOnlyList<(int Components, double Penalty)>? settings = null)
    {
        this.settings = settings is null ? [.. ComponentGrids.Usual.SelectMany(k => new[] { 10, 1, 0.1, 0.01 }.Select(p => (k, p)))]
            : [.. settings];
        Settings =
            [.. this.settings.Select(
                s => string.Create(CultureInfo.InvariantCulture, $"{ComponentGrids.Word(s.Components)}, penalty={s.Penalty:0.####}"))];
    }

    /// <inheritdoc/>
    public string Id => "pca-ridge";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters =>
        [ComponentGrids.Tried(settings.Select(s => s.Components)), new("penalty", [.. settings.Select(s => s.Penalty)])];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var targets = ModelInput.Targets(x, y);
        var mean = targets.Average();
        var axes = PrincipalAxes.Of(x, settings.Max(s => this.settings[s].Components), parallel);
        var scores = axes.Apply(x, parallel).Transposed();
        double[] pulls = [.. Enumerable.Range(0, axes.Variances.Count)
            .Select(k => TensorPrimitives.Dot<double>(scores.AsSpan(k * x.Rows, x.Rows), targets))];
        return [.. settings.Select(s =>
        {
            var (components, share) = this.settings[s];
            var count = Math.Min(components, pulls.Length);
            var free = Math.Max(1, x.Rows - 1);
            var penalty = count == 0 ? 1 : share * free * axes.Variances.Take(count).Average();
            double[] weights = [.. Enumerable.Range(0, count).Select(k => pulls[k] / ((free * axes.Variances[k]) + penalty))];
            return (IFittedRegressor)axes.Back(weights, mean);
        })];
    }
}

/// <summary>
/// Principal components of the training rows, scaled by the root of their mean variance, then logistic regression on the first of them.
/// </summary>
internal sealed class PcaLogisticGrid : IClassifierGrid
{
    private readonly (int Components, double C)[] settings;

    /// <summary>Makes the grid.</summary>
    /// <param name="settings">Components (at most; as many as there are where fewer) and C, simplest first; null for 10, 30, 100 and all
    /// with C = 0.001, 0.01, 0.1, 1.</param>
    public PcaLogisticGrid(IReadOnlyList<(int Components, double C)>? settings = null)
    {
        this.settings = settings is null ? [.. ComponentGrids.Usual.SelectMany(k => new[] { 0.001, 0.01, 0.1, 1 }.Select(c => (k, c)))]
            : [.. settings];
        Settings =
            [.. this.settings.Select(
                s => string.Create(CultureInfo.InvariantCulture, $"{ComponentGrids.Word(s.Components)}, C={s.C:0.####}"))];
    }

    /// <inheritdoc/>
    public string Id => "pca-logistic";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters =>
        [ComponentGrids.Tried(settings.Select(s => s.Components)), new("C", [.. settings.Select(s => s.C)])];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var axes = PrincipalAxes.Of(x, settings.Max(s => this.settings[s].Components), parallel);
        var scores = axes.Apply(x, parallel);
        var fits = new IFittedClassifier[settings.Count];
        foreach (var group in Enumerable.Range(0, settings.Count)
            .GroupBy(p => Math.Min(this.settings[settings[p]].Components, axes.Variances.Count)))
        {
            int[] places = [.. group];
            var scale = group.Key == 0 ? 1 : 1 / Math.Sqrt(axes.Variances.Take(group.Key).Average());
            var own = scores.TakeColumns([.. Enumerable.Range(0, group.Key)]);
            double[] scaled = [.. own.Values.ToArray().Select(v => v * scale)];
            var grid = new LogisticGrid([.. places.Select(p => this.settings[settings[p]].C)]);
            var models = grid.Fit([.. Enumerable.Range(0, places.Length)], own.With(group.Key, scaled), y, classes, seed, parallel);
            for (var n = 0; n < places.Length; n++)
                fits[places[n]] = new Fitted(axes, group.Key, scale, models[n]);
        }

        return fits;
    }

    private sealed class Fitted(PrincipalAxes axes, int count, double scale, IFittedClassifier model) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null)
        {
            var scores = axes.Apply(x, parallel).TakeColumns([.. Enumerable.Range(0, count)]);
            return model.Probabilities(scores.With(count, [.. scores.Values.ToArray().Select(v => v * scale)]), parallel);
        }
    }
}

internal static class ComponentGrids
{
    public static int[] Usual { get; } = [10, 30, 100, int.MaxValue];

    // Nothing is above all of them.
    public static TriedValues Tried(IEnumerable<int> components) =>
        new("components", [.. components.Select(c => (double)c)], MayBeMore: !components.Contains(int.MaxValue));

    public static string Word(int components) => components == int.MaxValue
        ? "all components" : string.Create(CultureInfo.InvariantCulture, $"components={components}");
}
