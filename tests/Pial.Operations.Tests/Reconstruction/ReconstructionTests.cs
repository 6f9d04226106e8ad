using System.Numerics;
using Pial.Operations.Augmentation;
using Pial.Operations.Comparison;
using Pial.Operations.Phantoms;
using Pial.Operations.Reconstruction;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Reconstruction;

public sealed class ReconstructionTests
{
    private static readonly ParallelOptions One = new() { MaxDegreeOfParallelism = 1 }, Three = new() { MaxDegreeOfParallelism = 3 };

    // A noiseless head of 2 mm; its mask leaves the air out.
    private static readonly Lazy<(Volume<float> Truth, Volume<bool> Mask)> Head = new(() =>
    {
        var phantom = Phantom.Create(AnalyticHead.Create(2), new() { NoisePercent = 0, InuPercent = 20, Seed = 3 });
        return (phantom.T1w, phantom.T1w.Map(v => v >= 50));
    });

    private static Volume<float> Noise(int i, int j, int k) => TestImage(new(new(i, j, k), Affine.Scaling(1, 1.5, 0.5)));

    private static Volume<float> TestImage(Grid grid) =>
        Volume.Create<float, int>(grid, 0, static (voxels, _) => new Kernels.CounterRandom(5, 5).FillNormals(voxels));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_thick_slice_is_the_mean_of_a_block_and_an_estimate_is_made_to_agree_with_it(int axis)
    {
        var fine = Noise(12, 9, 15);
        var size = new[] { 1, 1.5, 0.5 }[axis];
        var sampling = new SliceSampling(fine.Grid, axis, 3 * size);
        var thick = sampling.Acquire(fine, Three);
        Assert.Equal(fine.Shape[axis] / 3, thick.Shape[axis]);
        Assert.Equal(thick.Span, sampling.Acquire(fine, One).Span);
        (int, int, int) At(int n) => axis switch { 0 => (n, 4, 5), 1 => (4, n, 5), _ => (4, 5, n) };
        float Fine(int n) => At(n) is var (i, j, k) ? fine[i, j, k] : 0;
        var (a, b, c) = At(1);
        Assert.Equal((Fine(3) + Fine(4) + Fine(5)) / 3, thick[a, b, c], 1e-4f);
        var flat = Volume.Filled(fine.Grid, 1f);
        var agreed = sampling.Agree(flat, thick);
        var again = sampling.Acquire(agreed);
        for (var n = 0; n < thick.Shape.Count; n++) Assert.Equal(thick.Span[n], again.Span[n], 1e-4f);
        Assert.Equal(agreed[At(3).Item1, At(3).Item2, At(3).Item3], agreed[At(5).Item1, At(5).Item2, At(5).Item3], 1e-4f);
    }

    [Theory]
    [InlineData(SliceProfile.Box, 5.0, 5.0)]
    [InlineData(SliceProfile.Pulse, 3.3, 3.3)]
    [InlineData(SliceProfile.Pulse, 4.0, 2.8)]
    [InlineData(SliceProfile.Gaussian, 4.0, 4.0)]
    public void Any_profile_keeps_what_is_even_and_can_be_agreed_with(SliceProfile profile, double spacing, double thickness)
    {
        var fine = TestImage(new(new(6, 5, 41), Affine.Identity));
        var sampling = new SliceSampling(fine.Grid, 2, spacing, thickness, profile);
        Assert.All(sampling.Acquire(Volume.Filled(fine.Grid, 7f)).Span.ToArray(), v => Assert.Equal(7, v, 1e-3f));
        var thick = sampling.Acquire(fine);
        var again = sampling.Acquire(sampling.Agree(Volume.Filled(fine.Grid, 0f), thick));
        for (var n = 0; n < thick.Shape.Count; n++) Assert.Equal(thick.Span[n], again.Span[n], 2e-3f);
        Assert.Equal(0, (sampling.Thick.Centre - sampling.Fine.Centre).Length, 9);
    }

    [Fact]
    public void Slices_that_cannot_be_had_are_refused()
    {
        var grid = new Grid(new(8, 8, 8), Affine.Identity);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceSampling(grid, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceSampling(grid, 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceSampling(grid, 2, 2, null, SliceProfile.Point));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SliceSampling(grid, 2, 9));
        Assert.Throws<ArgumentException>(() => new SliceSampling(grid, 2, 2).Agree(Volume.Filled(grid, 0f), Volume.Filled(grid, 0f)));
    }

    [Fact]
    public void Non_local_upsampling_is_above_every_interpolation()
    {
        var (truth, mask) = Head.Value;
        var sampling = new SliceSampling(truth.Grid, 2, 6);
        var thick = sampling.Acquire(truth);
        double Psnr(Volume<float> image) => ImageSimilarity.Run(image, truth, mask).Psnr;
        var cubic = Psnr(Resample.ToGrid(thick, truth.Grid, null, Interpolation.Cubic, new() { ExtendEdge = true }));
        var image = NonLocalUpsampling.Apply(thick, sampling, null, Three);
        Assert.InRange(Psnr(image) - cubic, 0.8, 5);
        Assert.Equal(image.Span, NonLocalUpsampling.Apply(thick, sampling, null, One).Span);
        var again = sampling.Acquire(image);
        for (var n = 0; n < thick.Shape.Count; n += 97) Assert.Equal(thick.Span[n], again.Span[n], 0.05f);
    }

