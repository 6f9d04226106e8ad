using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>
/// Support vector classification with the kernel <c>exp(−γ‖a − b‖²)</c>: least of <c>½‖w‖² + C Σ max(0, 1 − y f)</c>, as scikit-learn's SVC
/// (libsvm; Chang and Lin 2011, doi 10.1145/1961189.1961199). γ is a factor times 1 / (columns × variance of all values), scikit-learn's
/// "scale". Of several classes each pair, as libsvm, whose probabilities are then coupled (Wu, Lin and Weng 2004). Until calibrated the
/// probability of a pair is the logistic function of its decision value.
/// </summary>
public sealed class KernelSvmGrid : IClassifierGrid
{
    private readonly (double C, double Gamma)[] settings;
    private readonly double tolerance;

    /// <summary>Makes the grid.</summary>
    /// <param name="settings">C and the factor of γ, simplest first; null for C = 0.1, 1, 10, 100 and factors 1/16, ¼, 1.</param>
    /// <param name="tolerance">How far the optimality conditions may be violated; 10⁻³ as libsvm's.</param>
    public KernelSvmGrid(IReadOnlyList<(double C, double Gamma)>? settings = null, double tolerance = 1e-3)
    {
        this.settings = settings is null ? KernelMachines.Usual : [.. settings];
        this.tolerance = tolerance;
        Settings = KernelMachines.Words(this.settings);
    }

    /// <inheritdoc/>
    public string Id => "svm-rbf";

    /// <inheritdoc/>
    public bool NeedsCalibration => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [.. KernelMachines.Tried(settings)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedClassifier> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<int> y, int classes, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var rows = ClassRows.Of(ModelInput.Classes(x, y, classes), classes, balanced: false);
        if (rows.Present.Length == 1) return [.. settings.Select(_ => new FixedProbabilities(rows.Only))];
        var pairs = PairwiseCoupling.Pairs(rows.Present.Length);
        var fits = new IFittedClassifier[settings.Count];
        foreach (var group in Enumerable.Range(0, settings.Count).GroupBy(p => this.settings[settings[p]].Gamma))
        {
            var kernel = RadialKernel.Of(x, group.Key, parallel);
            int[] places = [.. group];
            var sums = places.Select(_ => new KernelSum[pairs.Length]).ToArray();
            Slices.For(places.Length * pairs.Length, parallel, n =>
            {
                var (at, pair) = (n / pairs.Length, n % pairs.Length);
                sums[at][pair] = Between(kernel.Matrix, rows.Place, pairs[pair], this.settings[settings[places[at]]].C, parallel);
            });
            for (var n = 0; n < places.Length; n++)
                fits[places[n]] = new FittedKernelSvm(kernel, rows.Present, classes, sums[n]);
            kernel.Forget();
        }

        return fits;
    }

    // The machine of two classes, on their rows alone; its values are above 0 for the first.
    private KernelSum Between(double[] kernel, int[] place, (int First, int Second) pair, double c, ParallelOptions? parallel)
    {
        int[] own = [.. Enumerable.Range(0, place.Length).Where(r => place[r] == pair.First || place[r] == pair.Second)];
        double[] sides = [.. own.Select(r => place[r] == pair.First ? 1.0 : -1)];
        if (own.Length == place.Length) return SequentialMinimal.Classify(kernel, sides, c, tolerance, parallel);
        var part = new double[own.Length * own.Length];
        for (var r = 0; r < own.Length; r++)
            for (var o = 0; o < own.Length; o++)
                part[(r * own.Length) + o] = kernel[(own[r] * place.Length) + own[o]];
        var (sum, weights) = (SequentialMinimal.Classify(part, sides, c, tolerance, parallel), new double[place.Length]);
        for (var r = 0; r < own.Length; r++)
            weights[own[r]] = sum.Weights[r];
        return new(weights, sum.Offset);
    }

