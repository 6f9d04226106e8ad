using System.Globalization;
using System.Numerics.Tensors;
using Pial.Analysis.Metrics;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Models;

/// <summary>
/// Logistic regression: least of <c>C Σ loss + ½‖w‖²</c>, the intercept not penalised, as scikit-learn's LogisticRegression. Two classes by
/// Newton's method, more as one multinomial model by L-BFGS.
/// </summary>
/// <param name="c">Inverse of the penalty's weight, above 0.</param>
/// <param name="balanced">Whether each class weighs the same in the loss, whatever its number of rows.</param>
public sealed class LogisticRegression(double c = 1, bool balanced = false) : IClassifier
{
    /// <inheritdoc/>
    public string Id => "logistic";

    /// <inheritdoc/>
    public IFittedClassifier Fit(FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed, ParallelOptions? parallel = null) =>
        new LogisticGrid([c], balanced).Fit([0], x, y, classes, seed, parallel)[0];
}

/// <summary>Logistic regressions of several penalties; each fit starts where the one before it ended.</summary>
internal sealed class LogisticGrid : IClassifierGrid
{
    private readonly double[] cs;
    private readonly bool balanced;

    /// <summary>Makes the grid.</summary>
    /// <param name="cs">Inverse penalties above 0, smallest first; null for 10⁻⁴ to 10² in steps of 10.</param>
    /// <param name="balanced">Whether each class weighs the same in the loss.</param>
    public LogisticGrid(IReadOnlyList<double>? cs = null, bool balanced = false)
    {
        this.cs = cs is null ? [1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100] : [.. cs];
        if (this.cs.Length == 0 || Array.Exists(this.cs, v => !(v > 0)))
            throw new ArgumentException("Values of C above 0 are expected.", nameof(cs));
        this.balanced = balanced;
        Settings = [.. this.cs.Select(v => string.Create(CultureInfo.InvariantCulture, $"C={v:0.####}"))];
    }

    /// <inheritdoc/>
    public string Id => "logistic";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("C", cs)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var targets = ModelInput.Classes(x, y, classes);
        var rows = ClassRows.Of(targets, classes, balanced);
        if (rows.Present.Length == 1) return [.. settings.Select(_ => new FixedProbabilities(rows.Only))];
        // With more columns than rows the solution lies in the span of the rows: the same problem in their principal axes.
        var axes = x.Columns > x.Rows ? PrincipalAxes.Of(x, null, parallel) : null;
        var centred = axes is null ? Centred.Of(x) : Centred.Of(axes.Apply(x, parallel));
        var solver = rows.Present.Length == 2 ? (ILogisticSolver)new LogisticNewton(centred, rows) : new LogisticMultinomial(centred, rows);
        var fits = new IFittedClassifier[settings.Count];
        double[]? start = null;
        foreach (var place in Enumerable.Range(0, settings.Count).OrderBy(p => cs[settings[p]]))
        {
            start = solver.Solve(1 / cs[settings[place]], start, parallel);
            fits[place] = Fitted(start, centred, rows, classes, axes);
        }

        return fits;
    }

    // The solver's parameters are rows of weights with an intercept at the end, for centred features.
    private static LinearClassifierFit Fitted(double[] parameters, Centred centred, ClassRows rows, int classes, PrincipalAxes? axes)
    {
        var width = centred.Columns + 1;
        var scores = new LinearFit[parameters.Length / width];
        for (var k = 0; k < scores.Length; k++)
        {
            var weights = parameters.AsSpan(k * width, centred.Columns);
            var intercept = parameters[(k * width) + centred.Columns] - TensorPrimitives.Dot(weights, centred.Mean);
            scores[k] = axes is null ? new(weights.ToArray(), intercept) : axes.Back(weights, intercept);
        }

        return new(rows.Present, classes, scores, ScoreRule.Softmax);
    }
}

/// <summary>Which classes have rows, the place of each row's among them, and what each row weighs.</summary>
internal sealed record ClassRows(int[] Present, int[] Place, double[] Weight, double[] Only)
{
    public static ClassRows Of(int[] y, int classes, bool balanced)
    {
        var counts = Classes.Counts(y, classes);
        int[] present = [.. Enumerable.Range(0, classes).Where(c => counts[c] > 0)];
        var weight = new double[y.Length];
        for (var r = 0; r < y.Length; r++)
            weight[r] = balanced ? (double)y.Length / (present.Length * counts[y[r]]) : 1;
        return new(present, [.. y.Select(c => Array.IndexOf(present, c))], weight, [.. counts.Select(n => n > 0 ? 1.0 : 0)]);
    }
}

internal interface ILogisticSolver
{
    double[] Solve(double penalty, double[]? start, ParallelOptions? parallel);
}
