using Pial.Operations.BrainExtraction;
using Pial.Operations.Phantoms;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.BrainExtraction;

public sealed class BrainExtractionTests
{
    private static readonly HeadTemplate Template = AnalyticTemplate.Create(4);

    // Another person: other gyri, larger ventricles, thinner cortex; noisy and unevenly lit.
    private static readonly Phantom Person = Made(3);

    // The same for what does not depend on the voxels' size, in less than half of them.
    private static readonly Phantom Coarse = Made(4);

    [Fact]
    public void The_brain_of_a_tilted_head_is_found()
    {
        var tilt = Affine.Translation(new(12, -9, 20)) * Affine.Rotation(0.25, 0.1, -0.2);
        var head = Person.T1w.WithGrid(Person.T1w.Grid with { Affine = tilt * Person.T1w.Grid.Affine });
        var result = BrainExtractionOf(head);
        Assert.False(result.AlreadyStripped);
        Assert.InRange(Dice(result.Mask, Person.Mask), 0.95, 1);
    }

    [Fact]
    public void Anisotropic_left_handed_slices_work()
    {
        var centre = Person.T1w.Grid.Centre;
        Grid slices = new(new(72, 60, 60),
            Affine.Translation(centre) * Affine.Scaling(-2.5, 4, 3.2) * Affine.Translation(new(-35.5, -29.5, -29.5)));
        var head = Resample.ToGrid(Person.T1w, slices);
        var truth = Resample.Mask(Person.Mask, slices);
        Assert.InRange(Dice(BrainExtractionOf(head).Mask, truth), 0.94, 1);
    }

    [Fact]
    public void A_stripped_brain_is_recognised_and_left_as_it_is()
    {
        var brain = Volume.Create<float, Phantom>(Person.T1w.Grid, Person, static (v, p) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = p.Mask.Span[n] ? p.T1w.Span[n] + 1 : 0;
        });
        var result = BrainExtractionOf(brain);
        Assert.True(result.AlreadyStripped);
        Assert.NotNull(result.TemplateWarp);
        Assert.InRange(Dice(result.Mask, Person.Mask), 0.999, 1);
    }

    [Fact]
    public void One_thread_and_several_give_the_same_bits()
    {
        var one = BrainExtractionOf(Coarse.T1w, TestImages.One);
        var seven = BrainExtractionOf(Coarse.T1w, TestImages.Seven);
        Assert.Equal(one.TemplateToImage, seven.TemplateToImage);
        Assert.True(one.Mask.Span.SequenceEqual(seven.Mask.Span));
        Assert.True(one.TemplateWarp!.X.Span.SequenceEqual(seven.TemplateWarp!.X.Span));
    }

    [Fact]
    public void The_mask_grows_with_the_odds_given_to_the_inside()
    {
        int Volume(double outward) => Operations.BrainExtraction.BrainExtraction
            .Run(Coarse.T1w, Template, new() { Outward = outward, Rounds = 0 }).Mask.Span.Count(true);
        Assert.True(Volume(-0.5) < Volume(0.5));
    }

    [Fact]
    public void Without_evidence_the_mask_is_that_of_the_warped_priors()
    {
        var dark = Operations.BrainExtraction.BrainExtraction.Run(Coarse.T1w, Template, new() { Evidence = 0, Outward = 0, Rounds = 0 });
        var later = Operations.BrainExtraction.BrainExtraction.Run(Coarse.T1w, Template, new() { Evidence = 0, Outward = 0 });
        Assert.True(dark.Mask.Span.SequenceEqual(later.Mask.Span)); // intensities corrected once more change nothing
        Assert.InRange(Dice(dark.Mask, Coarse.Mask), 0.9, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(float.NaN)]
    public void An_image_without_contrast_is_refused(float value)
    {
        var image = Volume.Filled(Person.T1w.Grid, value);
        Assert.Throws<ArgumentException>(() => BrainExtractionOf(image));
    }

    private static Phantom Made(double voxelMm) => Phantom.Create(
        AnalyticHead.Create(voxelMm, new() { FoldShiftMm = 7, VentricleScale = 1.5, CortexMm = 2.4 }),
        new() { NoisePercent = 4, InuPercent = 30, Seed = 3 });

    private static BrainExtractionResult BrainExtractionOf(Volume<float> image, ParallelOptions? parallel = null) =>
        Operations.BrainExtraction.BrainExtraction.Run(image, Template, null, parallel);

    private static double Dice(Volume<bool> a, Volume<bool> b)
    {
        var both = 0;
        for (var n = 0; n < a.Shape.Count; n++)
            both += a.Span[n] && b.Span[n] ? 1 : 0;
        return 2.0 * both / (a.Span.Count(true) + b.Span.Count(true));
    }
}