    private sealed class FittedKernelSvm(RadialKernel kernel, int[] present, int classes, IReadOnlyList<KernelSum> sums) : IFittedClassifier
    {
        public FeatureMatrix Probabilities(FeatureMatrix x, ParallelOptions? parallel = null) =>
            PairwiseCoupling.Probabilities(x, kernel.Apply(sums, x, parallel), present, classes, parallel);
    }
}

/// <summary>
/// Support vector regression with the kernel <c>exp(−γ‖a − b‖²)</c>: least of <c>½‖w‖² + C Σ max(0, |y − f| − ε)</c>, as scikit-learn's
/// SVR. Targets are scaled to mean 0 and variance 1 by the training rows when <c>scaled</c>, so that C and ε mean the same for any unit.
/// </summary>
public sealed class KernelSvrGrid : IRegressorGrid
{
    private readonly (double C, double Gamma)[] settings;
    private readonly double epsilon;
    private readonly bool scaled;
    private readonly double tolerance;

    /// <summary>Makes the grid.</summary>
    /// <param name="settings">C and the factor of γ, simplest first; null for C = 0.1, 1, 10, 100 and factors 1/16, ¼, 1.</param>
    /// <param name="epsilon">Error that costs nothing, in the (scaled) target's unit.</param>
    /// <param name="scaled">Whether targets are scaled first; scikit-learn does not.</param>
    /// <param name="tolerance">How far the optimality conditions may be violated; 10⁻³ as libsvm's.</param>
    public KernelSvrGrid(IReadOnlyList<(double C, double Gamma)>? settings = null, double epsilon = 0.1, bool scaled = true,
        double tolerance = 1e-3)
    {
        this.settings = settings is null ? KernelMachines.Usual : [.. settings];
        (this.epsilon, this.scaled, this.tolerance) = (epsilon, scaled, tolerance);
        Settings = KernelMachines.Words(this.settings);
    }

    /// <inheritdoc/>
    public string Id => "svr-rbf";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [.. KernelMachines.Tried(settings)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var target = ScaledTarget.Of(ModelInput.Targets(x, y), scaled);
        var fits = new IFittedRegressor[settings.Count];
        foreach (var group in Enumerable.Range(0, settings.Count).GroupBy(p => this.settings[settings[p]].Gamma))
        {
            var kernel = RadialKernel.Of(x, group.Key, parallel);
            int[] places = [.. group];
            Slices.For(places.Length, parallel, n =>
                fits[places[n]] = new FittedKernelSvr(kernel, target,
                    SequentialMinimal.Regress(kernel.Matrix, target.Values, this.settings[settings[places[n]]].C, epsilon, tolerance,
                        parallel)));
            kernel.Forget();
        }

        return fits;
    }

    private sealed class FittedKernelSvr(RadialKernel kernel, ScaledTarget target, KernelSum sum) : IFittedRegressor
    {
        public double[] Predict(FeatureMatrix x, ParallelOptions? parallel = null) =>
            [.. kernel.Apply([sum], x, parallel)[0].Select(target.Back)];
    }
}

internal static class KernelMachines
{
    public static (double C, double Gamma)[] Usual { get; } =
        [.. new[] { 0.1, 1, 10, 100 }.SelectMany(c => new[] { 1.0 / 16, 0.25, 1 }.Select(g => (c, g)))];

    public static IReadOnlyList<TriedValues> Tried((double C, double Gamma)[] settings) =>
        [new("C", [.. settings.Select(s => s.C)]), new("gamma", [.. settings.Select(s => s.Gamma)])];

    public static string[] Words((double C, double Gamma)[] settings)
    {
        if (settings.Length == 0 || Array.Exists(settings, s => !(s.C > 0 && s.Gamma > 0)))
            throw new ArgumentException("Values of C and gamma above 0 are expected.", nameof(settings));
        return [.. settings.Select(s => string.Create(CultureInfo.InvariantCulture, $"C={s.C:0.####}, gamma={s.Gamma:0.####}/scale"))];
    }
}

/// <summary>A sum of kernels at training rows, and an offset.</summary>
internal sealed record KernelSum(double[] Weights, double Offset);
