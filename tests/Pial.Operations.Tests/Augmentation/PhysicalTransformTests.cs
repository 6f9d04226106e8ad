using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Volumes;
using static Pial.Operations.Tests.TestImages;

namespace Pial.Operations.Tests.Augmentation;

public sealed class PhysicalTransformTests
{
    // A ball of 20 mm about the middle, with a neck below; stored upside down and left to right backwards.
    private static readonly Grid Odd = new(new(40, 44, 60), new(-2, 0, 0, 39, 0, 2, 0, -43, 0, 0, -2, 59));

    private static Subject Head()
    {
        var ball = OfWorld(Odd, p => p.Length < 20 ? 1 : 0);
        var image = OfWorld(Odd,
            p => p.Length < 20 ? 100f : p.Length < 30 || (Math.Abs(p.X) < 10 && Math.Abs(p.Y) < 10 && p.Z < 0) ? 60f : 0);
        return new([new ScalarImage("image", image), new LabelMap("labels", ball)]);
    }

    [Fact]
    public void A_receive_field_is_bright_near_the_coils_and_has_the_same_bits_on_any_number_of_threads()
    {
        // Nearer to a helmet of many coils it is brighter, and evenly so around the axis.
        var grid = Cube(60, 3);
        var many = new ReceiveField(64, 130, 40).Field(grid);
        Assert.InRange(many[50, 30, 40] / many[30, 30, 40], 1.1, 10);
        Assert.InRange(many[50, 30, 40] / many[10, 30, 40], 0.8, 1.25);
        AssertSameBits(new ReceiveField(8, 130, 40) { Shift = new(3, 4, 5) }.Field(grid, One).Span,
            new ReceiveField(8, 130, 40) { Shift = new(3, 4, 5) }.Field(grid, Seven).Span);
    }

    [Fact]
    public void A_receive_field_falls_off_as_Biot_and_Savart_say()
    {
        // A lone coil, against the same integral with 2000 pieces.
        var field = new ReceiveField(1, 120, 40);
        var grid = new Grid(new(21, 21, 21), Affine.Translation(new(-100, -100, -100)) * Affine.Scaling(10, 10, 10));
        var made = field.Field(grid);
        double Exact(Point p)
        {
            var (bx, by) = (0.0, 0.0);
            var z = 1 - (0.5 * (1 + Math.Sin(25 * Math.PI / 180)));
            var flat = Math.Sqrt(1 - (z * z));
            for (var m = 0; m < 2000; m++)
            {
                var (s, c) = Math.SinCos(2 * Math.PI * m / 2000);
                var at = (new Point(flat, 0, z) * 120) + (new Point(0, 1, 0) * (40 * c)) + (new Point(-z, 0, flat) * (40 * s));
                var along = (new Point(-z, 0, flat) * c) - (new Point(0, 1, 0) * s);
                var d = p - at;
                var w = Math.Pow((d.X * d.X) + (d.Y * d.Y) + (d.Z * d.Z) + 100, -1.5);
                bx += ((along.Y * d.Z) - (along.Z * d.Y)) * w;
                by += ((along.Z * d.X) - (along.X * d.Z)) * w;
            }

            return Math.Sqrt((bx * bx) + (by * by));
        }

        Point[] points = [new(0, 0, 0), new(50, 10, 0), new(-40, 20, -30), new(20, -60, 40)];
        var reference = made[10, 10, 10] / Exact(default);
        foreach (var p in points)
            Assert.InRange(made[10 + (int)(p.X / 10), 10 + (int)(p.Y / 10), 10 + (int)(p.Z / 10)] / Exact(p) / reference, 0.98, 1.02);
    }

