using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

/// <summary>What is drawn is distributed as declared, and what comes out measures what was drawn.</summary>
public sealed class DistributionTests
{
    private const int Draws = 4000;

    // Kolmogorov and Smirnov's distance from the even distribution stays below 1.95/√n in 999 of 1000 samples.
    private static readonly double Far = 1.95 / Math.Sqrt(Draws);

    // Each drawn number: the transform, the interval it declares, and where the fixed transform keeps it.
    private static readonly (Transform Transform, Interval Declared, Func<FixedTransform, double> Drawn)[] Numbers =
    [
        (new RandomAffine(), new(0.9, 1.1), t => ((AffineTransform)t).Scales.X),
        (new RandomAffine(), new(-10, 10), t => ((AffineTransform)t).Degrees.Y),
        (new RandomAffine { Translation = new Interval(-5, 15) }, new(-5, 15), t => ((AffineTransform)t).Translation.Z),
        (new RandomElasticDeformation(), new(-7.5, 7.5), t => ((ElasticDeformation)t).Displacements[(3 * 49) + (3 * 7) + 3].Y),
        (new RandomGridDistortion(), new(0.97, 1.03), t => ((GridDistortion)t).StepsY[2]),
        (new RandomNoise(), new(0, 0.25), t => ((Noise)t).Std), (new RandomNoise { Mean = new(-1, 3) }, new(-1, 3), t => ((Noise)t).Mean),
        (new RandomBlur(), new(0, 2), t => ((Blur)t).Std.Z), (new RandomBiasField(), new(-0.5, 0.5), t => ((BiasField)t).Coefficients[7]),
        (new RandomGamma(), new(-0.3, 0.3), t => Math.Log(((Gamma)t).Exponent)),
        (new RandomAnisotropy(), new(1.5, 5), t => ((Anisotropy)t).Downsampling),
        (new RandomMotion(), new(-10, 10), t => ((Motion)t).Poses[1].Degrees.X),
        (new RandomMotion(), new(-10, 10), t => ((Motion)t).Poses[0].Translation.Y),
        (new RandomMotion(), new(1 / 6.0, 0.5), t => ((Motion)t).Poses[0].Time),
        (new RandomGhosting(), new(0.5, 1), t => ((Ghosting)t).Intensity), (new RandomSpike(), new(1, 3), t => ((Spike)t).Intensity),
        (new RandomSpike(), new(0, 1), t => ((Spike)t).Positions[0].Y),
        (new RandomKSpaceSpikeNoise { IntensityRange = new(8, 12) }, new(8, 12), t => ((KSpaceSpike)t).Intensity),
        (new RandomGibbsNoise(), new(0, 1), t => ((GibbsNoise)t).Alpha),
        (new RandomPartialFourier(), new(0.6, 0.9), t => ((PartialFourier)t).Fraction),
        (new RandomWrapAround(), new(0.7, 1), t => ((WrapAround)t).FieldOfView),
        (new RandomAdjustContrast(), new(0.5, 4.5), t => ((AdjustContrast)t).Gamma),
        (new RandomScaleIntensity(), new(0.9, 1.1), t => ((ScaleAndShift)t).Factor),
        (new RandomShiftIntensity(), new(-0.1, 0.1), t => ((ScaleAndShift)t).Offset),
        (new RandomSimulateLowResolution(), new(0.5, 1), t => ((LowResolution)t).Zoom),
        (new RandomGaussianSharpen(), new(10, 30), t => ((GaussianSharpen)t).Alpha),
        (new RandomReceiveField(), new(120, 150), t => ((ReceiveField)t).Distance),
        (new RandomReceiveField(), new(0.3, 1), t => ((ReceiveField)t).Strength),
        (new RandomReceiveField(), new(-15, 15), t => ((ReceiveField)t).Shift.Z),
        (new RandomFieldOfView { SideProbability = 1 }, new(0, 30), t => ((FieldOfViewCut)t).Cut),
        (new RandomNeck(), new(0, 60), t => ((NeckCut)t).Below),
        (new RandomSkullStrip(), new(-1, 10), t => ((SkullStripped)t).Margin),
        (new RandomThickSlices(), new(2, 6), t => ((ThickSlices)t).Spacing),
        (new RandomThickSlices(), new(0.7, 1), t => ((ThickSlices)t).Thickness / ((ThickSlices)t).Spacing),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Numbers.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_number_fills_its_interval_evenly(int row)
    {
        var (transform, declared, drawn) = Numbers[row];
        double[] sorted = [.. Each(transform).Select(t => (drawn(t) - declared.Low) / (declared.High - declared.Low)).Order()];
        Assert.InRange(sorted[0], -1e-9, 1);
        Assert.InRange(sorted[^1], 0, 1 + 1e-9);
        var distance = sorted.Select((v, n) => Math.Max(v - ((double)n / Draws), ((n + 1.0) / Draws) - v)).Max();
        Assert.True(distance < Far, $"{transform.GetType().Name} row {row}: {distance:0.0000} of {Far:0.0000}");
    }

    [Fact]
    public void Every_random_transform_with_a_number_is_in_the_list()
    {
        string[] without = // choices of seeds and whole numbers alone, tested below and where they are
        [
            nameof(RandomFlip), nameof(RandomSwap), nameof(RandomHistogramShift), nameof(RandomCoarseDropout), nameof(RandomCoarseShuffle),
            nameof(RandomLabelsToImage), nameof(RandomSmoothFieldAdjustIntensity),
            nameof(RandomSmoothFieldAdjustContrast), nameof(RandomCropByPosNegLabel), nameof(RandomCropByLabelClasses),
        ];
        var listed = Numbers.Select(n => n.Transform.GetType().Name).Concat(without).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. typeof(Transform).Assembly.GetExportedTypes()
            .Where(t => t.IsAssignableTo(typeof(Transform)) && !t.IsAbstract && t.Name.StartsWith("Random", StringComparison.Ordinal))
            .Select(t => t.Name).Where(n => !listed.Contains(n))];
        Assert.Equal([], missing);
    }

