using Pial.Operations.Augmentation;
using Pial.Operations.Morphometry;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

public sealed class TransformTests
{
    private static readonly Volume<float> Image = TestImages.Noise(Awkward);

    private static readonly Volume<int> Labels = TestImages.Noise(Awkward, 3).Map(v => 10 * Math.Max((int)v / 50, 0));

    private static readonly Subject Both = new([new ScalarImage("t1", Image), new LabelMap("seg", Labels)]);

    public static TheoryData<FixedTransform> Fixed =>
    [
        new Gamma(0.7), new Anisotropy(2, 3), new Anisotropy(0, 2.5) { Profile = SliceProfile.Gaussian }, new Swap([3], 20, 5),
        new RescaleIntensity(), new RescaleIntensity { Percentiles = new(5, 95), MaskingMethod = "seg" },
        new ZNormalization { MaskingMethod = "mean" }, new ZNormalization { MaskingMethod = "seg" }, new Clamp { OutMin = 0 },
        new MaskTransform("seg"), new HistogramStandardization([1, 50, 99], [0, 40, 100]),
        Elastic(20), new ToCanonical(), new ToOrientation("LPS"), new ResampleTransform { Target = new(2, 1, 1.7) },
        new Resize([7, 20, -1]), new Crop([1, 2, 0, 3, 2, 2]), new Pad([2]), new CropOrPad([20, 4, 9]),
        new EnsureShapeMultiple([4]), new EnsureShapeMultiple([4]) { Crop = true }, new RemapLabels([10, 20], [20, 10]),
        new RemoveLabels([10]), new SequentialLabels(), new ContourTransform(), new KeepLargestComponent(),
        new LabelsToImage("seg", 3), new GibbsNoise(0.5), new PartialFourier(1, 0.6), new WrapAround(0, 0.6), new WrapAround(1, 0.6),
        new WrapAround(2, 0.6), new HistogramShift([0, 0.2, 0.9, 1]),
        new GaussianSharpen(new(0.5, 0.5, 0.5), new(0.5, 0.5, 0.5), 10), new CoarseHoles(4, [3], HoleFilling.Random, 5),
        new CoarseHoles(4, [3, 2, 4], HoleFilling.Shuffle, 5), new ScaleAndShift(1.2, 0.5) { Relative = true },
        new AdjustContrast(2), new LowResolution(0.5), new LowResolution(0.7) { Average = true },
    ];

    [Theory]
    [MemberData(nameof(Fixed))]
    public void One_thread_and_many_give_the_same_bits_and_something_changes(FixedTransform transform)
    {
        var history = new History([transform]);
        var (one, many) = (history.Apply(Both, One), history.Apply(Both, Seven));
        var changed = one.Images.Length != 2;
        foreach (var image in one.Images)
        {
            if (image is ScalarImage scalar)
            {
                AssertSameBits(scalar.Volume.Span, many.Scalars(image.Name).Span);
                changed |= image.Name == "t1" && (scalar.Grid != Image.Grid || !scalar.Volume.Span.SequenceEqual(Image.Span));
            }
            else
            {
                Assert.True(((LabelMap)image).Volume.Span.SequenceEqual(many.Labels(image.Name).Span));
                changed |= image.Grid != Labels.Grid || !((LabelMap)image).Volume.Span.SequenceEqual(Labels.Span);
            }
        }

        Assert.True(changed);
    }

    [Fact]
    public void Gamma_keeps_signs_and_is_undone()
    {
        var image = Volume.Create<float>(new(new(4, 1, 1), Affine.Identity), [-0.25f, 0, 0.25f, 1]);
        Assert.Equal([-0.5f, 0, 0.5f, 1], new Gamma(0.5).Apply(image).Span.ToArray());
        Assert.InRange(MaxDifference(image.Span, ((IntensityTransform)new Gamma(0.5).Inverse()!).Apply(new Gamma(0.5).Apply(image)).Span),
            0, 1e-6);
    }

    [Fact]
    public void Thick_slices_lose_what_is_finer_than_they_are()
    {
        var stripes = OfWorld(Cube(24), p => ((int)Math.Floor(p.Z) & 1) == 0 ? 1f : 0);
        var thick = new Anisotropy(2, 4) { Profile = SliceProfile.Gaussian }.Apply(stripes);
        for (var k = 4; k < 20; k++) Assert.Equal(0.5, thick[12, 12, k], 0.05);
        var across = new Anisotropy(0, 4) { Profile = SliceProfile.Gaussian }.Apply(stripes);
        Assert.InRange(MaxDifference(stripes.Span, across.Span), 0, 1e-5);
    }

