using Pial.Operations.Smoothing;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Smoothing;

public sealed class GaussianSmoothingTests
{
    [Fact]
    public void No_width_gives_the_same_bits()
    {
        var image = Noise(Awkward);
        AssertSameBits(image.Span, GaussianSmoothing.Apply(image, 0).Span);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(400)]
    public void The_total_is_kept_to_the_edge(double fwhm)
    {
        var image = Noise(new(new(31, 20, 17), Awkward.Affine));
        var (before, after) = (image.Span.ToArray().Sum(v => (double)v),
            GaussianSmoothing.Apply(image, fwhm).Span.ToArray().Sum(v => (double)v));
        Assert.InRange(Math.Abs(after / before - 1), 0, 1e-5);
    }

    [Fact]
    public void A_point_becomes_a_gaussian_of_that_width_in_mm()
    {
        var grid = Grid.Centred(new(41, 31, 21), new(1, 1.5, 2), default);
        var image = OfWorld(grid, p => p.Length < 1e-9 ? 1f : 0f);
        var result = GaussianSmoothing.Apply(image, 8).Span.ToArray();
        var (total, second) = (0.0, new double[3]);
        for (var n = 0; n < result.Length; n++)
        {
            var p = grid.Affine.Apply(new(n % 41, n / 41 % 31, n / (41 * 31)));
            total += result[n];
            (second[0], second[1], second[2]) = (second[0] + (result[n] * p.X * p.X), second[1] + (result[n] * p.Y * p.Y),
                second[2] + (result[n] * p.Z * p.Z));
        }

        // Cut at 4 sigma the variance is 0.998 of the Gaussian's.
        Assert.All(second, m => Assert.Equal(8, Math.Sqrt(m / total) * GaussianSmoothing.FwhmPerSigma, 0.02));
        Assert.Equal(1, total, 1e-5);
    }

    [Fact]
    public void A_constant_stays_constant() =>
        Assert.All(GaussianSmoothing.Apply(Volume.Filled(Awkward, 100f), 12).Span.ToArray(), v => Assert.Equal(100f, v, 1e-3));

    [Fact]
    public void Nan_and_infinity_count_as_zero()
    {
        var grid = Cube(12);
        var clean = Noise(grid).Span.ToArray();
        var dirty = clean.ToArray();
        (clean[500], clean[600], dirty[500], dirty[600]) = (0, 0, float.NaN, float.PositiveInfinity);
        AssertSameBits(GaussianSmoothing.Apply(Volume.Create<float>(grid, clean), 4).Span,
            GaussianSmoothing.Apply(Volume.Create<float>(grid, dirty), 4).Span);
    }

    [Fact]
    public void A_single_slice_is_smoothed_in_its_plane()
    {
        var image = Noise(Grid.Centred(new(20, 20, 1), new(1, 1, 5), default));
        var thick = Volume.Create<float>(Grid.Centred(new(20, 20, 3), new(1, 1, 5), default),
            [.. image.Span, .. image.Span, .. image.Span]);
        var (one, three) = (GaussianSmoothing.Apply(image, 4), GaussianSmoothing.Apply(thick, 4));
        Assert.InRange(MaxDifference(one.Span, three.Slice(1)), 0, 1e-3);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        var image = Noise(new(new(45, 37, 23), Awkward.Affine));
        var one = GaussianSmoothing.Apply(image, 6, One);
        AssertSameBits(one.Span, GaussianSmoothing.Apply(image, 6, Two).Span);
        AssertSameBits(one.Span, GaussianSmoothing.Apply(image, 6, Seven).Span);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_impossible_width_is_refused(double fwhm) =>
    Assert.Throws<ArgumentOutOfRangeException>(() => GaussianSmoothing.Apply(Noise(Awkward), fwhm));
}
