using Pial.Operations.Registration;
using Pial.Volumes;

namespace Pial.Operations.Tests.Registration;

public sealed class AffineRegistrationTests
{
    private static readonly Affine Tilted =
        Affine.Translation(new(22, -25, 20)) * Affine.Rotation(-0.36, 0.25, 0.3).About(new(0, -20, 5));

    // Made once for all that look at the tilted head in voxels of 2.5 mm.
    private static readonly Lazy<Volume<float>> Head =
        new(() => RegistrationScene.Scan(Tilted, RegistrationScene.Around(Tilted, new(2.5, 2.5, 2.5))));

    private static AffineOptions Options(AffineDegrees degrees = AffineDegrees.Affine12,
        AffineMetric metric = AffineMetric.MutualInformation)
        => new() { Degrees = degrees, Metric = metric, ReferenceMask = RegistrationScene.Mask.Value, MaxSamples = 40_000 };

    private static AffineResult Check(Affine truth, Volume<float> scan, AffineOptions options, double mm = 0.5, double degrees = 0.5)
    {
        var result = AffineRegistration.Run(scan, RegistrationScene.Reference.Value, options);
        Assert.InRange(RegistrationScene.Distance(truth, result.ReferenceToMoving), 0, mm);
        Assert.InRange(RegistrationScene.Degrees(truth, result.ReferenceToMoving), 0, degrees);
        Assert.InRange(result.Similarity, 0.05, 1);
        return result;
    }

    [Fact]
    public void An_image_lies_on_itself()
    {
        var result = Check(Affine.Identity, RegistrationScene.Reference.Value, Options(), mm: 0.1, degrees: 0.05);
        Assert.True(result.Converged);
        Assert.Equal(1, result.Overlap, 2);
        Assert.Equal([8, 4, 2], result.Levels.Select(l => l.SpacingMm));
    }

    [Theory]
    [InlineData(AffineMetric.MutualInformation)]
    [InlineData(AffineMetric.CorrelationRatio)]
    [InlineData(AffineMetric.Correlation)]
    public void A_rigid_tilt_of_30_degrees_and_40_mm_is_found(AffineMetric metric)
    {
        var found = Check(Tilted, Head.Value, Options(AffineDegrees.Rigid6, metric)).ReferenceToMoving;
        Assert.Equal(1, found.Determinant, 9);
    }

    [Theory]
    [InlineData(Math.PI, 0, 0)]
    [InlineData(0.1, -0.2, Math.PI)]
    [InlineData(1.1, 0, 0.2)]
    [InlineData(0.7, 0.7, 0.7)]
    public void A_header_that_turns_the_head_is_not_believed(double x, double y, double z)
    {
        var truth = Affine.Rotation(x, y, z).About(new(0, -20, 5));
        var scan = RegistrationScene.Scan(truth, RegistrationScene.Around(truth, new(3, 3, 3), extent: new(250, 250, 250)));
        var result = Check(truth, scan, Options(AffineDegrees.Similarity7), mm: 1.5, degrees: 1);
        Assert.InRange(result.Margin, 1.5, 100);
        Assert.False(result.IsChance);
    }

    [Fact]
    public void A_mirrored_head_is_laid_on_by_the_turn_that_fits()
    {
        var truth = Affine.Scaling(1, -1, 1).About(new(0, -20, 5));
        var scan = RegistrationScene.Scan(truth, RegistrationScene.Around(truth, new(3, 3, 3), extent: new(250, 250, 250)));
        var found = AffineRegistration.Run(scan, RegistrationScene.Reference.Value, Options(AffineDegrees.Rigid6)).ReferenceToMoving;
        Assert.Equal(1, found.Determinant, 9);
        Assert.InRange(RegistrationScene.Degrees(truth * Affine.Scaling(-1, 1, 1), found), 0, 3);
    }

