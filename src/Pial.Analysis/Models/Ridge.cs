using System.Globalization;
using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970, doi 10.1080/00401706.1970.10488634): least of <c>‖y − Xw − b‖² + α‖w‖²</c>, as scikit-learn's
/// Ridge. Solved in the columns, or in the rows where those are fewer.
/// </summary>
/// <param name="alpha">Weight of the penalty, above 0.</param>
public sealed class Ridge(double alpha = 1) : IRegressor
{
    /// <inheritdoc/>
    public string Id => "ridge";

    /// <inheritdoc/>
    public IFittedRegressor Fit(FeatureMatrix x, IReadOnlyList<double> y, ulong seed, ParallelOptions? parallel = null) =>
        new RidgeGrid([alpha]).Fit([0], x, y, seed, parallel)[0];
}

/// <summary>Ridge regressions of several penalties: the products of the columns are computed once.</summary>
internal sealed class RidgeGrid : IRegressorGrid
{
    private readonly double[] alphas;

    /// <summary>Makes the grid.</summary>
    /// <param name="alphas">Penalties above 0, largest first; null for 10⁵ to 10⁻² in steps of √10.</param>
    public RidgeGrid(IReadOnlyList<double>? alphas = null)
    {
        this.alphas = alphas is null ? Usual : [.. alphas];
        if (this.alphas.Length == 0 || Array.Exists(this.alphas, a => !(a > 0)))
            throw new ArgumentException("Penalties above 0 are expected.", nameof(alphas));
        Settings = [.. this.alphas.Select(a => string.Create(CultureInfo.InvariantCulture, $"alpha={a:0.####}"))];
    }

    /// <summary>10⁵ to 10⁻² in steps of √10.</summary>
    internal static double[] Usual { get; } = [.. Enumerable.Range(0, 15).Select(n => Math.Pow(10, 5 - (n / 2.0)))];

    /// <inheritdoc/>
    public string Id => "ridge";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("alpha", alphas)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var targets = ModelInput.Targets(x, y);
        var centred = Centred.Of(x);
        var mean = targets.Average();
        TensorPrimitives.Subtract(targets, mean, targets);
        var primal = x.Columns <= x.Rows;
        var size = primal ? x.Columns : x.Rows;
        var products = new double[size * size];
        RowProducts.OfPairs(primal ? centred.Transposed() : centred.Values, size, primal ? x.Rows : x.Columns, products, parallel);
        var right = primal ? centred.TransposeTimes(targets) : targets;
        var fits = new IFittedRegressor[settings.Count];
        Slices.For(fits.Length, parallel, s =>
        {
            var solved = Solve(products, size, alphas[settings[s]], right, parallel);
            var weights = primal ? solved : centred.TransposeTimes(solved);
            fits[s] = new LinearFit(weights, mean - TensorPrimitives.Dot<double>(weights, centred.Mean));
        });
        return fits;
    }

    private static double[] Solve(double[] products, int size, double alpha, double[] right, ParallelOptions? parallel)
    {
        var matrix = (double[])products.Clone();
        for (var n = 0; n < size; n++)
            matrix[(n * size) + n] += alpha;
        var factor = CholeskyFactor.Of(matrix, size, overwrite: true, parallel)
            ?? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"The penalty {alpha} is too small for features that depend on each other."));
        var solution = (double[])right.Clone();
        factor.Solve(solution);
        return solution;
    }
}
