using Pial.Analysis.Splits;
using Pial.Analysis.Tables;
using Pial.Kernels;

namespace Pial.Analysis.Models;

/// <summary>What is done to features before a fit.</summary>
public sealed record PreparationOptions
{
    /// <summary>Nothing.</summary>
    public static PreparationOptions None { get; } = new() { Impute = false, DropConstant = false, Standardise = false };

    /// <summary>Unknown values become the median of the training rows' known ones; a column unknown in all of them is dropped.</summary>
    public bool Impute { get; init; } = true;

    /// <summary>Columns with one value in all training rows are dropped.</summary>
    public bool DropConstant { get; init; } = true;

    /// <summary>
    /// Columns get mean 0 and variance 1 over the training rows (variance with divisor n, as scikit-learn's StandardScaler).
    /// </summary>
    public bool Standardise { get; init; } = true;
}

/// <summary>Medians, means and scales learned from training rows, and done to any rows; it remembers whom it saw.</summary>
public sealed class Preparation
{
    private readonly PreparationOptions options;
    private readonly int columns;
    private readonly double[] median;
    private readonly double[] mean;
    private readonly double[] scale;

    private Preparation(PreparationOptions options, int columns, int[] kept, double[] median, double[] mean, double[] scale,
        FittedOn? seen) =>
        (this.options, this.columns, Kept, this.median, this.mean, this.scale, Seen) = (options, columns, kept, median, mean, scale, seen);

    /// <summary>Columns that stay, counted from 0.</summary>
    public IReadOnlyList<int> Kept { get; }

    /// <summary>Whom it was fitted on; null when the rows had no ids.</summary>
    public FittedOn? Seen { get; }

    /// <summary>Learns from training rows.</summary>
    /// <param name="x">The training rows.</param>
    /// <param name="options">What is done.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">No rows; an infinite value.</exception>
    public static Preparation Fit(FeatureMatrix x, PreparationOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rows == 0) throw new ArgumentException("There are no rows to learn from.", nameof(x));
        var how = x.Rotated ? PreparationOptions.None : options ?? new();
        var (median, mean, scale, keep) = (new double[x.Columns], new double[x.Columns], new double[x.Columns], new bool[x.Columns]);
        Slices.For((x.Columns + 63) / 64, parallel, s =>
        {
            for (var c = s * 64; c < Math.Min(x.Columns, (s + 1) * 64); c++)
                (median[c], mean[c], scale[c], keep[c]) = Learn(x, c, how);
        });
        int[] kept = [.. Enumerable.Range(0, x.Columns).Where(c => keep[c])];
        var seen = x.Ids is { } ids ? new FittedOn(ids.Distinct(StringComparer.Ordinal), "features", "training rows") : null;
        return new(how, x.Columns, kept, [.. kept.Select(c => median[c])], [.. kept.Select(c => mean[c])],
            [.. kept.Select(c => scale[c])], seen);
    }

    /// <summary>Does it to rows; only columns that were kept come back.</summary>
    /// <param name="x">Any rows, with the columns of the fit.</param>
    /// <exception cref="ArgumentException">Other columns; an infinite value.</exception>
    public FeatureMatrix Apply(FeatureMatrix x)
    {
        ModelInput.Columns(x, columns);
        if (!options.Impute && !options.Standardise && Kept.Count == x.Columns) return x;
        var taken = new double[x.Rows * Kept.Count];
        for (var r = 0; r < x.Rows; r++)
        {
            var from = x.Row(r);
            var to = taken.AsSpan(r * Kept.Count, Kept.Count);
            for (var k = 0; k < to.Length; k++)
            {
                var value = from[Kept[k]];
                if (double.IsInfinity(value)) throw Infinite(x, r, Kept[k]);
                if (options.Impute && double.IsNaN(value)) value = median[k];
                to[k] = options.Standardise ? (value - mean[k]) / scale[k] : value;
            }
        }

        return x.With(Kept.Count, taken, x.Names is null ? null : [.. Kept.Select(c => x.Names[c])]);
    }

    private static (double Median, double Mean, double Scale, bool Keep) Learn(FeatureMatrix x, int column, PreparationOptions how)
    {
        var values = x.Column(column);
        var known = Array.FindAll(values, v => !double.IsNaN(v));
        if (Array.FindIndex(values, double.IsInfinity) is var bad and >= 0) throw Infinite(x, bad, column);
        if (known.Length == 0) return (double.NaN, 0, 1, !how.Impute && !how.DropConstant);
        Array.Sort(known);
        var middle = known.Length % 2 == 1 ? known[known.Length / 2] : (known[(known.Length / 2) - 1] + known[known.Length / 2]) / 2;
        if (known[0] == known[^1] && (how.Impute || known.Length == values.Length)) return (middle, known[0], 1, !how.DropConstant);
        if (!how.Standardise) return (middle, 0, 1, true);
        var (sum, count) = (0.0, 0);
        foreach (var v in values)
        {
            if (double.IsNaN(v) && !how.Impute) continue;
            sum += double.IsNaN(v) ? middle : v;
            count++;
        }

        var (average, squares) = (sum / count, 0.0);
        foreach (var v in values)
        {
            if (double.IsNaN(v) && !how.Impute) continue;
            var d = (double.IsNaN(v) ? middle : v) - average;
            squares += d * d;
        }

        var deviation = Math.Sqrt(squares / count);
        return (middle, average, deviation > 0 ? deviation : 1, true);
    }

    private static ArgumentException Infinite(FeatureMatrix x, int row, int column) =>
        new($"{x.Names?[column] ?? $"Column {column}"} of {x.Ids?[row] ?? $"row {row}"} is infinite.", nameof(x));
}