    [Fact]
    public void A_likeness_no_better_than_chance_is_called_so()
    {
        var random = new Pial.Kernels.CounterRandom(3, 1);
        var noise = Volume.Create<float>(RegistrationScene.Reference.Value.Grid,
            [.. Enumerable.Range(0, RegistrationScene.Reference.Value.Shape.Count).Select(n => (float)random.Normals((ulong)n).A)]);
        var lost = AffineRegistration.Run(Pial.Operations.Smoothing.GaussianSmoothing.Apply(noise, 20), RegistrationScene.Reference.Value,
            Options());
        Assert.True(lost.IsChance, $"{lost.Margin}");
        Assert.Equal(0, AffineRegistration.Run(noise.Map(_ => 1f), RegistrationScene.Reference.Value, Options()).Margin);
    }

    [Theory]
    [InlineData(0.85)]
    [InlineData(1.15)]
    public void A_scale_is_found_by_a_similarity(double scale)
    {
        var truth = Tilted * Affine.Scaling(scale, scale, scale);
        var scan = RegistrationScene.Scan(truth, RegistrationScene.Around(truth, new(2.5, 2.5, 2.5), extent: new(240, 290, 260)));
        var found = Check(truth, scan, Options(AffineDegrees.Similarity7)).ReferenceToMoving;
        var size = found.VoxelSize;
        Assert.Equal(size.X, size.Y, 9);
        Assert.Equal(size.X, size.Z, 9);
    }

    [Fact]
    public void Stretch_and_shear_are_found_on_an_anisotropic_oblique_left_handed_grid()
    {
        var truth = Tilted * new Affine(1.06, 0.05, -0.03, 0, 0, 0.92, 0.04, 0, 0, 0, 0.98, 0);
        var grid = RegistrationScene.Around(truth, new(-1.6, 2, 3.2), Affine.Rotation(0.2, -0.1, 0.3), new(260, 290, 280));
        Check(truth, RegistrationScene.Scan(truth, grid), Options());
    }

    [Fact]
    public void The_order_and_direction_of_voxel_axes_do_not_matter()
    {
        var plain = AffineRegistration.Run(Head.Value, RegistrationScene.Reference.Value, Options());
        var turned = AffineRegistration.Run(Head.Value.Reorient(Orientation.Parse("PSL")), RegistrationScene.Reference.Value, Options());
        Assert.InRange(RegistrationScene.Distance(plain.ReferenceToMoving, turned.ReferenceToMoving), 0, 0.3);
    }

    [Fact]
    public void Another_contrast_is_matched_by_mutual_information()
    {
        var scan = RegistrationScene.Scan(Tilted, RegistrationScene.Around(Tilted, new(2.5, 2.5, 2.5)), t2: true);
        Check(Tilted, scan, Options(AffineDegrees.Rigid6));
    }

    [Theory]
    [InlineData(0, 0, 30, 0)]
    [InlineData(0, 0, 0, 30)]
    [InlineData(30, 0, 0, 0)]
    public void A_cropped_field_of_view_does_not_degenerate(int left, int right, int bottom, int top)
    {
        const double Mm = 2.5;
        var whole = RegistrationScene.Scan(Tilted, RegistrationScene.Around(Tilted, new(Mm, Mm, Mm), extent: new(190, 230, 200)));
        int Voxels(int mm) => (int)Math.Round(mm / Mm);
        var scan = whole.Crop(
            Voxels(left), 0, Voxels(bottom), new(whole.Shape.I - Voxels(left + right), whole.Shape.J,
                whole.Shape.K - Voxels(bottom + top)));
        Check(Tilted, scan, Options(), mm: 1, degrees: 0.5);
    }

    [Fact]
    public void Brains_without_heads_are_matched_without_a_mask()
    {
        var reference = RegistrationScene.Reference.Value;
        var brain = reference.Within(RegistrationScene.Brain(reference.Grid));
        var grid = Head.Value.Grid;
        var inside = RegistrationScene.Brain(new(grid.Shape, Tilted.Inverse() * grid.Affine)).WithGrid(grid);
        var result = AffineRegistration.Run(Head.Value.Within(inside), brain);
        Assert.InRange(RegistrationScene.Distance(Tilted, result.ReferenceToMoving), 0, 0.6);
    }

