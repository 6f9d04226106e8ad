using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>
/// An image brought to the units that tissue models and fields are made for: 0 where there is no signal, positive elsewhere, of a size that
/// floats are good at.
/// </summary>
/// <param name="Image">The image in those units: (value + <paramref name="Offset"/>) × <paramref name="Scale"/>, at least 0; itself when
/// nothing had to be done.</param>
/// <param name="Offset">What was added, in the units of the original.</param>
/// <param name="Scale">What it was multiplied by then, a power of two.</param>
/// <remarks>
/// A z-score, a ratio from −½ to ½ and CT-like offsets move the zero of a magnitude image. It is taken back from the darkest voxels (one in
/// a thousand, leaving out a background of one value): air in a head, the darkest fluid in a
/// brain alone. Magnitude images, a little ringing below zero included, stay as they are, to the bit.
/// </remarks>
public sealed record PositiveUnits(Volume<float> Image, double Offset, double Scale)
{
    // of all the image's absolute values; ringing and the noise of real images stay below 0.02, a z-score is near 0.5
    private const double SignedShare = 0.05;
    private const double LiftedShare = 0.4;      // darkest over brightest: 0.15 and less in heads and brains of every contrast tried
    // the same above a background of one value, since a brain may have been cut so that no fluid is left
    private const double LiftedBrain = 0.7;
    private const double BackgroundShare = 0.2;  // of the voxels with the corner's value: a brain alone
    private const double Darkest = 0.001;
    private const double Brightest = 0.99;
    private const double Smallest = 1e-2;
    private const double Largest = 1e7;

    /// <summary>Whether anything had to be done.</summary>
    public bool Changed => Offset != 0 || Scale != 1;

    /// <summary>Whether negative values are part of the scale, as after a z-score, rather than ringing or noise about 0.</summary>
    /// <param name="image">Any image; what is not finite does not count.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static bool IsSigned(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var sums = new double[2];
        Slices.Sum(image.Shape.K, parallel, (k, row) =>
        {
            foreach (var v in image.Slice(k))
            {
                if (!float.IsFinite(v)) continue;
                row[0] += Math.Abs(v);
                if (v < 0) row[1] -= v;
            }
        }, sums);
        return sums[1] > SignedShare * sums[0];
    }

    /// <summary>Brings an image to positive units.</summary>
    /// <param name="image">A head or a brain alone, in any units.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public static PositiveUnits Of(Volume<float> image, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var background = Background(image);
        var values = Counted(image.Span, background);
        if (values.Length == 0) return new(image, 0, 1);
        var ends = new double[2];
        Quantile.Of(values, [Darkest, Brightest], ends);
        var (low, high) = (ends[0], ends[1]);
        var signed = IsSigned(image, parallel);
        // a background below everything is the zero itself, moved with the rest
        var zero = signed && background < low ? background.Value : low;
        var offset = signed || low > (background is null ? LiftedShare : LiftedBrain) * high ? -zero : 0;
        var top = high + offset;
        var scale = top > 0 && top is < Smallest or > Largest ? Math.ScaleB(1, 9 - (int)Math.Floor(Math.Log2(top))) : 1;
        if ((offset == 0 && scale == 1) || !(top > 0)) return new(image, 0, 1);
        float Value(float v) => v == background || !float.IsFinite(v) ? 0 : (float)Math.Max(0, (v + offset) * scale);
        return new(
            Volume.CreateParallel<float>(image.Grid, memory => Slices.For(image.Shape.K, parallel, k =>
            {
                var to = memory.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
                var from = image.Slice(k);
                for (var n = 0; n < to.Length; n++)
                    to[n] = Value(from[n]);
            })), offset, scale);
    }

    // The finite values but for the background.
    private static ReadOnlySpan<float> Counted(ReadOnlySpan<float> voxels, float? background)
    {
        var values = GC.AllocateUninitializedArray<float>(voxels.Length);
        var count = 0;
        foreach (var v in voxels)
        {
            values[count] = v;
            if (float.IsFinite(v) && v != background) count++;
        }

        return values.AsSpan(0, count);
    }

    // The value that fills the corner and much of the image; null when there is none.
    private static float? Background(Volume<float> image)
    {
        var corner = image.Span[0];
        return float.IsFinite(corner) && image.Span.Count(corner) >= BackgroundShare * image.Shape.Count ? corner : null;
    }
}