    [Fact]
    public void Whole_numbers_axes_and_sides_are_as_likely_as_each_other()
    {
        Even(Each(new RandomGhosting()).Select(t => ((Ghosting)t).Ghosts), 4, 10);
        Even(Each(new RandomGhosting()).Select(t => ((Ghosting)t).Axis), 0, 2);
        Even(Each(new RandomAnisotropy()).Select(t => ((Anisotropy)t).Axis), 0, 2);
        Even(Each(new RandomReceiveField()).Select(t => ((ReceiveField)t).Coils), 8, 32);
        Even(Each(new RandomCoarseDropout { Holes = new(2, 5) }).Select(t => ((CoarseHoles)t).Holes), 2, 5);
        var flips = Enumerable.Range(0, Draws)
            .Select(n => new Compose([new RandomFlip { Axes = ["0", "1", "2"], FlipProbability = 0.3 }]).Draw([new("image", false)],
                (ulong)n).Transforms).ToArray();
        for (var axis = 0; axis < 3; axis++)
            Assert.InRange(flips.Count(f => f.Any(t => ((Flip)t).Axes.Contains($"{axis}"))), (0.3 * Draws) - Sigmas(0.3),
                (0.3 * Draws) + Sigmas(0.3));
        var sides = Enumerable.Range(0, Draws)
            .SelectMany(
                n => new Compose([new RandomFieldOfView { SideProbability = 0.4 }]).Draw([new("image", false)], (ulong)n).Transforms)
                .Cast<FieldOfViewCut>();
        foreach (var side in sides.GroupBy(s => s.Side))
            Assert.InRange(side.Count(), (0.4 * Draws) - Sigmas(0.4), (0.4 * Draws) + Sigmas(0.4));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.75)]
    public void A_transform_is_applied_as_often_as_p_says(double p)
    {
        foreach (var transform in (Transform[])[new RandomAffine { P = p }, new RandomNoise { P = p },
            new OneOf([new RandomBlur(), new RandomGamma()]) { P = p }])
            Assert.InRange(Each(transform).Count(), (p * Draws) - Sigmas(p), (p * Draws) + Sigmas(p));
    }

    [Fact]
    public void One_of_several_is_chosen_by_its_weight()
    {
        var counts = Each(new OneOf([new RandomBlur(), new RandomGamma(), new RandomNoise(), new RandomSpike()]) { Weights = [1, 0, 2, 7] })
            .GroupBy(t => t.GetType()).ToDictionary(g => g.Key, g => g.Count());
        Assert.False(counts.ContainsKey(typeof(Gamma)));
        foreach (var (type, share) in ((Type, double)[])[(typeof(Blur), 0.1), (typeof(Noise), 0.2), (typeof(Spike), 0.7)])
            Assert.InRange(counts[type], (share * Draws) - Sigmas(share), (share * Draws) + Sigmas(share));
    }

    [Fact]
    public void Numbers_of_different_transforms_and_images_are_independent()
    {
        var pairs = Enumerable.Range(0, Draws)
            .Select(n => new Compose([new RandomGamma(), new RandomNoise()]).Draw([new("a", false), new("b", false)], (ulong)n).Transforms)
            .ToArray();
        double Correlation(Func<ImmutableArray<FixedTransform>, double> one, Func<ImmutableArray<FixedTransform>, double> two)
        {
            var (x, y) = (pairs.Select(one).ToArray(), pairs.Select(two).ToArray());
            var (mx, my) = (x.Average(), y.Average());
            return x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum()
                / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
        }

        Assert.InRange(Correlation(t => Math.Log(((Gamma)t[0]).Exponent), t => Math.Log(((Gamma)t[1]).Exponent)), -4 / Math.Sqrt(Draws),
            4 / Math.Sqrt(Draws));
        Assert.InRange(Correlation(t => Math.Log(((Gamma)t[0]).Exponent), t => ((Noise)t[2]).Std), -4 / Math.Sqrt(Draws),
            4 / Math.Sqrt(Draws));
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(20)]
    public void Noise_in_the_image_has_the_deviation_that_was_drawn(double most)
    {
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var (noisy, history) = new Compose([new RandomNoise { Std = new(0, most) }]).Apply(
                Subject.Of(Volume.Filled(Cube(40), 100f)), seed);
            var drawn = ((Noise)history.Transforms[0]).Std;
            var values = noisy.Scalars().Span.ToArray();
            var mean = values.Average();
            Assert.Equal(drawn, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), drawn * 0.015);
        }
    }

    [Fact]
    public void Noise_relative_to_the_image_is_a_share_of_its_deviation()
    {
        var image = TestImages.Noise(Cube(40));
        var noisy = new Noise(0.3, 4) { Relative = true }.Apply(image);
        var difference = noisy.Span.ToArray().Zip(image.Span.ToArray(), (a, b) => a - b).ToArray();
        var mean = difference.Average();
        var own = image.Span.ToArray();
        var ownMean = own.Average();
        Assert.Equal(0.3 * Math.Sqrt(own.Average(v => (v - ownMean) * (v - ownMean))),
            Math.Sqrt(difference.Average(v => (v - mean) * (v - mean))), 0.02 * Math.Sqrt(own.Average(v => (v - ownMean) * (v - ownMean))));
    }

    [Fact]
    public void A_bias_field_is_that_of_its_coefficients_and_stays_in_their_range()
    {
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var (biased, history) = new Compose([new RandomBiasField { Coefficients = Interval.Around(0, 0.2), Order = 2 }]).Apply(
                Subject.Of(Volume.Filled(Cube(21), 1f)), seed);
            var logs = biased.Scalars().Span.ToArray().Select(v => Math.Log(v)).ToArray();
            var coefficients = ((BiasField)history.Transforms[0]).Coefficients;
            Assert.Equal(coefficients[0], Math.Log(biased.Scalars()[10, 10, 10]), 1e-5); // the constant, in the middle
            Assert.True(logs.Max(Math.Abs) <= coefficients.Sum(Math.Abs) + 1e-5);
            Assert.True(coefficients.Sum(Math.Abs) <= 0.2 * BiasField.Terms(2));
        }
    }

    [Fact]
    public void A_blurred_point_has_the_width_that_was_drawn()
    {
        var grid = new Grid(new(41, 41, 41), Affine.Scaling(0.8, 1, 1.2));
        var point = Volume.Create(grid, 0, (Span<float> v, int _) => v[grid.Shape.Index(20, 20, 20)] = 1000);
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var (blurred, history) = new Compose([new RandomBlur { Std = new Interval(1.5, 3) }]).Apply(Subject.Of(point), seed);
            var std = ((Blur)history.Transforms[0]).Std;
            Assert.Equal(std.X * 2.3548, HalfWidth([.. Enumerable.Range(0, 41).Select(i => blurred.Scalars()[i, 20, 20])]) * 0.8, 0.1);
            Assert.Equal(std.Y * 2.3548, HalfWidth([.. Enumerable.Range(0, 41).Select(i => blurred.Scalars()[20, i, 20])]), 0.1);
            Assert.Equal(std.Z * 2.3548, HalfWidth([.. Enumerable.Range(0, 41).Select(i => blurred.Scalars()[20, 20, i])]) * 1.2, 0.1);
        }
    }

    private static IEnumerable<FixedTransform> Each(Transform transform) =>
        Enumerable.Range(0, Draws).Select(n => new Compose([transform]).Draw([new("image", false)], (ulong)n).Transforms)
            .Where(t => !t.IsEmpty).Select(t => t[0]);

    // Four standard deviations of a count.
    private static double Sigmas(double p) => 4 * Math.Sqrt(Draws * p * (1 - p));

    private static void Even(IEnumerable<int> drawn, int least, int most)
    {
        var counts = drawn.GroupBy(n => n).ToDictionary(g => g.Key, g => g.Count());
        var p = 1.0 / (most - least + 1);
        Assert.Equal(Enumerable.Range(least, most - least + 1), counts.Keys.Order());
        Assert.All(counts.Values, c => Assert.InRange(c, (p * Draws) - Sigmas(p), (p * Draws) + Sigmas(p)));
    }

    // Full width at half maximum in voxels; straight lines between samples.
    private static double HalfWidth(float[] line)
    {
        var top = Array.IndexOf(line, line.Max());
        double Crossing(int step)
        {
            var n = top;
            while (line[n + step] > line[top] / 2) n += step;
            return Math.Abs(n - top) + ((line[n] - (line[top] / 2)) / (line[n] - line[n + step]));
        }

        return Crossing(1) + Crossing(-1);
    }
}
