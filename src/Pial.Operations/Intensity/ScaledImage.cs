using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>What a normalisation does to voxels outside the mask.</summary>
public enum Outside
{
    /// <summary>They go through the same formula as those inside, as the Python package intensity-normalization has it.</summary>
    Scale,

    /// <summary>They become 0.</summary>
    Zero,
}

/// <summary>An image whose intensities were moved and scaled: <c>(x − Location) / Scale</c>.</summary>
/// <param name="Image">The result; voxels that were NaN or infinite are 0.</param>
/// <param name="Location">What became 0.</param>
/// <param name="Scale">What became 1 above that.</param>
public sealed record ScaledImage(Volume<float> Image, double Location, double Scale)
{
    internal static ScaledImage Of(Volume<float> image, Volume<bool> mask, double location, double scale, Outside outside,
        ParallelOptions? parallel)
    {
        var factor = 1 / scale;
        return new(Mapped(image, mask, outside, (from, to) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = (float)((from[n] - location) * factor);
        }, parallel), location, scale);
    }

    /// <summary>Every slice through a mapping; then what is not a number, and the outside when so wished, becomes 0.</summary>
    internal static Volume<float> Mapped(Volume<float> image, Volume<bool> mask, Outside outside, SliceMap map,
        ParallelOptions? parallel) =>
        Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(image.Shape.K, parallel, k =>
        {
            var source = image.Slice(k);
            var inside = mask.Slice(k);
            var target = voxels.Span.Slice(k * image.Shape.SliceCount, image.Shape.SliceCount);
            map(source, target);
            for (var n = 0; n < target.Length; n++)
                if (!float.IsFinite(source[n]) || (outside == Outside.Zero && !inside[n])) target[n] = 0;
        }));
}

/// <summary>Values to values.</summary>
internal delegate void SliceMap(ReadOnlySpan<float> source, Span<float> destination);
