using System.Numerics;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

public sealed class MonaiTransformTests
{
    public static TheoryData<IntensityTransform> All =>
    [
        new SmoothField(FieldUse.Intensity, [3, 4, 5], new(0.1, 1), 7),
        new SmoothField(FieldUse.Contrast, [4], new(0.5, 4.5), 7) { Pad = 1, Mode = FieldMode.Cubic },
        new KSpaceSpike(new(0.6, 0.3, 0.55), 9), new KSpaceSpike(new(0.6, 0.3, 0.55), 2.5) { Relative = true },
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void One_thread_and_many_give_the_same_bits(IntensityTransform transform)
    {
        var image = TestImages.Noise(Awkward);
        var one = transform.Apply(image, One);
        AssertSameBits(one.Span, transform.Apply(image, Seven).Span);
        Assert.NotEqual(image.Span.ToArray(), one.Span.ToArray());
    }

    [Theory]
    [InlineData(FieldMode.Area)]
    [InlineData(FieldMode.Linear)]
    [InlineData(FieldMode.Cubic)]
    public void A_field_stays_in_its_range_and_is_1_at_a_padded_border(FieldMode mode)
    {
        var ones = Volume.Filled(Cube(40), 1f);
        var field = new SmoothField(FieldUse.Intensity, [6], new(0.2, 0.8), 3) { Mode = mode }.Apply(ones).Span.ToArray();
        Assert.InRange(field.Min(), 0.2f, 0.4f);
        Assert.InRange(field.Max(), 0.6f, 0.8f);
        var padded = new SmoothField(FieldUse.Intensity, [6], new(0.2, 0.8), 3) { Mode = mode, Pad = 2 }.Apply(ones);
        Assert.Equal(1, padded[0, 20, 20], 1e-5f);
        Assert.InRange(padded[20, 20, 20], 0.2f, 0.8f);
    }

    [Fact]
    public void A_field_of_one_value_is_a_factor_or_a_power()
    {
        var image = Volume.Create<float>(new(new(5, 1, 1), Affine.Identity), [10f, 20, 30, 40, 50]);
        Assert.Equal([5f, 10, 15, 20, 25], new SmoothField(FieldUse.Intensity, [2], Interval.Exactly(0.5), 1).Apply(image).Span.ToArray());
        var contrast = new SmoothField(FieldUse.Contrast, [2], Interval.Exactly(2), 1).Apply(image).Span.ToArray();
        for (var n = 0; n < 5; n++) Assert.Equal(10 + (40 * Math.Pow(n / 4.0, 2)), contrast[n], 1e-4);
    }

    [Fact]
    public void A_grid_distortion_keeps_the_ends_and_never_folds()
    {
        var grid = new Grid(new(60, 50, 40), Affine.Scaling(-1, 1.2, 1));
        foreach (var seed in (ulong[])[1, 2, 3])
        {
            var distortion =
                (GridDistortion)new Compose([new RandomGridDistortion { DistortLimit = Interval.Around(0, 0.95), NumCells = [7] }]).Draw(
                    [new("image", false)], seed).Transforms[0];
            var pull = distortion.Move(grid, grid).Pull;
            var last = grid.WorldToVoxel.Apply(pull.Apply(grid.Affine.Apply(new(-0.5, 20, 20)))).X;
            Assert.Equal(-0.5, last, 1e-4);
            for (var i = 0; i < 60; i++)
            {
                var x = grid.WorldToVoxel.Apply(pull.Apply(grid.Affine.Apply(new(i, 20, 20)))).X;
                Assert.True(x > last);
                last = x;
            }

            Assert.Equal(59.5, grid.WorldToVoxel.Apply(pull.Apply(grid.Affine.Apply(new(59.5, 20, 20)))).X, 1e-4);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomGridDistortion { DistortLimit = Interval.Around(0, 1) }.Check());
        Assert.Throws<ArgumentOutOfRangeException>(() => new GridDistortion([1, -0.1], [1], [1]).Check());
    }

    [Fact]
    public void Even_steps_move_nothing()
    {
        var image = TestImages.Noise(Cube(20));
        var same = new History([new GridDistortion([1, 1, 1], [2, 2], [1])]).Apply(Subject.Of(image)).Scalars();
        Assert.InRange(MaxDifference(image.Span, same.Span), 0, 1e-3);
    }

    [Fact]
    public void The_foreground_is_cut_out_with_its_labels_and_stays_where_it_was()
    {
        var grid = new Grid(new(20, 18, 16), Affine.Translation(new(5, 6, 7)));
        var image = OfVoxels(grid, (i, j, k) => i is >= 3 and <= 9 && j is >= 4 and <= 6 && k is >= 0 and <= 15 ? 1 + i : 0);
        var labels = image.Map(v => (int)v);
        var subject = new Subject([new ScalarImage("image", image), new LabelMap("labels", labels)]);
        var cut = new History([new CropForeground { Margin = [1] }]).Apply(subject);
        Assert.Equal(new Shape(9, 5, 18), cut.Scalars().Shape);
        Assert.Equal(new Point(7, 9, 6), cut.Scalars().Grid.Affine.Apply(default));
        Assert.Equal(4, cut.Scalars()[1, 1, 1]);
        Assert.Equal(4, cut.Labels("labels")[1, 1, 1]);
        Assert.Equal(0, cut.Scalars()[1, 1, 0]); // padded beyond the image
        Assert.Equal(new Shape(8, 4, 16), new History([new CropForeground { KDivisible = [4], AllowSmaller = true }]).Apply(subject)
            .Scalars().Shape);
        Assert.Throws<ArgumentException>(() => new History([new CropForeground { Threshold = 1000 }]).Apply(subject));
    }

    [Fact]
    public void Boxes_lie_about_the_classes_by_their_ratios()
    {
        var grid = Cube(24);
        var labels = OfVoxels(grid, (i, j, k) => i == 20 && j == 3 && k is 11 or 12 ? 2 : i < 2 ? 1 : 0).Map(v => (int)v);
        var subject = new Subject([new ScalarImage("image", labels.Map(l => (float)l)), new LabelMap("labels", labels)]);
        var (rare, common) = (0, 0);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var box = new History([new CropByLabel("labels", [9], seed) { Ratios = [0, 1, 3] }]).Apply(subject);
            Assert.Equal(new Shape(9, 9, 9), box.Labels("labels").Shape);
            Assert.Equal(box.Labels("labels").Span.ToArray().Select(l => (float)l), box.Scalars().Span.ToArray());
            if (box.Labels("labels").Span.Contains(2)) rare++;
            if (box.Labels("labels").Span.Contains(1)) common++;
        }

        Assert.InRange(rare, 150 - 25, 150 + 25);
        Assert.Equal(200, rare + common);

        // Above 0 or background, and no class that does not occur.
        var positive = new History([new CropByLabel("labels", [1], 3) { Neg = 0 }]).Apply(subject);
        Assert.NotEqual(0, positive.Labels("labels").Span[0]);
        Assert.Throws<InvalidOperationException>(
            () => new History([new CropByLabel("labels", [1], 3) { Ratios = [0, 0, 0, 1] }]).Apply(subject));
        Assert.Throws<ArgumentException>(() => new History([new CropByLabel("labels", [25], 3)]).Apply(subject));
        Assert.Equal(new Shape(24, 24, 24),
            new History([new CropByLabel("labels", [25], 3) { AllowSmaller = true }]).Apply(subject).Scalars().Shape);
    }

