using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Quality;

/// <summary>Measures of where an image's energy lies: <c>fber</c>, <c>fber_mean</c>, <c>efc</c>.</summary>
internal static class EnergyMeasures
{
    public static IEnumerable<QualityMetric> Measure(Volume<float> image, HeadMasks masks, Background air, ParallelOptions? parallel)
    {
        var parts = new (double Median, double Sum, int Count)[2];
        Slices.For(2, parallel, p =>
        {
            var squares = Squares(image, masks, head: p == 0);
            parts[p] = (WeightedQuantile.Median(squares), Sum(squares), squares.Length);
        });
        var ((fore, headSum, headCount), (back, restSum, restCount)) = (parts[0], parts[1]);
        var mean = restSum / Math.Max(restCount, 1);
        const string Silent = "what lies outside the head is zero";
        return
        [
            QualityMetric.Of("fber", !air.IsZero && back >= 1e-3 ? fore / back : double.NaN, air.Problem ?? Silent),
            QualityMetric.Of("fber_mean", !air.IsZero && mean >= 1e-3 ? headSum / headCount / mean : double.NaN, air.Problem ?? Silent),
            QualityMetric.Of("efc", Entropy(image, masks.Padding, headCount + restCount, Math.Sqrt(headSum + restSum), parallel),
                "the image is empty"),
        ];
    }

    // Energies of what was measured, in the head or outside of it; counted first, since the lists are as long as the image.
    private static float[] Squares(Volume<float> image, HeadMasks masks, bool head)
    {
        var voxels = image.Span;
        var skin = masks.Head.Span;
        var padding = masks.Padding.Span;
        var count = 0;
        for (var n = 0; n < voxels.Length; n++)
            count += skin[n] == head && !padding[n] ? 1 : 0;
        var (squares, at) = (new float[count], 0);
        for (var n = 0; n < voxels.Length; n++)
            if (skin[n] == head && !padding[n]) squares[at++] = voxels[n] * voxels[n];
        return squares;
    }

    private static double Sum(float[] values)
    {
        var sum = 0.0;
        foreach (var v in values)
            sum += v;
        return sum;
    }

    private static double Entropy(Volume<float> image, Volume<bool> padding, long count, double total, ParallelOptions? parallel)
    {
        var sum = Slices.Sum(image.Shape.K, parallel, k =>
        {
            var voxels = image.Slice(k);
            var left = padding.Slice(k);
            var slice = 0.0;
            for (var n = 0; n < voxels.Length; n++)
                if (voxels[n] > 0 && !left[n]) slice += voxels[n] * Math.Log((voxels[n] + 1e-16) / total);
            return slice;
        });
        return sum / total / (Math.Sqrt(count) * Math.Log(1 / Math.Sqrt(count)));
    }
}
