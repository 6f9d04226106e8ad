using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Resampling;

public static partial class Resample
{
    private static Volume<float> Cubic(Volume<float> image, Pull pull, float fill, double margin, ParallelOptions? parallel)
    {
        var s = image.Shape;
        var finite = Finite.OrZero(image, parallel);
        var spline = CubicSampler.Fit(finite, s.I, s.J, s.K, parallel);
        if (finite.Equals(image.Memory))
        {
            return Rows<float>(pull, parallel,
                (in SampleLine line, Span<float> row) => spline.Sample(line, fill, margin, row),
                (x, y, z, row) => spline.Sample(x, y, z, fill, margin, row));
        }

        // The filter would carry a NaN along whole rows. So the spline is fitted without the odd values, and they come back where linear
        // interpolation meets them.
        return Rows<float>(pull, parallel,
            (in SampleLine line, Span<float> row) =>
            {
                spline.Sample(line, fill, margin, row);
                var linear = new float[row.Length];
                new TrilinearSampler(image.Span, s.I, s.J, s.K).Sample(line, 0, margin, linear);
                PutBack(linear, row);
            },
            (x, y, z, row) =>
            {
                spline.Sample(x, y, z, fill, margin, row);
                var linear = new float[row.Length];
                new TrilinearSampler(image.Span, s.I, s.J, s.K).Sample(x, y, z, 0, margin, linear);
                PutBack(linear, row);
            });
    }

    private static void PutBack(ReadOnlySpan<float> linear, Span<float> row)
    {
        for (var n = 0; n < row.Length; n++)
            row[n] = float.IsFinite(linear[n]) ? row[n] : linear[n];
    }
}
