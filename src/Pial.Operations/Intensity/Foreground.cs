using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Intensity;

/// <summary>The numbers of an image within a mask.</summary>
internal static class Foreground
{
    /// <summary>Finite values of the masked voxels, in the order of the voxels.</summary>
    /// <exception cref="ArgumentException">The grids differ, or fewer than <paramref name="least"/> voxels hold a number.</exception>
    public static float[] Of(Volume<float> image, Volume<bool> mask, int least, ParallelOptions? parallel)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        if (!image.Grid.Matches(mask.Grid))
            throw new ArgumentException($"The mask's grid ({mask.Grid}) is not the image's ({image.Grid}).", nameof(mask));
        var slices = image.Shape.K;
        var starts = new int[slices + 1];
        Slices.For(slices, parallel, k => starts[k + 1] = Count(image.Slice(k), mask.Slice(k)));
        for (var k = 0; k < slices; k++)
            starts[k + 1] += starts[k];
        if (starts[slices] < least)
            throw new ArgumentException($"The mask holds {starts[slices]} voxels with a number in them; at least {least} are needed.",
                nameof(mask));
        var values = new float[starts[slices]];
        Slices.For(slices, parallel, k => Copy(image.Slice(k), mask.Slice(k), values.AsSpan(starts[k]..starts[k + 1])));
        return values;
    }

    private static int Count(ReadOnlySpan<float> values, ReadOnlySpan<bool> mask)
    {
        var count = 0;
        for (var n = 0; n < values.Length; n++)
            count += mask[n] && float.IsFinite(values[n]) ? 1 : 0;
        return count;
    }

    private static void Copy(ReadOnlySpan<float> values, ReadOnlySpan<bool> mask, Span<float> destination)
    {
        var at = 0;
        for (var n = 0; n < values.Length; n++)
            if (mask[n] && float.IsFinite(values[n])) destination[at++] = values[n];
    }
}
