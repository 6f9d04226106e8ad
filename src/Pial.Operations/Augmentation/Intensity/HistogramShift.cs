using System.Collections.Immutable;
using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Augmentation;

/// <summary>
/// Intensities bent by a rising curve through control points between the image's smallest and largest value; order is kept.
/// </summary>
/// <param name="Curve">Where equally spaced control points go, 0 to 1 and rising; the first is 0, the last 1.</param>
public sealed record HistogramShift(ImmutableArray<double> Curve) : IntensityTransform
{
    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Curve.Length < 2 || Curve[0] != 0 || Curve[^1] != 1 || Curve.Zip(Curve.Skip(1)).Any(p => !(p.Second >= p.First)))
            throw new ArgumentOutOfRangeException(nameof(Curve), "The curve must rise from 0 to 1 over two points at least.");
    }

    /// <inheritdoc/>
    public override Volume<float> Apply(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check();
        var (low, high) = Quantile.Range(image.Span);
        if (!(high > low)) return image;
        var (pieces, scale) = (Curve.Length - 1, (Curve.Length - 1) / (high - low));
        float[] curve = [.. Curve.Select(c => (float)(low + ((high - low) * c)))];
        return Voxelwise.Of(image, parallel, (from, to) =>
        {
            for (var n = 0; n < to.Length; n++)
            {
                var at = (from[n] - low) * scale;
                var piece = Math.Clamp((int)at, 0, pieces - 1);
                to[n] = curve[piece] + ((at - piece) * (curve[piece + 1] - curve[piece]));
            }
        });
    }
}

/// <summary>A random bend of the intensities: MONAI's <c>RandHistogramShift</c>.</summary>
public sealed record RandomHistogramShift : RandomIntensityTransform
{
    /// <summary>Control points, ends included, 3 or more; one number means exactly that. Default 10.</summary>
    [SingleNumber(SingleNumber.Exactly)]
    public Interval NumControlPoints { get; init; } = Interval.Exactly(10);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        NumControlPoints.Check(nameof(NumControlPoints), 3, 1000);
    }

    /// <inheritdoc/>
    protected override IntensityTransform One(RandomDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var points = draws.Whole(NumControlPoints);
        double[] curve = [.. Enumerable.Range(0, points).Select(n => n / (points - 1.0))];
        for (var n = 1; n < points - 1; n++)
            curve[n] = draws.Within(new(curve[n - 1], curve[n + 1]));
        return new HistogramShift([.. curve]);
    }
}