    [Fact]
    public void What_the_moving_mask_leaves_out_does_not_count()
    {
        var (scan, grid) = (Head.Value, Head.Value.Grid);
        var centre = Tilted.Apply(new(30, 10, 20));
        var lesion = TestImages.OfWorld(grid, p => p.DistanceTo(centre) < 28);
        var spoilt = Volume.Create(grid, (scan, lesion), static (Span<float> to, (Volume<float> Scan, Volume<bool> Lesion) s) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = s.Lesion.Span[n] ? 3000 : s.Scan.Span[n];
        });
        Check(Tilted, spoilt, Options(AffineDegrees.Rigid6) with { MovingMask = lesion.Map(l => !l) });
    }

    [Fact]
    public void A_first_guess_replaces_the_search()
    {
        var guess = Affine.Translation(new(4, -3, 5)) * Affine.Rotation(0.08, 0, -0.05).About(new(10, 0, 0)) * Tilted;
        var result = Check(Tilted, Head.Value, Options() with { Initial = guess });
        Assert.Equal(1, result.Levels[0].Starts);
    }

    [Fact]
    public void One_thread_and_many_agree_to_the_bit()
    {
        var scan = RegistrationScene.Scan(Tilted, RegistrationScene.Around(Tilted, new(3, 3, 3)));
        // the first levels use the correlation ratio, the last mutual information: both are covered
        var options = Options() with { FinestMm = 4, MaxSamples = 10_000 };
        var one = AffineRegistration.Run(scan, RegistrationScene.Reference.Value, options, TestImages.One);
        var seven = AffineRegistration.Run(scan, RegistrationScene.Reference.Value, options, TestImages.Seven);
        Assert.Equal(one.ReferenceToMoving, seven.ReferenceToMoving);
        Assert.Equal(one.Similarity, seven.Similarity);
        Assert.Equal(one.Levels, seven.Levels);
    }

    [Fact]
    public void An_image_without_contrast_is_laid_centre_on_centre_and_not_called_converged()
    {
        var reference = RegistrationScene.Reference.Value;
        var flat = Volume.Filled(RegistrationScene.Around(Tilted, new(5, 5, 5)), 7f);
        var result = AffineRegistration.Run(flat, reference);
        Assert.False(result.Converged);
        Assert.Equal(0, result.Similarity);
        Assert.InRange(result.ReferenceToMoving.Apply(reference.Grid.Centre).DistanceTo(flat.Grid.Centre), 0, 1e-9);
    }

    [Fact]
    public void Values_that_are_not_numbers_count_as_zero()
    {
        var scan = RegistrationScene.Scan(Tilted, RegistrationScene.Around(Tilted, new(3, 3, 3)));
        var index = 0;
        var holes = scan.Map(v => index++ % 1009 == 0 ? float.NaN : v);
        Check(Tilted, holes, Options(AffineDegrees.Rigid6), mm: 0.6);
    }

    [Fact]
    public void Callers_mistakes_are_named()
    {
        var image = RegistrationScene.Reference.Value;
        Assert.Throws<ArgumentException>(
            () => AffineRegistration.Run(image, image, new() { ReferenceMask = Volume.Filled(image.Grid, false) }));
        Assert.Throws<ArgumentException>(() => AffineRegistration.Run(image, image, new() { Initial = Affine.Scaling(-1, 1, 1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => AffineRegistration.Run(image, image, new() { FinestMm = 0 }));
        Assert.Throws<ArgumentException>(() => AffineRegistration.Run(image.Crop(0, 0, 20, new(image.Shape.I, image.Shape.J, 1)), image));
    }
}