    [Fact]
    public void Mixing_takes_a_share_of_each_and_keeps_the_labels()
    {
        Subject Of(float value, int label) =>
            new([new ScalarImage("image", Volume.Filled(Cube(4), value)), new LabelMap("labels", Volume.Filled(Cube(4), label))]);
        var batch = new[] { Of(0, 1), Of(10, 2), Of(100, 3) };
        var mixed = new MixUp(0.4).Apply(batch, 5);
        Assert.Equal([0, 1, 2], mixed.Select(m => m.Partner).Order());
        for (var n = 0; n < 3; n++)
        {
            var expected = (mixed[n].Weight * batch[n].Scalars().Span[0])
                + ((1 - mixed[n].Weight) * batch[mixed[n].Partner].Scalars().Span[0]);
            Assert.Equal(expected, mixed[n].Subject.Scalars().Span[5], 1e-4);
            Assert.Equal(n + 1, mixed[n].Subject.Labels("labels").Span[0]);
        }

        // Beta(α, α) has mean ½ and variance 1/(4(2α + 1)).
        var weights = Enumerable.Range(0, 3000).SelectMany(seed => new MixUp(0.4).Apply([batch[0]], (ulong)seed).Select(m => m.Weight))
            .ToArray();
        Assert.Equal(0.5, weights.Average(), 0.03);
        Assert.Equal(1 / (4 * 1.8), weights.Select(w => (w - 0.5) * (w - 0.5)).Average(), 0.01);
        Assert.Throws<ArgumentException>(() => MixUp.Mix(batch[0], Subject.Of(Volume.Filled(Cube(5), 1f)), 0.5));
    }

