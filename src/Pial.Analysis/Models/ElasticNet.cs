using System.Globalization;
using System.Numerics.Tensors;
using Pial.Analysis.Tables;
using Pial.Kernels.Linear;

namespace Pial.Analysis.Models;

/// <summary>
/// Elastic net (Zou and Hastie 2005, doi 10.1111/j.1467-9868.2005.00503.x): least of <c>‖y − Xw − b‖² / 2n + αρ‖w‖₁ + α(1 − ρ)‖w‖² / 2</c>
/// by coordinate descent along a path of α (Friedman et al. 2010, doi
/// 10.18637/jss.v033.i01), as scikit-learn's ElasticNet. The settings are shares of the α at which all weights are 0, which each set of
/// training rows decides for itself; scikit-learn takes them from all training rows.
/// </summary>
public sealed class ElasticNetGrid : IRegressorGrid
{
    private const int Sweeps = 20000;

    // Up to so many columns their products fit easily; beyond, each step costs a pass over the rows.
    private const int Many = 3000;
    private readonly double[] shares;
    private readonly double ratio;
    private readonly bool relative;

    /// <summary>Makes the grid.</summary>
    /// <param name="shares">Shares of the largest useful α, above 0; null for 1 to 10⁻³ in 30 steps of equal ratio.</param>
    /// <param name="ratio">ρ, the share of the absolute penalty, above 0 to 1; 0.5 as scikit-learn's.</param>
    /// <param name="relative">Whether the values are shares; else they are α itself.</param>
    public ElasticNetGrid(IReadOnlyList<double>? shares = null, double ratio = 0.5, bool relative = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratio, 1);
        this.shares = shares is null ? [.. Enumerable.Range(0, 30).Select(n => Math.Pow(10, -3.0 * n / 29))] : [.. shares];
        if (this.shares.Length == 0 || Array.Exists(this.shares, s => !(s > 0)))
            throw new ArgumentException("Penalties above 0 are expected.", nameof(shares));
        (this.ratio, this.relative) = (ratio, relative);
        Settings =
            [.. this.shares.Select(
                s => string.Create(CultureInfo.InvariantCulture, $"alpha={s:0.####}{(relative ? " of the largest" : "")}"))];
    }

    /// <inheritdoc/>
    public string Id => "elastic-net";

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TriedValues> Parameters => [new("alpha", shares, MayBeMore: !relative)];

    /// <inheritdoc/>
    public IReadOnlyList<IFittedRegressor> Fit(IReadOnlyList<int> settings, FeatureMatrix x, IReadOnlyList<double> y, ulong seed,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var targets = ModelInput.Targets(x, y);
        var (centred, mean) = (Centred.Of(x), targets.Average());
        TensorPrimitives.Subtract(targets, mean, targets);
        var columns = centred.Transposed();
        var right = new double[x.Columns];
        for (var c = 0; c < right.Length; c++)
            right[c] = TensorPrimitives.Dot<double>(columns.AsSpan(c * x.Rows, x.Rows), targets) / x.Rows;
        var largest = right.Length == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(right)) / ratio;
        var steps = x.Columns <= Many ? new ProductSteps(columns, x.Rows, right, parallel)
            : (ICoordinates)new RowSteps(columns, x.Rows, targets);
        var (fits, w) = (new IFittedRegressor[settings.Count], new double[x.Columns]);
        foreach (var place in Enumerable.Range(0, settings.Count).OrderByDescending(p => shares[settings[p]]))
        {
            Descend(steps, w, shares[settings[place]] * (relative ? largest : 1), parallel);
            fits[place] = new LinearFit((double[])w.Clone(), mean - TensorPrimitives.Dot<double>(w, centred.Mean));
        }

        return fits;
    }

    // Sweeps over all columns, then over those in use until they rest, until a sweep over all changes nothing.
    private void Descend(ICoordinates steps, double[] w, double alpha, ParallelOptions? parallel)
    {
        int[] all = [.. Enumerable.Range(0, w.Length)];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            (parallel?.CancellationToken ?? default).ThrowIfCancellationRequested();
            if (Sweep(steps, w, all, alpha)) return;
            var used = Array.FindAll(all, c => w[c] != 0);
            while (sweep < Sweeps && !Sweep(steps, w, used, alpha))
                sweep++;
        }
    }

    private bool Sweep(ICoordinates steps, double[] w, int[] columns, double alpha)
    {
        var (moved, size) = (0.0, 0.0);
        foreach (var c in columns)
        {
            var square = steps.Square(c);
            if (square == 0) continue;
            var pull = steps.Pull(c) + (square * w[c]);
            var next = Math.CopySign(Math.Max(0, Math.Abs(pull) - (alpha * ratio)), pull) / (square + (alpha * (1 - ratio)));
            var change = next - w[c];
            if (change != 0)
            {
                w[c] = next;
                steps.Move(c, change);
            }

            (moved, size) = (Math.Max(moved, Math.Abs(change)), Math.Max(size, Math.Abs(next)));
        }

        return moved <= 1e-9 * size;
    }

    private interface ICoordinates
    {
        double Square(int column);

        double Pull(int column);

        void Move(int column, double change);
    }

    // By products of columns: what is left of Xᵀ(y − Xw) / n is kept up to date.
    private sealed class ProductSteps : ICoordinates
    {
        private readonly double[] products;
        private readonly double[] left;
        private readonly int size;

        public ProductSteps(double[] columns, int rows, double[] right, ParallelOptions? parallel)
        {
            (size, left) = (right.Length, (double[])right.Clone());
            products = new double[size * size];
            RowProducts.OfPairs(columns, size, rows, products, parallel);
            TensorPrimitives.Divide(products, rows, products);
        }

        public double Square(int column) => products[(column * size) + column];

        public double Pull(int column) => left[column];

        public void Move(int column, double change) =>
            TensorPrimitives.MultiplyAdd(products.AsSpan(column * size, size), -change, left, left);
    }

    // By rows: the residuals are kept up to date.
    private sealed class RowSteps(double[] columns, int rows, double[] targets) : ICoordinates
    {
        private readonly double[] residual = (double[])targets.Clone();

        public double Square(int column) => TensorPrimitives.Dot<double>(Column(column), Column(column)) / rows;

        public double Pull(int column) => TensorPrimitives.Dot<double>(Column(column), residual) / rows;

        public void Move(int column, double change) => TensorPrimitives.MultiplyAdd(Column(column), -change, residual, residual);

        private ReadOnlySpan<double> Column(int column) => columns.AsSpan(column * rows, rows);
    }
}
