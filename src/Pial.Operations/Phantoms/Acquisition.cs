using Pial.Kernels;
using Pial.Volumes;

namespace Pial.Operations.Phantoms;

/// <summary>Field and noise of a phantom.</summary>
internal static class Acquisition
{
    private const double FieldMm = 45;

    /// <summary>A smooth field that runs from 1 − inu/200 to 1 + inu/200 over a region.</summary>
    public static Volume<float> Field(Volume<bool> region, double inuPercent, int seed, ParallelOptions? parallel)
    {
        var shape = region.Shape;
        if (inuPercent == 0) return Volume.Filled(region.Grid, 1f);
        var smooth = new SmoothField(region.Grid, FieldMm, new((ulong)seed, PhantomStreams.Field), parallel);
        var (low, high) = (new float[shape.K], new float[shape.K]);
        return Volume.CreateParallel<float>(region.Grid, voxels =>
        {
            Slices.For(shape.K, parallel, smooth.NewScratch, (k, scratch) =>
            {
                var slice = voxels.Span.Slice(k * shape.SliceCount, shape.SliceCount);
                smooth.Evaluate(k, scratch, slice);
                (low[k], high[k]) = (float.PositiveInfinity, float.NegativeInfinity);
                for (var n = 0; n < slice.Length; n++)
                {
                    if (region.Slice(k)[n]) (low[k], high[k]) = (Math.Min(low[k], slice[n]), Math.Max(high[k], slice[n]));
                }
            });
            var (least, range) = (low.Min(), Math.Max(high.Max() - low.Min(), 1e-20f));
            Slices.For(shape.K, parallel, k =>
            {
                foreach (ref var value in voxels.Span.Slice(k * shape.SliceCount, shape.SliceCount))
                    value = (float)(1 + (inuPercent / 200 * ((2 * (value - least) / range) - 1)));
            });
        });
    }

    /// <summary>Magnitude of image × field with complex Gaussian noise, times 1000, rounded as a scanner stores it.</summary>
    public static Volume<float> Scan(Volume<float> image, Volume<float> field, double noisePercent, int seed, ulong stream,
        ParallelOptions? parallel)
    {
        var (shape, sd) = (image.Shape, noisePercent / 100);
        var random = new CounterRandom((ulong)seed, stream);
        return Volume.CreateParallel<float>(image.Grid, voxels => Slices.For(shape.K, parallel, k =>
        {
            var start = k * shape.SliceCount;
            var slice = voxels.Span.Slice(start, shape.SliceCount);
            var (re, im, nextRe, nextIm) = (0.0, 0.0, 0.0, 0.0);
            for (var n = 0; n < slice.Length; n++)
            {
                double value = image.Span[start + n] * field.Span[start + n];
                if (sd > 0)
                {
                    // Four normal numbers serve two voxels, an even one and the next.
                    var odd = ((start + n) & 1) != 0;
                    if (!odd || n == 0) (re, im, nextRe, nextIm) = random.Normals((ulong)(start + n) / 2);
                    var (a, b) = odd ? (value + (sd * nextRe), sd * nextIm) : (value + (sd * re), sd * im);
                    value = Math.Sqrt((a * a) + (b * b));
                }

                slice[n] = (float)Math.Clamp(Math.Round(value * 1000), 0, short.MaxValue);
            }
        }));
    }
}
