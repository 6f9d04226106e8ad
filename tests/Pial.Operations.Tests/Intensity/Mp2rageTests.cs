using Pial.Kernels;
using Pial.Operations.Intensity;
using Pial.Operations.Phantoms;
using Pial.Volumes;

namespace Pial.Operations.Tests.Intensity;

/// <summary>A synthetic MP2RAGE: two complex inversion images with noise, from a phantom whose noiseless ratio is known.</summary>
public sealed class Mp2rageTests
{
    private const double Noise = 0.015; // of the second image: 1.5 %
    private static readonly Lazy<Scan> Shared = new(
        () => Scan.Of(Phantom.Create(AnalyticHead.Create(3), new() { NoisePercent = 0, InuPercent = 40, Seed = 3 })));

    private sealed record Scan(Phantom Head, Volume<float> Uni, Volume<float> First, Volume<float> Second, Volume<float> Truth)
    {
        public static Scan Of(Phantom head)
        {
            var grid = head.T1w.Grid;
            float[] uni = new float[grid.Shape.Count], first = new float[uni.Length], second = new float[uni.Length],
                truth = new float[uni.Length];
            var random = new CounterRandom(11, 5);
            for (var n = 0; n < uni.Length; n++)
            {
                // u = r / (1 + r²) with r the ratio of the two signals; fat and white matter come out bright, fluid dark, as in a real one.
                var u = Math.Clamp((head.Noiseless.Span[n] * 0.75) - 0.4, -0.48, 0.48);
                // free of contrast, shaded by the coil; nothing in air and bone
                var late = head.Noiseless.Span[n] > 0.05 ? head.BiasField.Span[n] : 0;
                var ratio = (1 - Math.Sqrt(1 - (4 * u * u))) / (2 * u);
                var (a, b, c, d) = random.Normals((ulong)n);
                var (re1, im1, re2, im2) = ((ratio * late) + (Noise * a), Noise * b, late + (Noise * c), Noise * d);
                var energy = (re1 * re1) + (im1 * im1) + (re2 * re2) + (im2 * im2);
                uni[n] = (float)Math.Round(((((re1 * re2) + (im1 * im2)) / energy) + 0.5) * 4095);
                first[n] = (float)Math.Round(1000 * Math.Sqrt((re1 * re1) + (im1 * im1)));
                second[n] = (float)Math.Round(1000 * Math.Sqrt((re2 * re2) + (im2 * im2)));
                truth[n] = (float)((u + 0.5) * 4095);
            }

            Volume<float> Image(float[] values) => Volume.Create<float>(grid, values);
            return new(head, Image(uni), Image(first), Image(second), Image(truth));
        }
    }

    [Fact]
    public void A_uniform_image_is_told_by_its_salt_and_pepper_background_and_nothing_else_is()
    {
        var scan = Shared.Value;
        Assert.True(Mp2rage.IsSaltAndPepper(scan.Uni));
        Assert.True(Mp2rage.IsSaltAndPepper(scan.Uni.Map(v => (v / 4095) - 0.5f)), "in units of the ratio");
        var t1w = scan.Head.Acquire(9, 40).T1w;
        var brain = Volume.Create(t1w.Grid, scan, static (Span<float> to, Scan s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Head.Mask.Span[n] ? s.Uni.Span[n] : 0;
        });
        var random = new CounterRandom(1, 2);
        var noise = Volume.Create(t1w.Grid, random, static (Span<float> to, CounterRandom r) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = r.Bits((ulong)n).A / 4e9f;
        });
        foreach (var (what, other) in new[] { ("a T1w", t1w), ("a z-score", t1w.Map(v => (v - 400) / 300)), ("a brain alone", brain),
            ("noise", noise), ("zeros", Volume.Filled(t1w.Grid, 0f)), ("the cleaned image", Mp2rage.Clean(scan.Uni)) })
            Assert.False(Mp2rage.IsSaltAndPepper(other, named: true), what);
    }

    [Theory]
    [InlineData("both inversion images", 0.06, 0.03)]
    [InlineData("the second alone", 0.06, 0.03)]
    [InlineData("the image alone", 0.10, 0.05)]
    public void The_background_goes_dark_and_the_brain_stays(string with, double darkest, double change)
    {
        var scan = Shared.Value;
        var energy = with == "the image alone" ? null
            : Mp2rage.Energy(with == "the second alone" ? null : scan.First, scan.Second, scan.Uni);
        var clean = Mp2rage.Clean(scan.Uni, energy);
        var air = Pial.Operations.Masks.EuclideanDistance.Of(scan.Head.Labels.Map(l => l > 0));
        var (outside, before, brain) = (new List<double>(), new List<double>(), new List<double>());
        for (var n = 0; n < clean.Shape.Count; n++)
        {
            if (air.Span[n] > 6)
            {
                outside.Add(clean.Span[n] / Mp2rage.Range);
                before.Add(scan.Uni.Span[n] / Mp2rage.Range);
            }

            if (scan.Head.TightMask.Span[n]) brain.Add(Math.Abs(clean.Span[n] - scan.Truth.Span[n]) / Mp2rage.Range);
        }

        Assert.InRange(before.Average(), 0.45, 0.55);
        Assert.InRange(outside.Average(), 0, darkest);
        Assert.InRange(outside.Order().ElementAt((int)(0.99 * outside.Count)), 0, 4 * darkest);
        Assert.InRange(brain.Average(), 0, change);
    }

    [Fact]
    public void The_threads_do_not_change_a_bit()
    {
        var uni = Shared.Value.Uni;
        Assert.Equal(Mp2rage.Clean(uni, parallel: new() { MaxDegreeOfParallelism = 1 }).Span.ToArray(),
            Mp2rage.Clean(uni, parallel: new() { MaxDegreeOfParallelism = 4 }).Span.ToArray());
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var uni = Shared.Value.Uni;
        var other = Volume.Filled(new Grid(new(9, 9, 9), Affine.Identity), 1f);
        Assert.Contains("grids", Assert.Throws<ArgumentException>(() => Mp2rage.Clean(uni, other)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Mp2rage.Energy(null, other, uni));
        Assert.Throws<ArgumentException>(() => Mp2rage.Clean(uni, strength: 0));
        Assert.Throws<ArgumentException>(() => Mp2rage.Clean(Volume.Filled(uni.Grid, 7f)));
    }
}