    [Fact]
    public void A_field_can_be_taken_back_and_weakened()
    {
        var image = Volume.Filled(Cube(30, 6), 100f);
        var field = new ReceiveField(12, 130, 45) { Turn = 20 };
        Assert.InRange(MaxDifference(image.Span, ((ReceiveField)field.Inverse()).Apply(field.Apply(image)).Span), 0, 1e-3);
        var (strong, weak) = (field.Field(image.Grid).Span.ToArray(), (field with { Strength = 0.5 }).Field(image.Grid).Span.ToArray());
        Assert.Equal(Math.Sqrt(strong[1234]), weak[1234], 1e-4);
        Assert.InRange(MaxDifference(image.Span, (field with { Strength = 0 }).Apply(image).Span), 0, 1e-4);
    }

    [Theory]
    [InlineData(BodySide.Left, -1, 0, 0)]
    [InlineData(BodySide.Right, 1, 0, 0)]
    [InlineData(BodySide.Posterior, 0, -1, 0)]
    [InlineData(BodySide.Anterior, 0, 1, 0)]
    [InlineData(BodySide.Inferior, 0, 0, -1)]
    [InlineData(BodySide.Superior, 0, 0, 1)]
    public void A_cut_takes_the_side_of_the_body(BodySide side, int x, int y, int z)
    {
        var subject = new Subject([new ScalarImage("image", Volume.Filled(Odd, 7f)), new LabelMap("labels", Volume.Filled(Odd, 3))]);
        var blank = new History([new FieldOfViewCut(side, 8)]).Apply(subject);
        var cut = new History([new FieldOfViewCut(side, 8) { KeepGrid = false }]).Apply(subject);
        var edge = new Point(x * 39, y * 43, z * 59);
        for (var n = 0; n < Odd.Shape.Count; n++)
        {
            var p = Odd.Affine.Apply(new(n % 40, n / 40 % 44, n / (40 * 44)));
            var lost = ((edge.X * x) + (edge.Y * y) + (edge.Z * z)) - ((p.X * x) + (p.Y * y) + (p.Z * z)) < 7;
            Assert.Equal(lost ? 0 : 7, blank.Scalars().Span[n]);
            Assert.Equal(lost ? 0 : 3, blank.Labels("labels").Span[n]);
        }

        Assert.Equal(Odd.Shape.Count - cut.Scalars().Shape.Count, blank.Scalars().Span.ToArray().Count(v => v == 0));
        Assert.DoesNotContain(0f, cut.Scalars().Span.ToArray());
    }

    [Fact]
    public void A_neck_ends_below_the_mask()
    {
        var cut = new History([new NeckCut("labels", 10) { KeepGrid = false }]).Apply(Head());
        var lowest = cut.Scalars().Grid.Corners().Min(c => c.Z);
        Assert.InRange(lowest, -20 - 10 - 3, -20 - 10 + 3);
        var kept = new History([new NeckCut("labels", 10)]).Apply(Head());
        Assert.Equal(Odd, kept.Scalars().Grid);
        Assert.Equal(0, kept.Scalars()[20, 22, 59]);
        Assert.Equal(100, kept.Scalars()[20, 22, 30]);
        Assert.Equal(Odd, new History([new NeckCut("labels", 500) { KeepGrid = false }]).Apply(Head()).Scalars().Grid);
    }

    [Fact]
    public void A_skull_is_taken_away_more_or_less()
    {
        var head = Head();
        Volume<float> Stripped(double margin, double remaining) =>
            new History([new SkullStripped("labels", margin) { Remaining = remaining }]).Apply(head).Scalars();
        double Sum(Volume<float> v, float of) => v.Span.ToArray().Where((_, n) => head.Scalars().Span[n] == of).Sum(x => (double)x);
        Assert.Equal(Sum(head.Scalars(), 100), Sum(Stripped(0, 0), 100), 1.0);
        Assert.InRange(Sum(Stripped(0, 0), 60) / Sum(head.Scalars(), 60), 0, 0.1);
        Assert.Equal(0.3, (Sum(Stripped(0, 0.3), 60) - (0.7 * Sum(Stripped(0, 0), 60))) / Sum(head.Scalars(), 60), 1e-3);
        Assert.InRange(Sum(Stripped(5, 0), 60) / Sum(head.Scalars(), 60), 0.15, 0.8);
        Assert.InRange(Sum(Stripped(-4, 0), 100) / Sum(head.Scalars(), 100), 0.3, 0.8);
    }

