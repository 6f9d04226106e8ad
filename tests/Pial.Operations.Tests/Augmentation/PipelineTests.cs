using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

public sealed class PipelineTests
{
    private static readonly LabelTable Sides = new([new(1, "Left-Thalamus", "", 1), new(2, "Right-Thalamus", "", 2),
        new(3, "Brain-Stem", "", 3), new(4, "Left-Odd", "", 4)]);

    // The data specification's pipeline.
    private static readonly Compose Specification = new(
    [
        new RandomAffine
        {
            Scales = new Interval(0.9, 1.1),
            Degrees = Interval.Around(0, 10),
            Translation = Interval.Around(0, 5),
            P = 0.75,
        },
        new RandomFlip { Axes = ["LR"], P = 0.5 }, new RandomNoise { Std = new(0, 0.1), P = 0.25 },
        new RandomBiasField { Coefficients = Interval.Around(0, 0.5), P = 0.25 },
    ]);

    [Fact]
    public void A_seed_gives_the_same_bits_on_any_number_of_threads_and_its_history_replays()
    {
        var subject = new Subject([new ScalarImage("t1", TestImages.Noise(Awkward)),
            new LabelMap("labels", TestImages.Noise(Awkward).Map(v => (int)v), Sides)]);
        var everything = Specification with { Transforms = [.. Specification.Transforms.Select(t => t with { P = 1 })] };
        var (one, history) = everything.Apply(subject, 11, One);
        var (many, _) = everything.Apply(subject, 11, Seven);
        AssertSameBits(one.Scalars("t1").Span, many.Scalars("t1").Span);
        Assert.True(one.Labels("labels").Span.SequenceEqual(many.Labels("labels").Span));
        AssertSameBits(one.Scalars("t1").Span, history.Apply(subject).Scalars("t1").Span);
        Assert.NotEqual(one.Scalars("t1").Span.ToArray(), everything.Apply(subject, 12).Subject.Scalars("t1").Span.ToArray());
    }

    [Fact]
    public void A_change_to_one_transform_leaves_what_the_others_draw()
    {
        ImmutableArray<ImageName> images = [new("image", false)];
        var with = new Compose([new RandomAffine(), new RandomBlur(), new RandomNoise()]).Draw(images, 5);
        var without = new Compose([new RandomAffine { Scales = Interval.Exactly(1) }, new RandomBlur { P = 0 }, new RandomNoise()]).Draw(
            images, 5);
        Assert.Equal(with.Transforms[^1], without.Transforms[^1] with { Include = with.Transforms[^1].Include });
    }

    [Fact]
    public void Probabilities_and_choices_come_out_as_asked()
    {
        ImmutableArray<ImageName> images = [new("image", false)];
        var (kept, blurred, some) = (0, 0, new int[4]);
        for (var seed = 0UL; seed < 2000; seed++)
        {
            kept += new Compose([new Noise(1, 1) { P = 0.25 }]).Draw(images, seed).Transforms.Length;
            blurred += new Compose([new OneOf([new Noise(1, 1), new Blur(default)]) { Weights = [1, 3] }])
                .Draw(images, seed).Transforms.Count(t => t is Blur);
            some[new Compose([new SomeOf([new Noise(1, 1), new Noise(2, 1), new Noise(3, 1)])]).Draw(images, seed).Transforms.Length]++;
        }

        Assert.InRange(kept, 500 - 80, 500 + 80); // four standard deviations
        Assert.InRange(blurred, 1500 - 80, 1500 + 80);
        Assert.Equal(0, some[0]);
        for (var n = 1; n < 4; n++) Assert.InRange(some[n], 667 - 85, 667 + 85);
    }

    [Fact]
    public void Drawn_parameters_fill_their_intervals_evenly()
    {
        ImmutableArray<ImageName> images = [new("image", false)];
        var drawn = Enumerable.Range(0, 4000)
            .Select(n =>
                (AffineTransform)new Compose([new RandomAffine { Translation = new Interval(-5, 15) }]).Draw(images,
                    (ulong)n).Transforms[0]).ToArray();
        void Even(Func<AffineTransform, double> value, double low, double high)
        {
            var tenths = new int[10];
            foreach (var d in drawn) tenths[(int)Math.Min(10 * (value(d) - low) / (high - low), 9)]++;
            Assert.All(tenths, count => Assert.InRange(count, 400 - 76, 400 + 76));
            Assert.All(drawn, d => Assert.InRange(value(d), low, high));
        }

        Even(d => d.Scales.Y, 0.9, 1.1);
        Even(d => d.Degrees.Z, -10, 10);
        Even(d => d.Translation.X, -5, 15);
    }

