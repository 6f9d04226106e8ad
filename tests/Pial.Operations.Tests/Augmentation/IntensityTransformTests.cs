using System.Collections.Immutable;
using System.Numerics;
using Pial.Operations.Augmentation;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

public sealed class IntensityTransformTests
{
    private static readonly Grid Small = new(new(6, 5, 4), Affine.Scaling(1, 1.5, 2));

    public static TheoryData<IntensityTransform> All =>
    [
        new Noise(3, 1), new Noise(3, 1) { Model = NoiseModel.Rician }, new Noise(3, 1) { Model = NoiseModel.NonCentralChi, Coils = 3 },
        new Blur(new(1, 0, 2)), new BiasField([.. Enumerable.Range(0, 20).Select(n => 0.02 * (n - 10))], 3), new Ghosting(3, 1, 0.7),
        new Motion([new(0.2, new(3, -2, 5), new(1, 0, -2)), new(0.7, new(-3, 2, 1), new(0, 2, 0))]), new Spike([new(0.3, 0.6, 0.8)], 1.5),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void One_thread_and_many_give_the_same_bits(IntensityTransform transform)
    {
        var image = Noise(Awkward).Map(MathF.Abs); // Rician noise has no negative images
        var one = transform.Apply(image, One);
        AssertSameBits(one.Span, transform.Apply(image, Seven).Span);
        Assert.Equal(image.Grid, one.Grid);
        Assert.NotEqual(image.Span.ToArray(), one.Span.ToArray());
    }

    [Fact]
    public void Signed_images_keep_their_sign_or_are_refused()
    {
        var scored = OfWorld(Cube(24), p => p.Length < 6 ? 2f : p.Length < 10 ? 0.5f : -1f);
        foreach (var transform in new IntensityTransform[]
        {
            new Motion([new(0.4, new(2, 0, 0), new(1, 0, 0))]), new Ghosting(4, 1, 0.3), new Spike([new(0.3, 0.6, 0.8)], 0.1),
            new PartialFourier(1, 0.7),
        })
        {
            var made = transform.Apply(scored);
            var (mean, _) = MeanAndSd(made.Span);
            Assert.InRange(mean, MeanAndSd(scored.Span).Item1 - 0.15, MeanAndSd(scored.Span).Item1 + 0.15);
            Assert.True(made[2, 2, 2] < -0.5, $"{transform}: {made[2, 2, 2]}");
            Assert.True(made[12, 12, 12] > 1, $"{transform}: {made[12, 12, 12]}");
            Assert.NotEqual(scored.Span.ToArray(), made.Span.ToArray());
        }

        foreach (var model in new[] { NoiseModel.Rician, NoiseModel.NonCentralChi })
            Assert.Contains("negative", Assert.Throws<ArgumentException>(() => new Noise(0.1, 1) { Model = model }.Apply(scored)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_has_the_mean_and_deviation_asked_for()
    {
        var noisy = new Noise(7, 5) { Mean = 3 }.Apply(Volume.Filled(Cube(40), 100f));
        var (mean, sd) = MeanAndSd(noisy.Span);
        Assert.InRange(mean, 102.9, 103.1);
        Assert.InRange(sd, 6.93, 7.07);
        Assert.NotEqual(noisy.Span.ToArray(), new Noise(7, 6) { Mean = 3 }.Apply(Volume.Filled(Cube(40), 100f)).Span.ToArray());
    }

    [Theory]
    [InlineData(NoiseModel.Rician, 1, 1.2533, 0.6551)] // Rayleigh
    [InlineData(NoiseModel.NonCentralChi, 1, 1.2533, 0.6551)]
    [InlineData(NoiseModel.NonCentralChi, 8, 3.9380, 0.7015)] // chi with 16 degrees of freedom: √2 Γ(8.5)/Γ(8)
    public void Air_shows_the_distribution_of_the_model(NoiseModel model, int coils, double expectedMean, double expectedSd)
    {
        var (mean, sd) = MeanAndSd(new Noise(10, 2) { Model = model, Coils = coils }.Apply(Volume.Filled(Cube(48), 0f)).Span);
        Assert.Equal(expectedMean, mean / 10, 0.01);
        Assert.Equal(expectedSd, sd / 10, 0.01);
    }

    [Fact]
    public void Blur_spreads_by_its_deviation_in_mm()
    {
        var grid = new Grid(new(41, 31, 21), Affine.Scaling(1, 1.5, 2));
        var point = Volume.Create(grid, 0, (Span<float> v, int _) => v[grid.Shape.Index(20, 15, 10)] = 1);
        var blurred = new Blur(new(2, 3, 4)).Apply(point);
        var (sum, x, y, z) = (0.0, 0.0, 0.0, 0.0);
        for (var n = 0; n < blurred.Span.Length; n++)
        {
            var (i, j, k) = (n % 41, n / 41 % 31, n / (41 * 31));
            sum += blurred.Span[n];
            (x, y, z) = (x + (blurred.Span[n] * Math.Pow(i - 20, 2)), y + (blurred.Span[n] * Math.Pow((j - 15) * 1.5, 2)),
                z + (blurred.Span[n] * Math.Pow((k - 10) * 2, 2)));
        }

        Assert.Equal(1, sum, 1e-4);
        Assert.Equal(2, Math.Sqrt(x), 0.02);
        Assert.Equal(3, Math.Sqrt(y), 0.03);
        Assert.Equal(4, Math.Sqrt(z), 0.04);
    }

    [Fact]
    public void Bias_is_the_exponential_of_the_polynomial()
    {
        ImmutableArray<double> coefficients = [.. Enumerable.Range(0, BiasField.Terms(2)).Select(n => 0.1 * (n + 1))];
        var field = new BiasField(coefficients, 2).Field(new(new(5, 3, 9), Affine.Identity));
        var (x, y, z) = (0.5, -1.0, -0.75);

        // a slowest, c fastest: 1 z z² y yz y² x xz xy x²
        double[] terms = [1, z, z * z, y, y * z, y * y, x, x * z, x * y, x * x];
        Assert.Equal(Math.Exp(terms.Zip(coefficients, (t, c) => t * c).Sum()), field[3, 0, 1], 1e-5);
        Assert.Equal(20, BiasField.Terms(3));
        Assert.Throws<ArgumentException>(() => new BiasField([0.1], 3).Apply(field));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Ghosts_lie_at_equal_shifts(int axis)
    {
        var grid = Cube(24);
        var point = Volume.Create(grid, 0, (Span<float> v, int _) => v[grid.Shape.Index(3, 3, 3)] = 1);
        var ghosted = new Ghosting(4, axis, 0.8).Apply(point);

        // Weakening every 4th of 24 planes makes four images a quarter of the field apart; the restored central plane adds 0.8/24.
        for (var shift = 0; shift < 24; shift++)
        {
            int[] at = [3, 3, 3];
            at[axis] = (3 + shift) % 24;
            var expected = (shift == 0 ? 1.0 : 0) - (shift % 6 == 0 ? 0.8 / 4 : 0) + (0.8 / 24);
            Assert.Equal(Math.Abs(expected), ghosted[at[0], at[1], at[2]], 1e-5);
        }

        AssertClose(point, new Ghosting(4, axis, 0.8) { Restore = 1 }.Apply(point), 1e-5);
    }

    [Fact]
    public void Movement_before_the_first_or_after_the_last_line_changes_nothing()
    {
        var image = TestImages.Noise(Small).Map(v => v + 60);
        Assert.Same(image, new Motion([]).Apply(image));
        AssertClose(image, new Motion([new(0, new(20, 0, 0), new(3, 0, 0))]).Apply(image), 1e-3);
        AssertClose(image, new Motion([new(1, new(20, 0, 0), new(3, 0, 0))]).Apply(image), 1e-3);
        AssertClose(image, new Motion([new(0.4, default, default), new(0.8, default, default)]).Apply(image), 1e-3);
    }

    [Fact]
    public void The_last_part_of_k_space_comes_from_the_moved_head()
    {
        var grid = new Grid(new(1, 8, 1), Affine.Identity);
        float[] values = [0, 0, 5, 7, 3, 0, 0, 0];
        float[] moved = [0, 0, 0, 5, 7, 3, 0, 0];
        var image = Volume.Create<float>(grid, values);
        var result = new Motion([new(0.7, default, new(0, 1, 0))]).Apply(image);
        var (still, after) = (Spectrum(values), Spectrum(moved));
        var mixed = Enumerable.Range(0, 8).Select(k => (k + 4) % 8 >= 0.7 * 8 ? after[k] : still[k]).ToArray();
        for (var n = 0; n < 8; n++)
            Assert.Equal(Complex.Abs(At(mixed, n)), result.Span[n], 1e-4);
    }

    [Fact]
    public void A_spike_is_a_wave()
    {
        var image = Volume.Filled(new(new(8, 6, 4), Affine.Identity), 10f);
        var result = new Spike([new(0.75, 0.5, 0.5)], 2).Apply(image); // two periods along x
        for (var i = 0; i < 8; i++)
            Assert.Equal(Complex.Abs(10 + (20 * Complex.FromPolarCoordinates(1, 2 * Math.PI * 2 * i / 8))), result[i, 3, 2], 1e-4);
    }

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        var image = TestImages.Noise(Small);
        IntensityTransform[] wrong =
        [
            new Noise(-1, 1), new Noise(double.NaN, 1), new Noise(1, 1) { Coils = 0 }, new Blur(new(-1, 0, 0)), new BiasField([], 11),
            new Ghosting(0, 1, 0.5),
            new Ghosting(3, 3, 0.5), new Ghosting(3, 1, 0.5) { Restore = 2 },
            new Motion([new(0.5, default, default), new(0.4, default, default)]),
            new Motion([new(0.5, default, default)]) { Axis = -1 }, new Spike([new(2, 0, 0)], 1), new Spike([default], double.NaN),
        ];
        foreach (var transform in wrong)
            Assert.Throws<ArgumentOutOfRangeException>(() => transform.Apply(image));
    }

    private static Complex[] Spectrum(float[] values) =>
        [.. Enumerable.Range(0, values.Length)
            .Select(k => values.Select((v, n) => v * Complex.FromPolarCoordinates(1, -2 * Math.PI * n * k / values.Length))
                .Aggregate(Complex.Add))];

    private static Complex At(Complex[] spectrum, int n) =>
        spectrum.Select((v, k) => v * Complex.FromPolarCoordinates(1, 2 * Math.PI * n * k / spectrum.Length)).Aggregate(Complex.Add)
            / spectrum.Length;

    private static void AssertClose(Volume<float> expected, Volume<float> actual, double tolerance) =>
        Assert.InRange(MaxDifference(expected.Span, actual.Span), 0, tolerance);

    private static (double Mean, double Sd) MeanAndSd(ReadOnlySpan<float> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var v in values) (sum, squares) = (sum + v, squares + ((double)v * v));
        var mean = sum / values.Length;
        return (mean, Math.Sqrt((squares / values.Length) - (mean * mean)));
    }
}