    [Fact]
    public void Cut_k_space_rings_and_keeps_the_mean()
    {
        var step = OfWorld(new Grid(new(64, 5, 3), Affine.Identity), p => p.X is >= 16 and < 48 ? 1f : 0);
        var rung = new GibbsNoise(0.5).Apply(step);
        Assert.Equal(step.Span.ToArray().Average(), rung.Span.ToArray().Average(), 1e-5f);
        Assert.InRange(rung.Span.ToArray().Max(), 1.05, 1.2); // Gibbs: 9 % of the step
        AssertSameBits(rung.Slice(0), rung.Slice(2)); // nothing to cut where nothing changes
        Assert.InRange(MaxDifference(step.Span, new GibbsNoise(0).Apply(step).Span), 0, 1e-5);
        Assert.InRange(MaxDifference(step.Span, new PartialFourier(0, 1).Apply(step).Span), 0, 1e-5);
        Assert.True(MaxDifference(step.Span, new PartialFourier(0, 0.6).Apply(step).Span) > 0.05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_lies_beyond_the_field_of_view_folds_in(int axis)
    {
        var line = Enumerable.Range(1, 10).ToArray();
        var shape = axis switch { 0 => new Shape(10, 1, 1), 1 => new Shape(1, 10, 1), _ => new Shape(1, 1, 10) };
        var image = Volume.Create<float>(new(shape, Affine.Identity), [.. line.Select(v => (float)v)]);

        // A field of 6 from the third voxel: the first two fold onto its end, the last two onto its start.
        Assert.Equal([0, 0, 3 + 9, 4 + 10, 5, 6, 7 + 1, 8 + 2, 0, 0], new WrapAround(axis, 0.6).Apply(image).Span.ToArray());
        Assert.Equal(image.Span.ToArray(), new WrapAround(axis, 1).Apply(image).Span.ToArray());
        Assert.Equal(55, new WrapAround(axis, 0.2).Apply(image).Span.ToArray().Sum());
    }

    [Fact]
    public void A_bent_histogram_keeps_order_and_ends()
    {
        var image = Volume.Create<float>(new(new(5, 1, 1), Affine.Identity), [0, 2.5f, 5, 7.5f, 10]);
        Assert.Equal([0, 1, 2, 6, 10], new HistogramShift([0, 0.2, 1]).Apply(image).Span.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new HistogramShift([0, 0.9, 0.2, 1]).Apply(image));
    }

    [Fact]
    public void Holes_change_only_their_boxes_and_shuffling_keeps_values()
    {
        var image = TestImages.Noise(Cube(20));
        var dropped = new CoarseHoles(1, [5, 4, 3], HoleFilling.Constant, 3) { FillValue = 1000 }.Apply(image).Span.ToArray();
        Assert.Equal(60, dropped.Count(v => v == 1000));
        Assert.Equal(20 * 20 * 20 - 60, dropped.Where((v, n) => v == image.Span[n]).Count());
        var shuffled = new CoarseHoles(1, [5], HoleFilling.Shuffle, 3).Apply(image).Span.ToArray();
        Assert.Equal(image.Span.ToArray().Order(), shuffled.Order());
        Assert.InRange(shuffled.Where((v, n) => v != image.Span[n]).Count(), 100, 125);
    }

    [Fact]
    public void Scale_shift_and_contrast_do_what_they_say_and_are_undone()
    {
        var image = Volume.Create<float>(new(new(5, 1, 1), Affine.Identity), [0, 2.5f, 5, 7.5f, 10]);
        Assert.Equal([1, 6, 11, 16, 21], new ScaleAndShift(2, 1).Apply(image).Span.ToArray());
        Assert.Equal(image.Span.ToArray(),
            ((IntensityTransform)new ScaleAndShift(2, 1).Inverse()!).Apply(new ScaleAndShift(2, 1).Apply(image)).Span.ToArray());
        Assert.Equal(0.5 * Math.Sqrt(12.5), new ScaleAndShift(1, 0.5) { Relative = true }.Apply(image)[0, 0, 0], 1e-5);
        Assert.InRange(MaxDifference((float[])[0, 0.625f, 2.5f, 5.625f, 10], new AdjustContrast(2).Apply(image).Span), 0, 1e-5);
        Assert.InRange(MaxDifference(image.Span,
            ((IntensityTransform)new AdjustContrast(2).Inverse()).Apply(new AdjustContrast(2).Apply(image)).Span), 0, 1e-5);
    }

    [Fact]
    public void Low_resolution_keeps_what_is_coarse()
    {
        var ramp = OfWorld(Cube(24), p => (float)p.X);
        var low = new LowResolution(0.5) { Average = true }.Apply(ramp);
        for (var i = 4; i < 20; i++) Assert.Equal(ramp[i, 12, 12], low[i, 12, 12], 0.01);
        var stripes = OfWorld(Cube(24), p => ((int)Math.Floor(p.X) & 1) == 0 ? 1f : 0);
        Assert.Equal(0.5, new LowResolution(0.25) { Average = true }.Apply(stripes)[12, 12, 12], 0.05);
    }

    [Fact]
    public void Sharpening_overshoots_edges_and_leaves_flats()
    {
        var step = OfWorld(new Grid(new(40, 6, 6), Affine.Identity), p => p.X < 20 ? 10f : 20);
        var sharp = new GaussianSharpen(default, new(1, 1, 1), 2).Apply(step);
        Assert.Equal(10, sharp[3, 3, 3], 1e-4);
        Assert.InRange(sharp[20, 3, 3], 22, 40);
        Assert.InRange(sharp[19, 3, 3], -10, 8);
    }

    [Fact]
    public void Exchanged_patches_keep_every_value()
    {
        var swapped = new Swap([4], 50, 9).Apply(Image);
        Assert.Equal(Image.Span.ToArray().Order(), swapped.Span.ToArray().Order());
    }

    [Fact]
    public void Rescaling_reaches_the_ends_asked_for()
    {
        var scaled = new RescaleIntensity { OutMinMax = new(-1, 3) }.Apply(Image).Span.ToArray();
        Assert.Equal(-1, scaled.Min(), 1e-6f);
        Assert.Equal(3, scaled.Max(), 1e-6f);
        var trimmed = new RescaleIntensity { Percentiles = new(10, 90) }.Apply(Image).Span.ToArray();
        Assert.Equal(0.1, trimmed.Count(v => v == 0) / (double)trimmed.Length, 0.01);
        Assert.Throws<ArgumentException>(() => new RescaleIntensity().Apply(Volume.Filled(Cube(3), 5f)));
    }

    [Fact]
    public void A_wild_deformation_is_drawn_in_until_nothing_folds()
    {
        var wild = Elastic(60);
        var folded = Jacobian.Run(Field(wild with { LeastJacobian = 0 }, Cube(60)), Cube(60));
        Assert.InRange(folded.Minimum, 0, 0.2); // drawn in to the border of folding
        var tame = Jacobian.Run(wild.Field(Cube(60)), Cube(60));
        Assert.Equal(0, tame.Folded);
        Assert.InRange(tame.Minimum, 0.09, 0.5);

        // A gentle one stays as it was asked for.
        var gentle = Elastic(2);
        Assert.Equal(Field(gentle, Cube(60)).X.Span.ToArray(), Field(gentle with { LeastJacobian = 0 }, Cube(60)).X.Span.ToArray());
    }

    [Fact]
    public void A_deformation_moves_as_its_splines_do()
    {
        // All control points displaced alike: the spline is that shift everywhere.
        var shift = new ElasticDeformation([5, 5, 5], [.. Enumerable.Repeat(new Point(3, 0, -2), 125)]);
        var field = shift.Field(Awkward);
        Assert.All(field.X.Span.ToArray(), v => Assert.Equal(3, v, 1e-5));
        Assert.All(field.Z.Span.ToArray(), v => Assert.Equal(-2, v, 1e-5));
        var locked = (ElasticDeformation)new Compose([new RandomElasticDeformation()]).Draw([new("t1", false)], 1).Transforms[0];
        var border = locked.Field(Cube(40)).X;
        Assert.InRange(Math.Abs(border[0, 5, 5]), 0, 7.5 / 6);
        Assert.NotEqual(0, border[5, 5, 5]);
    }

    [Fact]
    public void Grids_change_and_the_world_does_not()
    {
        var image = OfWorld(Cube(20), p => (float)(p.X + (2 * p.Y) - p.Z));
        foreach (var transform in (FixedTransform[])[new Crop([2, 3, 1, 0, 4, 4]), new Pad([1]) { DefaultPadValue = Padding.Edge },
            new ResampleTransform { Target = new(0.8, 1.5, 2) }, new Resize([10]), new ToOrientation("PSL"), new CropOrPad([12, 13, 14])])
        {
            var result = new History([transform]).Apply(Subject.Of(image)).Scalars();
            var (i, j, k) = (result.Shape.I / 2, result.Shape.J / 2, result.Shape.K / 2);
            var p = result.Grid.Affine.Apply(new(i, j, k));
            Assert.Equal(p.X + (2 * p.Y) - p.Z, result[i, j, k], 1e-3);
        }

        Shape Of(FixedTransform transform) => new History([transform]).Apply(Subject.Of(image)).Scalars().Shape;
        Assert.Equal(new(15, 19, 12), Of(new Crop([2, 3, 1, 0, 4, 4])));
        Assert.Equal(new(22, 24, 26), Of(new Pad([1, 2, 3])));
        Assert.Equal(new(10, 20, 33), Of(new Resize([10, -1, 33])));
        Assert.Equal(new(24, 24, 24), Of(new EnsureShapeMultiple([8])));
        Assert.Equal(new(16, 16, 16), Of(new EnsureShapeMultiple([8]) { Crop = true }));
        Assert.Throws<ArgumentException>(() => Of(new Crop([10])));
        Assert.Equal(0, new History([new Pad([1])]).Apply(Subject.Of(image.Map(v => v + 100))).Scalars()[0, 0, 0]);
    }

    [Fact]
    public void Labels_are_renamed_removed_numbered_and_outlined()
    {
        var grid = new Grid(new(5, 1, 1), Affine.Identity);
        var labels = Volume.Create<int>(grid, [0, 7, 7, 7, 9]);
        Assert.Equal([0, 9, 9, 9, 7], new RemapLabels([7, 9], [9, 7]).Apply(labels).Span.ToArray());
        Assert.Equal([0, 0, 0, 0, 9], new RemoveLabels([7]).Apply(labels).Span.ToArray());
        Assert.Equal([0, 1, 1, 1, 2], new SequentialLabels().Apply(labels).Span.ToArray());
        Assert.Equal([0, 1, 0, 1, 1], new ContourTransform().Apply(labels).Span.ToArray());
        Assert.Equal([0, 7, 7, 7, 9], new KeepLargestComponent().Apply(labels).Span.ToArray());
        Assert.Equal([3, 0, 0, 0, 0], new KeepLargestComponent().Apply(Volume.Create<int>(grid, [3, 0, 0, 0, 0])).Span.ToArray());
    }

    [Fact]
    public void An_image_of_labels_has_their_means_and_is_the_same_for_a_label_whatever_else_there_is()
    {
        var labels = OfWorld(Cube(30), p => p.X < 0 ? 2 : 41);
        var transform = new LabelsToImage("seg", 7) { DefaultMean = new(0.2, 0.8), DefaultStd = Interval.Exactly(0.05) };
        var image = transform.Apply(labels);
        var alone = transform.Apply(labels.Map(l => l == 2 ? 2 : 17));
        var left = image.Span.ToArray().Where((_, n) => labels.Span[n] == 2).ToArray();
        Assert.InRange(left.Average(), 0.2, 0.8);
        Assert.Equal(0.05, Math.Sqrt(left.Average(v => Math.Pow(v - left.Average(), 2))), 0.002);
        Assert.Equal(left, alone.Span.ToArray().Where((_, n) => labels.Span[n] == 2));
        var right = image.Span.ToArray().Where((_, n) => labels.Span[n] == 41).Average();
        Assert.NotEqual(left.Average(), right, 1e-3);
        var grouped = (transform with { Groups = [2, 41] }).Apply(labels);
        Assert.Equal(left.Average(), grouped.Span.ToArray().Where((_, n) => labels.Span[n] == 41).Average(), 0.01f);
    }

    private static ElasticDeformation Elastic(double mm) =>
        (ElasticDeformation)new Compose([new RandomElasticDeformation { MaxDisplacement = new(mm, mm, mm), LockedBorders = 1 }]).Draw(
            [new("t1", false)], 4).Transforms[0];

    private static Warp Field(ElasticDeformation deformation, Grid grid) => deformation.Field(grid);
}
