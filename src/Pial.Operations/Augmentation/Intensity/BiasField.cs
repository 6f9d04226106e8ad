using System.Collections.Immutable;
using System.Numerics.Tensors;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>A smooth intensity non-uniformity: the image times the exponential of a polynomial in the three voxel axes.</summary>
/// <param name="Coefficients">
/// Of <c>x^a y^b z^c</c> with a + b + c ≤ <paramref name="Order"/>, a slowest and c fastest, the constant first; x, y and z run from −1 to
/// 1 between the outermost voxel centres. TorchIO's model and order of terms (after Van Leemput et al. 1999, doi 10.1109/42.811268).
/// </param>
/// <param name="Order">Degree of the polynomial, 0 to 10.</param>
public sealed record BiasField(ImmutableArray<double> Coefficients, int Order) : IntensityTransform
{
    /// <summary>Terms of a polynomial of a degree: 1, 4, 10, 20, …</summary>
    public static int Terms(int order) => (order + 1) * (order + 2) * (order + 3) / 6;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Order is < 0 or > 10) throw new ArgumentOutOfRangeException(nameof(Order), Order, "The order must lie between 0 and 10.");
        if (Coefficients.Length != Terms(Order) || !Coefficients.All(double.IsFinite))
            throw new ArgumentException($"A polynomial of order {Order} takes {Terms(Order)} finite coefficients.", nameof(Coefficients));
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Evaluated(image.Grid, image, parallel);
    }

    /// <inheritdoc/>
    public override FixedTransform Inverse() => this with { Coefficients = [.. Coefficients.Select(c => -c)] };

    /// <summary>What the image is multiplied with.</summary>
    /// <param name="grid">Where.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is outside 0 to 10.</exception>
    /// <exception cref="ArgumentException">The number of coefficients does not fit the order, or one is not finite.</exception>
    public Volume<float> Field(Grid grid, ParallelOptions? parallel = null) => Evaluated(grid, null, parallel);

    // The field, times an image's voxels if there is one, row by row.
    private Volume<float> Evaluated(Grid grid, Volume<float>? image, ParallelOptions? parallel)
    {
        Check();
        var s = grid.Shape;
        return Volume.CreateParallel<float>(grid, voxels => Slices.For(s.K, parallel, k =>
        {
            Span<double> plane = stackalloc double[(Order + 1) * (Order + 1)];
            Span<float> row = stackalloc float[Order + 1];
            OfPlane(At(k, s.K), plane);
            for (var j = 0; j < s.J; j++)
            {
                OfRow(At(j, s.J), plane, row);
                var target = voxels.Span.Slice(s.Index(0, j, k), s.I);
                Evaluate(row, s.I, target);
                if (image is not null) TensorPrimitives.Multiply(target, image.Span.Slice(s.Index(0, j, k), s.I), target);
            }
        }), writesAll: true);
    }

    private static double At(int n, int extent) => extent == 1 ? 0 : (2.0 * n / (extent - 1)) - 1;

    // Sums over c: the factor of x^a y^b at this z.
    private void OfPlane(double z, Span<double> plane)
    {
        var n = 0;
        for (var a = 0; a <= Order; a++)
        {
            for (var b = 0; a + b <= Order; b++)
            {
                var (sum, power) = (0.0, 1.0);
                for (var c = 0; a + b + c <= Order; c++, power *= z)
                    sum += Coefficients[n++] * power;
                plane[(a * (Order + 1)) + b] = sum;
            }
        }
    }

    private void OfRow(double y, ReadOnlySpan<double> plane, Span<float> row)
    {
        for (var a = 0; a <= Order; a++)
        {
            var sum = 0.0;
            for (var b = Order - a; b >= 0; b--)
                sum = (sum * y) + plane[(a * (Order + 1)) + b];
            row[a] = (float)sum;
        }
    }

    private static void Evaluate(ReadOnlySpan<float> row, int extent, Span<float> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var (x, sum) = ((float)At(i, extent), row[^1]);
            for (var a = row.Length - 2; a >= 0; a--)
                sum = (sum * x) + row[a];
            destination[i] = sum;
        }

        TensorPrimitives.Exp(destination, destination);
    }
}

/// <summary>A random intensity non-uniformity: TorchIO's <c>RandomBiasField</c>.</summary>
public sealed record RandomBiasField : RandomIntensityTransform
{
    /// <summary>What every coefficient of the polynomial is drawn from; one number d means −d to d. Default 0.5.</summary>
    public Interval Coefficients { get; init; } = Interval.Around(0, 0.5);

    /// <summary>Degree of the polynomial, 0 to 10. Default 3.</summary>
    public int Order { get; init; } = 3;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        Coefficients.Check(nameof(Coefficients));
        if (Order is < 0 or > 10) throw new ArgumentOutOfRangeException(nameof(Order), Order, "The order must lie between 0 and 10.");
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return new BiasField([.. Enumerable.Range(0, BiasField.Terms(Order)).Select(_ => draws.Within(Coefficients))], Order);
    }
}