    [Fact]
    public void A_spike_sets_one_point_of_the_spectrum()
    {
        var grid = new Grid(new(8, 6, 5), Affine.Identity);
        var image = TestImages.Noise(grid);
        var spiked = new KSpaceSpike(new(0.8, 0.7, 0.9), 6).Apply(image); // frequencies 2, 1, 2
        Complex At(Volume<float> v, int a, int b, int c)
        {
            var sum = Complex.Zero;
            for (var n = 0; n < grid.Shape.Count; n++)
                sum += v.Span[n] * Complex.FromPolarCoordinates(1,
                    -2 * Math.PI * ((a * (n % 8) / 8.0) + (b * (n / 8 % 6) / 6.0) + (c * (n / 48) / 5.0)));
            return sum;
        }

        // The real part puts half of the change on the point and half on its mirror image.
        var (before, after) = (At(image, 2, 1, 2), At(spiked, 2, 1, 2));
        Assert.Equal(before.Phase, after.Phase, 1e-3);
        Assert.Equal((before.Magnitude + Math.Exp(6)) / 2, after.Magnitude, 0.01);
        Assert.Equal(At(image, 1, 1, 2).Magnitude, At(spiked, 1, 1, 2).Magnitude, 1e-2);
        var logs = Enumerable.Range(0, grid.Shape.Count).Average(n => Math.Log(At(image, n % 8, n / 8 % 6, n / 48).Magnitude));
        Assert.Equal(logs, Kernels.Fourier.FourierVolume.MeanLogMagnitude(image.Memory, 8, 6, 5), 1e-4);
    }

    [Fact]
    public void Types_hold_what_they_can()
    {
        var image = Volume.Create<float>(new(new(6, 1, 1), Affine.Identity), [-3.7f, 0, 2.9f, 300, float.NaN, 1e9f]);
        Assert.Equal([0f, 0, 2, 255, 0, 255], new ToTransform(NumberKind.Uint8).Apply(image).Span.ToArray());
        Assert.Equal([-3f, 0, 2, 300, 0, 32767], new ToTransform(NumberKind.Int16).Apply(image).Span.ToArray());
        Assert.Equal([1f, 0, 1, 1, 1, 1], new ToTransform(NumberKind.Bool).Apply(image).Span.ToArray());
        Assert.Same(image, new ToTransform(NumberKind.Float32).Apply(image));
    }

    [Fact]
    public void Classes_become_maps_and_affines_are_copied()
    {
        var labels = new LabelMap("seg", Volume.Create<int>(new(new(4, 1, 1), Affine.Identity), [0, 1, 2, 1]));
        var hot = new History([new OneHot()]).Apply(new([labels]));
        Assert.Equal([0, 1, 0, 1], hot.Labels("seg_1").Span.ToArray());
        Assert.Equal(["seg", "seg_0", "seg_1", "seg_2"], hot.Images.Select(i => i.Name));
        Assert.Throws<ArgumentException>(() => new History([new OneHot { NumClasses = 2 }]).Apply(new([labels])));
        var right = new Grid(new(4, 1, 1), Affine.Translation(new(1, 2, 3)));
        var laid = new History([new CopyAffine("t1")]).Apply(new([new ScalarImage("t1", Volume.Filled(right, 1f)), labels]));
        Assert.Equal(right, laid.Labels("seg").Grid);
        Assert.Equal([0, 1, 2, 1], laid.Labels("seg").Span.ToArray());
    }

    private static Volume<float> OfVoxels(Grid grid, Func<int, int, int, int> value) =>
        Volume.Create(grid, value, (Span<float> v, Func<int, int, int, int> of) =>
    {
        for (var n = 0; n < v.Length; n++) v[n] = of(n % grid.Shape.I, n / grid.Shape.I % grid.Shape.J, n / grid.Shape.SliceCount);
    });
}
