using Pial.Operations.BiasCorrection;
using Pial.Volumes;

namespace Pial.Operations.Tests.BiasCorrection;

public sealed class N4Tests
{
    private static readonly Grid Box = new(new(48, 56, 40), Affine.Rotation(0.1, -0.2, 0.3) * Affine.Scaling(-2, 2, 2.5));

    [Fact]
    public void A_known_field_over_two_tissues_is_found()
    {
        var (image, field, inside) = TwoTissues(0.2);
        var result = N4.Run(image, inside, options: new() { ShrinkFactor = 2 });
        Assert.True(Correlation(result.Field, field, inside) > 0.98);
        Assert.True(Spread(result.Corrected, inside) < 0.35 * Spread(image, inside));
        Assert.All(Range(result.Field), f => Assert.True(f > 0));
        Assert.Equal(1, result.Corrected[24, 28, 20] * result.Field[24, 28, 20] / image[24, 28, 20], 1e-5);
        Assert.Equal([1, 2, 4], result.Levels.Select(l => l.MeshElements));
    }

    [Fact]
    public void Without_a_mask_the_positive_voxels_are_used()
    {
        var (image, _, _) = TwoTissues(0.2);
        var positive = image.Map(v => v > 0);
        Assert.Equal(N4.Run(image, positive).Field.Span.ToArray(), N4.Run(image).Field.Span.ToArray());
    }

    [Fact]
    public void The_threads_do_not_change_a_bit()
    {
        var (image, _, _) = TwoTissues(0.2);
        var weights = image.Map(v => v > 0 ? MathF.Sin(v) + 1.1f : 1);
        image = image.Map(v => v > 0 ? v : 1); // every voxel takes part, enough of them for threads
        var options = new N4Options { ShrinkFactor = 1, Iterations = [5, 5] };
        Assert.True(image.Shape.Count > 100_000);
        var one = N4.Run(image, null, weights, options, new() { MaxDegreeOfParallelism = 1 });
        var many = N4.Run(image, null, weights, options, new() { MaxDegreeOfParallelism = 5 });
        Assert.Equal(one.Field.Span.ToArray(), many.Field.Span.ToArray());
        Assert.Equal(one.Corrected.Span.ToArray(), many.Corrected.Span.ToArray());
        Assert.Equal(one.Levels, many.Levels);
    }

    [Fact]
    public void The_scale_of_the_image_does_not_matter()
    {
        var (image, _, inside) = TwoTissues(0.2);
        var result = N4.Run(image, inside);
        var scaled = N4.Run(image.Map(v => 512 * v), inside);
        for (var n = 0; n < image.Shape.Count; n++)
            Assert.Equal(result.Field.Span[n], scaled.Field.Span[n], 1e-3);
    }

    [Fact]
    public void A_mirrored_image_has_the_mirrored_field()
    {
        var (image, _, inside) = TwoTissues(0.2);
        var mirrored = Orientation.Parse("RAS") == image.Grid.Orientation ? Orientation.Parse("LAS") : Orientation.Parse("RAS");
        var options = new N4Options { ShrinkFactor = 1, Iterations = [10, 10] }; // every voxel: a shrunken even extent has no middle
        var straight = N4.Run(image, inside, options: options).Field.Reorient(mirrored);
        var other = N4.Run(image.Reorient(mirrored), inside.Reorient(mirrored), options: options).Field;
        for (var n = 0; n < image.Shape.Count; n++)
            Assert.Equal(straight.Span[n], other.Span[n], 1e-3); // sums run the other way
    }

    [Fact]
    public void An_image_of_one_value_has_no_field()
    {
        var result = N4.Run(Volume.Filled(Box, 7f));
        Assert.All(Range(result.Field), f => Assert.Equal(1, f, 1e-6));
        Assert.All(result.Levels, l => Assert.Equal(0, l.Iterations));
    }

    [Fact]
    public void Voxels_that_are_no_positive_numbers_take_no_part()
    {
        var (image, _, _) = TwoTissues(0.2);
        var spoilt = image.Span.ToArray();
        (spoilt[5], spoilt[6], spoilt[7]) = (float.NaN, float.PositiveInfinity, -3);
        var result = N4.Run(Volume.Create<float>(Box, spoilt));
        Assert.Equal(N4.Run(image).Field.Span.ToArray(), result.Field.Span.ToArray());
        Assert.True(float.IsNaN(result.Corrected.Span[5]));
        Assert.True(result.Corrected.Span[7] < 0);
    }