    [Theory]
    [InlineData(SliceProfile.Box)]
    [InlineData(SliceProfile.Gaussian)]
    [InlineData(SliceProfile.Pulse)]
    public void A_profile_has_the_width_of_the_slice_and_keeps_the_total(SliceProfile profile)
    {
        var grid = new Grid(new(3, 3, 81), Affine.Identity);
        var point = Volume.Create(grid, 0, (Span<float> v, int _) => v[grid.Shape.Index(1, 1, 40)] = 1);
        var spread = SliceProfiles.Average(point, 2, 7, profile, null);
        float[] line = [.. Enumerable.Range(0, 81).Select(k => spread[1, 1, k])];
        Assert.Equal(1, line.Sum(), 1e-5f);
        Assert.InRange(line.Count(v => v > line.Max() / 2), 7, 7); // full width at half maximum
        if (profile != SliceProfile.Gaussian) Assert.Equal(profile == SliceProfile.Box ? 7 : 9, line.Count(v => v > 1e-9));
    }

    [Fact]
    public void Thick_slices_come_on_a_grid_of_their_own_with_their_labels()
    {
        var thick = new History([new ThickSlices(2, 6, 5)]).Apply(Head());
        Assert.Equal(new Shape(40, 44, 20), thick.Scalars().Shape);
        Assert.Equal(6, thick.Scalars().Grid.VoxelSize.Z, 1e-9);
        Assert.Equal(thick.Scalars().Grid, thick.Labels("labels").Grid);
        Assert.Equal(1, thick.Labels("labels")[20, 22, 10]);
        Assert.InRange(thick.Scalars().Span.ToArray().Average(), Head().Scalars().Span.ToArray().Average() - 1,
            Head().Scalars().Span.ToArray().Average() + 1);
        var random = new Compose([new RandomThickSlices { Axes = [2] }]).Apply(Head(), 3);
        Assert.InRange(random.Subject.Scalars().Grid.VoxelSize.Z, 2, 6.2);
    }

    [Fact]
    public void What_cannot_work_is_known_before_a_voxel_is_read()
    {
        var here = new Outline([new("image", false, Odd), new("labels", true, Odd)]);
        var elsewhere = new Outline([new("image", false, Odd), new("labels", true, Cube(10))]);
        void Refused(Outline images, string says, params Transform[] transforms)
        {
            var e = Assert.Throws<TransformMisfitException>(() => new Compose([.. transforms]).Check(images));
            Assert.Contains(says, e.Message, StringComparison.Ordinal);
        }

        Refused(here, "larger than the image (40×44×60)", new RandomCropByPosNegLabel { SpatialSize = [48] });
        Refused(here, "larger than the image", new CropOrPad([30]),
            new OneOf([new RandomBlur(), new RandomCropByLabelClasses { SpatialSize = [32] }]));
        Refused(here, "leaves nothing", new Crop([20, 20, 0, 0, 0, 0]));
        Refused(here, "there is no image 'brain'", new ZNormalization { MaskingMethod = "brain" });
        Refused(here, "holds intensities", new MaskTransform("image"));
        Refused(here, "there is no image 't2'", new RandomNoise { Include = ["t2"] });
        Refused(here, "no room", new RandomSwap { PatchSize = [31] });
        Refused(elsewhere, "is not on the grid of 'image'", new RandomSkullStrip());
        Refused(elsewhere, "has not the extent", new CopyAffine("image"));
        new Compose([new RandomLabelsToImage { ImageKey = "made" }, new ZNormalization { MaskingMethod = "labels" },
            new RandomNoise { Include = ["made"] }]).Check(here);
        new Compose([new Crop([1]) { P = 0.5 }, new RandomCropByPosNegLabel { SpatialSize = [40] }]).Check(here); // may fit
    }
}