    [Fact]
    public void An_affine_makes_larger_turns_and_shifts()
    {
        var grid = Cube(41);
        var image = OfWorld(grid, p => (float)Math.Exp(-((p - new Point(4, 0, 0)).Length * (p - new Point(4, 0, 0)).Length) / 8));
        Point Peak(SpatialTransform transform)
        {
            var moved = new History([transform]).Apply(Subject.Of(image)).Scalars();
            var best = moved.Span.IndexOf(moved.Span.ToArray().Max());
            return grid.Affine.Apply(new(best % 41, best / 41 % 41, best / (41 * 41)));
        }

        Assert.Equal(new(4, 0, 0), Peak(new AffineTransform(new(1, 1, 1), default, default)));
        Assert.Equal(new(6, 0, 0), Peak(new AffineTransform(new(1.5, 1.5, 1.5), default, default)));
        Assert.Equal(new(0, 4, 0), Peak(new AffineTransform(new(1, 1, 1), new(0, 0, 90), default)));
        Assert.Equal(new(7, -2, 5), Peak(new AffineTransform(new(1, 1, 1), default, new(3, -2, 5))));
    }

    /// <summary>
    /// TorchIO composes <c>ScaleTransform</c> and <c>Euler3DTransform</c> of ITK, both about the centre, the second applied first, with
    /// angles and shift given in RAS+ and the composite inverted for resampling: c + S (Rz Rx Ry (p − c) + t). The numbers here are that
    /// product by hand.
    /// </summary>
    [Fact]
    public void An_affine_is_composed_as_TorchIO_composes_it()
    {
        var grid = new Grid(new(11, 21, 31), new(-1, 0, 0, 7, 0, 2, 0, -30, 0, 0, 1.5, 12)); // LAS, centre (2, −10, 34.5)
        var map = new AffineTransform(new(1.2, 0.8, 1.1), new(90, 0, 90), new(5, -3, 2)).Map(grid);

        // Ry = 1; Rx(90): (x, y, z) → (x, −z, y); Rz(90): (x, y, z) → (−y, x, z). Together (x, y, z) → (z, x, y).
        var q = new Point(7, 11, 13);
        var expected = new Point(2 + (1.2 * (13 + 5)), -10 + (0.8 * (7 - 3)), 34.5 + (1.1 * (11 + 2)));
        Assert.True((map.Apply(new Point(2, -10, 34.5) + q) - expected).Length < 1e-9);

        // About y first: Ry(90): (x, y, z) → (z, y, −x), then Rx(90): → (z, x, y).
        map = new AffineTransform(new(1, 1, 1), new(90, 90, 0), default) { Center = TurnCentre.Origin }.Map(grid);
        Assert.True((map.Apply(q) - new Point(13, 7, 11)).Length < 1e-9);
    }

    [Fact]
    public void One_slice_is_turned_and_scaled_within_its_plane()
    {
        var flat = new Grid(new(11, 21, 1), Affine.Identity);
        var map = new AffineTransform(new(1.2, 0.8, 3), new(40, 50, 90), default).Map(flat);
        Assert.True((map.Apply(new(5, 10, 1)) - new Point(5, 10, 1)).Length < 1e-9);
        Assert.True((map.Apply(new(6, 10, 0)) - new Point(5, 10.8, 0)).Length < 1e-9);
    }

    [Fact]
    public void Consecutive_movements_are_interpolated_once()
    {
        var image = TestImages.Noise(Cube(24));
        var there = new AffineTransform(new(1.1, 0.95, 1), new(10, -5, 7), new(0.4, 0.3, -0.2));
        var back = there.Inverse()!;

        // There and back in one plan is the image itself; one after the other, as separate plans, blurs twice.
        AssertSameBits(image.Span, new History([there, back]).Apply(Subject.Of(image)).Scalars().Span);
        var twice = new History([back]).Apply(new History([there]).Apply(Subject.Of(image))).Scalars();
        var middle = new Shape(12, 12, 12); // away from the padding
        Assert.True(Variance(twice.Crop(6, 6, 6, middle).Span) < 0.5 * Variance(image.Crop(6, 6, 6, middle).Span));
        var between = new History([there, new Blur(default), back]).Apply(Subject.Of(image)).Scalars();
        AssertSameBits(twice.Span, between.Span);
    }