    [Fact]
    public void A_threshold_ends_a_level_early()
    {
        var (image, _, inside) = TwoTissues(0.2);
        var result = N4.Run(image, inside, options: new() { ConvergenceThreshold = 0.001, Iterations = [50] });
        var level = Assert.Single(result.Levels);
        Assert.True(level.Converged);
        Assert.InRange(level.Iterations, 1, 49);
        Assert.InRange(level.Convergence, 0, 0.001);
    }

    [Fact]
    public void A_tiny_mask_a_flat_image_and_a_single_slice_all_work()
    {
        var (image, _, _) = TwoTissues(0.2);
        var tiny = Volume.Create<bool, int>(Box, 0, static (v, _) => v[(24 + (48 * (28 + (56 * 20))))] = true);
        Assert.All(Range(N4.Run(image, tiny).Field), f => Assert.Equal(1, f, 1e-6));
        var slice = image.Crop(0, 0, 20, new(48, 56, 1));
        Assert.All(Range(N4.Run(slice).Field), f => Assert.InRange(f, 0.5f, 2));
    }

    [Fact]
    public void Callers_mistakes_are_named()
    {
        var image = Volume.Filled(Box, 1f);
        Assert.Throws<ArgumentException>(() => N4.Run(Volume.Filled(Box, 0f)));
        Assert.Throws<ArgumentException>(() => N4.Run(image, Volume.Filled(Box, false)));
        Assert.Throws<ArgumentException>(() => N4.Run(image, Volume.Filled(new(new(4, 4, 4), Box.Affine), true)));
        Assert.Throws<ArgumentException>(() => N4.Run(image, weights: Volume.Filled(new(new(4, 4, 4), Box.Affine), 1f)));
        Assert.Throws<ArgumentException>(() => N4.Run(image, options: new() { Iterations = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => N4.Run(image, options: new() { ShrinkFactor = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => N4.Run(image, options: new() { BiasFwhm = double.NaN }));
        Assert.Throws<OperationCanceledException>(() => N4.Run(image, parallel: new() { CancellationToken = new(canceled: true) }));
    }

    // An ellipsoid of value 60 with a core of 100 in an oblique, left-handed, anisotropic grid, a little texture, and a field of known
    // strength.
    private static (Volume<float> Image, Volume<float> Field, Volume<bool> Inside) TwoTissues(double strength)
    {
        var shape = Box.Shape;
        var (image, field, inside) = (new float[shape.Count], new float[shape.Count], new bool[shape.Count]);
        for (var k = 0; k < shape.K; k++)
        {
            for (var j = 0; j < shape.J; j++)
            {
                for (var i = 0; i < shape.I; i++)
                {
                    var n = shape.Index(i, j, k);
                    var (x, y, z) = ((i - 23.5) / 22, (j - 27.5) / 26, (k - 19.5) / 18);
                    var r = (x * x) + (y * y) + (z * z);
                    field[n] = (float)Math.Exp(strength * ((0.6 * x) - (0.5 * y * y) + (0.4 * z)));
                    inside[n] = r < 1;
                    var blobs = Math.Sin(7 * x) * Math.Sin(6 * y) * Math.Sin(8 * z);
                    var value = (blobs > 0.1 ? 100 : 60) * (1 + (0.02 * Math.Sin(n * 12.9898 * n)));
                    image[n] = r < 1 ? (float)(value * field[n]) : 0;
                }
            }
        }

        return (Volume.Create<float>(Box, image), Volume.Create<float>(Box, field), Volume.Create<bool>(Box, inside));
    }

    private static double Correlation(Volume<float> a, Volume<float> b, Volume<bool> mask)
    {
        var pairs = Enumerable.Range(0, mask.Shape.Count).Where(n => mask.Span[n])
            .Select(n => (X: Math.Log(a.Span[n]), Y: Math.Log(b.Span[n]))).ToArray();
        var (mx, my) = (pairs.Average(p => p.X), pairs.Average(p => p.Y));
        return pairs.Sum(p => (p.X - mx) * (p.Y - my))
            / Math.Sqrt(pairs.Sum(p => (p.X - mx) * (p.X - mx)) * pairs.Sum(p => (p.Y - my) * (p.Y - my)));
    }

    private static float[] Range(Volume<float> volume) => [volume.Span.ToArray().Min(), volume.Span.ToArray().Max()];

    // Coefficient of variation of the brighter tissue.
    private static double Spread(Volume<float> image, Volume<bool> mask)
    {
        var bright = Enumerable.Range(0, mask.Shape.Count).Where(n => mask.Span[n] && image.Span[n] > 82)
            .Select(n => (double)image.Span[n]).ToArray();
        var mean = bright.Average();
        return Math.Sqrt(bright.Average(v => (v - mean) * (v - mean))) / mean;
    }
}