    [Fact]
    public void Lines_are_as_many_as_fastMRI_takes_and_the_centre_is_whole()
    {
        var all = Enumerable.Range(1, 200).Select(s => new CartesianSampling { Seed = (ulong)s }.Lines(320)).ToList();
        Assert.Equal(80, all.Average(l => l.Count(x => x)), 1.5);
        // 26 low frequencies from (320 − 26 + 1)/2 on, as RandomMaskFunc pads.
        Assert.All(all, l => Assert.All(l[147..173], Assert.True));
        var even = new CartesianSampling { Pattern = SamplingPattern.Equispaced, Acceleration = 4, CentreFraction = 0.08 };
        var rows = Enumerable.Range(1, 50).Select(s => (even with { Seed = (ulong)s }).Lines(320)).ToList();
        Assert.All(rows, l => Assert.InRange(l.Count(x => x), 78, 82));
        // EquispacedMaskFractionFunc: adjusted acceleration 4 (26 − 320)/(26·4 − 320) = 5.444…
        var places = rows[0].Index().Where(x => x.Item && x.Index is < 147 or >= 173 && x.Item).Select(x => x.Index).ToList();
        Assert.All(places.Zip(places.Skip(1)).Where(p => p.Second < 147 || p.First >= 173), p => Assert.InRange(p.Second - p.First, 5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CartesianSampling { Acceleration = 8, CentreFraction = 0.2 }.Lines(320));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CartesianSampling { Acceleration = 1 }.Lines(320));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void All_lines_give_the_image_back_and_centred_k_space_is_the_sum_that_defines_it(int axis)
    {
        var image = Noise(6, 5, 7).Map(Math.Abs);
        var whole = KSpaceData.Acquire(image, axis, [.. Enumerable.Repeat(true, image.Shape[axis])]);
        var back = whole.ZeroFilled();
        for (var n = 0; n < image.Shape.Count; n++) Assert.Equal(image.Span[n], back.Span[n], 1e-4f);
        var (re, im) = KSpaceData.Acquire(image, axis, whole.Lines, new() { PhaseDegrees = 0 }).Centred();
        foreach (var (u, v, w) in new[] { (3, 2, 3), (0, 0, 0), (5, 1, 6) })
        {
            var sum = Complex.Zero;
            for (var n = 0; n < image.Shape.Count; n++)
            {
                var (i, j, k) = (n % 6, n / 6 % 5, n / 30);
                sum += image.Span[n] * Complex.FromPolarCoordinates(1 / Math.Sqrt(210),
                    -2 * Math.PI * (((i - 3) * (u - 3) / 6.0) + ((j - 2) * (v - 2) / 5.0) + ((k - 3) * (w - 3) / 7.0)));
            }

            var at = image.Shape.Index(u, v, w);
            Assert.Equal((sum.Real, sum.Imaginary), (re[at], im[at]),
                (x, y) => Math.Abs(x.Item1 - y.Item1) < 1e-4 && Math.Abs(x.Item2 - y.Item2) < 1e-4);
        }
    }

    [Fact]
    public void Noise_of_k_space_is_as_strong_in_the_image()
    {
        var empty = Volume.Filled(new Grid(new(32, 32, 32), Affine.Identity), 0f);
        var image = KSpaceData.Acquire(empty, 1, [.. Enumerable.Repeat(true, 32)], new() { NoiseStd = 3 }).ZeroFilled();
        Assert.Equal(3 * Math.Sqrt(Math.PI / 2), image.Span.ToArray().Average(), 0.03);
        var half = KSpaceData.Acquire(empty, 1, [.. Enumerable.Range(0, 32).Select(n => n % 2 == 0)], new() { NoiseStd = 3 }).ZeroFilled();
        Assert.Equal(3 * Math.Sqrt(Math.PI / 4), half.Span.ToArray().Average(), 0.03);
    }

    [Theory]
    [InlineData(2, 0.16, 4)]
    [InlineData(4, 0.08, 1)]
    public void Compressed_sensing_is_above_zeros_and_agrees_with_what_was_measured(double acceleration, double centre, double gain)
    {
        var (truth, mask) = Head.Value;
        var data = KSpaceData.Acquire(truth, 1,
            new CartesianSampling { Acceleration = acceleration, CentreFraction = centre }.Lines(truth.Shape.J), null, Three);
        double Psnr(Volume<float> image) => ImageSimilarity.Run(image, truth, mask).Psnr;
        var image = CompressedSensing.Reconstruct(data, null, Three);
        Assert.InRange(Psnr(image) - Psnr(data.ZeroFilled()), gain, 20);
        Assert.Equal(image.Span, CompressedSensing.Reconstruct(data, null, One).Span);
    }
}
