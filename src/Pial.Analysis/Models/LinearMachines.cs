using System.Globalization;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// Linear support vector classification with squared hinge loss: least of <c>½‖w‖² + C Σ max(0, 1 − y f)²</c>, the intercept one more
/// weight of a feature that is 1 and penalised with the others, as scikit-learn's LinearSVC (liblinear; Fan et al. 2008,
/// jmlr.org/papers/v9/fan08a.html). Of several classes each against the rest. Its probabilities are logistic functions of the decision
/// values until calibrated.
/// </summary>
public sealed class LinearSvmGrid : IClassifierGrid
{
    private readonly double[] cs;

    /// <summary>Makes the grid.</summary>
    /// <param name="cs">Weights of the loss above 0, smallest first; null for 10⁻⁵ to 1 in steps of 10.</param>
    public LinearSvmGrid(IReadOnlyList<double>? cs = null) => (this.cs, Settings) = MachineGrids.Of(cs, [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);

    /// <inheritdoc/>
    public string Id => "svm-linear";

    /// <inheritdoc/>
    public bool NeedsCalibration => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("C", cs)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var rows = ClassRows.Of(ModelInput.Classes(x, y, classes), classes, balanced: false);
        if (rows.Present.Length == 1) return [.. settings.Select(_ => new FixedProbabilities(rows.Only))];
        var axes = MachineGrids.AxesWhereWide(x, parallel);
        var solver = new SquaredLossNewton(axes?.Apply(x, parallel) ?? x);
        int[] against = rows.Present.Length == 2 ? [1] : [.. Enumerable.Range(0, rows.Present.Length)];
        var paths = against
            .Select(c => solver.Path(MachineGrids.Chosen(cs, settings), [.. rows.Place.Select(p => p == c ? 1.0 : -1)], hinge: true, 0,
                parallel)).ToArray();
        return [.. settings.Select((_, s) => new LinearClassifierFit(rows.Present, classes,
            [.. paths.Select(p => MachineGrids.Fit(p[s], axes))], ScoreRule.OneAgainstRest))];
    }
}

/// <summary>
/// Linear support vector regression with squared loss beyond ε: least of <c>½‖w‖² + C Σ max(0, |y − f| − ε)²</c>, as scikit-learn's
/// LinearSVR(loss="squared_epsilon_insensitive"). Targets are scaled to mean 0 and variance 1 by the training rows when <c>scaled</c>, so
/// that C and ε mean the same for any unit.
/// </summary>
public sealed class LinearSvrGrid : IRegressorGrid
{
    private readonly double[] cs;
    private readonly double epsilon;
    private readonly bool scaled;

    /// <summary>Makes the grid.</summary>
    /// <param name="cs">Weights of the loss above 0, smallest first; null for 10⁻⁵ to 1 in steps of 10.</param>
    /// <param name="epsilon">Error that costs nothing, in the (scaled) target's unit.</param>
    /// <param name="scaled">Whether targets are scaled first; scikit-learn does not.</param>
    public LinearSvrGrid(IReadOnlyList<double>? cs = null, double epsilon = 0.1, bool scaled = true)
    {
        (this.cs, Settings) = MachineGrids.Of(cs, [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]);
        (this.epsilon, this.scaled) = (epsilon, scaled);
    }

    /// <inheritdoc/>
    public string Id => "svr-linear";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("C", cs)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var target = ScaledTarget.Of(ModelInput.Targets(x, y), scaled);
        var axes = MachineGrids.AxesWhereWide(x, parallel);
        var path = new SquaredLossNewton(axes?.Apply(x, parallel) ?? x).Path(MachineGrids.Chosen(cs, settings), target.Values, hinge: false,
            epsilon, parallel);
        return [.. path.Select(w => target.Back(MachineGrids.Fit(w, axes)))];
    }
}

/// <summary>Targets with mean 0 and variance 1, or as they are.</summary>
internal sealed record ScaledTarget(double[] Values, double Mean, double Scale)
{
    public static ScaledTarget Of(double[] y, bool scaled)
    {
        if (!scaled) return new(y, 0, 1);
        var mean = y.Average();
        var scale = Math.Sqrt(y.Average(v => (v - mean) * (v - mean)));
        if (!(scale > 1e-12 * Math.Abs(mean))) scale = 1;
        return new([.. y.Select(v => (v - mean) / scale)], mean, scale);
    }

    public LinearFit Back(LinearFit fit) => new([.. fit.Weights.Select(w => w * Scale)], (fit.Intercept * Scale) + Mean);

    public double Back(double value) => (value * Scale) + Mean;
}

internal static class MachineGrids
{
    public static (double[] Cs, string[] Settings) Of(IReadOnlyList<double>? cs, double[] usual)
    {
        double[] values = cs is null ? usual : [.. cs];
        if (values.Length == 0 || Array.Exists(values, v => !(v > 0)))
            throw new ArgumentException("Values of C above 0 are expected.", nameof(cs));
        return (values, [.. values.Select(v => string.Create(CultureInfo.InvariantCulture, $"C={v:0.######}"))]);
    }

    public static double[] Chosen(double[] cs, IReadOnlyList<int> settings) => [.. settings.Select(s => cs[s])];

    // With more columns than rows the solution lies in the span of the rows. Not centred: the intercept is penalised, so the origin
    // matters.
    public static PrincipalAxes? AxesWhereWide(FeatureMatrix x, ParallelOptions? parallel) =>
        x.Columns > x.Rows ? PrincipalAxes.OfUncentred(x, parallel) : null;

    public static LinearFit Fit(double[] parameters, PrincipalAxes? axes)
    {
        var weights = parameters.AsSpan(0, parameters.Length - 1);
        return axes is null ? new(weights.ToArray(), parameters[^1]) : axes.Back(weights, parameters[^1]);
    }
}