    [Fact]
    public void A_mirror_moves_no_value_and_exchanges_the_sides_of_labels()
    {
        var grid = new Grid(new(4, 3, 2), Affine.Scaling(-1, 1, 1)); // stored left to right backwards
        var labels = Volume.Create<int>(grid, [1, 1, 2, 3, 4, 0, 7, 2, 1, 1, 1, 1, 1, 1, 2, 3, 4, 0, 7, 2, 1, 1, 1, 1]);
        var image = TestImages.Noise(grid);
        var flipped = new History([new Flip(["LR"])]).Apply(new([new ScalarImage("t1", image), new LabelMap("seg", labels, Sides)]));
        for (var k = 0; k < 2; k++)
        {
            for (var j = 0; j < 3; j++)
            {
                for (var i = 0; i < 4; i++)
                {
                    Assert.Equal(image[3 - i, j, k], flipped.Scalars("t1")[i, j, k]);
                    var expected = labels[3 - i, j, k] switch { 1 => 2, 2 => 1, var other => other };
                    Assert.Equal(expected, flipped.Labels("seg")[i, j, k]);
                }
            }
        }

        // Twice is nothing, and front to back keeps the sides.
        var twice = new History([new Flip(["LR"]), new Flip(["LR"])]).Apply(new([new LabelMap("seg", labels, Sides)]));
        Assert.True(twice.Labels("seg").Span.SequenceEqual(labels.Span));
        Assert.Equal(labels[0, 2, 0], new History([new Flip(["AP"])]).Apply(new([new LabelMap("seg", labels, Sides)]))
            .Labels("seg")[0, 0, 0]);
    }

    [Fact]
    public void A_task_that_depends_on_the_side_is_not_mirrored()
    {
        var subject = Subject.Of(TestImages.Noise(Cube(4))) with { DependsOnSide = true };
        Assert.Throws<InvalidOperationException>(() => new History([new Flip(["LR"])]).Apply(subject));
        Assert.NotNull(new History([new Flip(["AP"])]).Apply(subject));
    }

    [Fact]
    public void Images_stay_together_and_only_those_meant_are_changed()
    {
        var (a, b) = (TestImages.Noise(Cube(16), 1), TestImages.Noise(Cube(16), 2));
        var subject = new Subject([new ScalarImage("a", a), new ScalarImage("b", b)]);
        var result = new History([new Noise(1, 1) { Include = ["b"] }, new Blur(new(1, 1, 1)) { Exclude = ["b"] }]).Apply(subject);
        AssertSameBits(new Noise(1, 1).Apply(b).Span, result.Scalars("b").Span);
        AssertSameBits(new Blur(new(1, 1, 1)).Apply(a).Span, result.Scalars("a").Span);
    }

    [Fact]
    public void What_can_be_undone_is()
    {
        var image = TestImages.Noise(Cube(16)).Map(v => v + 100);
        var history = new History([new BiasField([0.1, 0.2, -0.3, 0.1], 1), new Flip(["0", "2"]), new Noise(0, 1)]);
        Assert.Equal(2, history.Inverse().Transforms.Length);
        Assert.InRange(MaxDifference(image.Span, history.Inverse().Apply(history.Apply(Subject.Of(image))).Scalars().Span), 0, 1e-3);
    }

    [Fact]
    public void What_undoes_a_movement_leaves_the_other_images_alone_too()
    {
        var (a, b) = (TestImages.Noise(Cube(16), 1), TestImages.Noise(Cube(16), 2));
        var subject = new Subject([new ScalarImage("a", a), new ScalarImage("b", b)]);
        foreach (var transform in (FixedTransform[])[new AffineTransform(new(1.1, 1, 1), new(5, 0, 0), default), new Crop([2]),
            new Pad([1]), new Gamma(2), new ScaleAndShift(2, 1)])
            AssertSameBits(b.Span, new History([(transform with { Include = ["a"] }).Inverse()!]).Apply(subject).Scalars("b").Span);
    }

    [Fact]
    public void Wrong_parameters_are_refused_before_anything_is_drawn()
    {
        Transform[] wrong =
        [
            new RandomAffine { P = 2 }, new RandomAffine { Scales = new Interval(-1, 1) }, new RandomNoise { Std = new(1, 0) },
            new RandomFlip { Axes = ["XY"] }, new OneOf([]),
            new SomeOf([new Noise(1, 1)]) { Number = Interval.Exactly(2) }, new RandomMotion { NumTransforms = 0 },
            new RandomGhosting { Axes = [3] }, new RandomBlur { Std = new Interval(-1, 1) },
        ];
        foreach (var transform in wrong)
            Assert.ThrowsAny<ArgumentException>(() => new Compose([transform]).Draw([new("image", false)], 1));
    }

    private static double Variance(ReadOnlySpan<float> values)
    {
        var mean = 0.0;
        foreach (var v in values) mean += v / values.Length;
        var sum = 0.0;
        foreach (var v in values) sum += (v - mean) * (v - mean) / values.Length;
        return sum;
    }
}
