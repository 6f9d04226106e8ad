using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Registration;

public sealed class CoregistrationTests
{
    private static readonly Affine Turned = Affine.Translation(new(6, -9, 7)) * Affine.Rotation(-0.15, 0.1, 0.12).About(new(0, -20, 5));

    private static readonly Lazy<Volume<float>> Whole =
        new(() => RegistrationScene.Scan(Turned, RegistrationScene.Around(Turned, new(2.5, 2.5, 2.5)), t2: true));

    // Laid on the head once, by three threads.
    private static readonly Lazy<CoregistrationResult> Slab = new(() => OfSlab(3));

    [Fact]
    public void A_whole_head_of_another_contrast_is_laid_on_the_head()
    {
        var found = Coregistration.Run(Whole.Value, RegistrationScene.Reference.Value, RegistrationScene.Mask.Value);
        Assert.InRange(RegistrationScene.Distance(Turned, found.HeadToScan), 0, 0.5);
        Assert.Equal(1, found.HeadToScan.Determinant, 9);
        Assert.InRange(found.Coverage, 0.99, 1);
        Assert.InRange(found.Similarity, 0.05, 1);
    }

    [Fact]
    public void A_slab_of_thick_slices_is_laid_on_the_head()
    {
        var found = Slab.Value;
        Assert.InRange(RegistrationScene.Distance(Turned, found.HeadToScan), 0, 1);
        Assert.InRange(found.Coverage, 0.2, 0.7);
    }

    [Fact]
    public void What_shows_nothing_of_the_head_is_told_by_its_numbers()
    {
        var random = new Pial.Kernels.CounterRandom(3, 1);
        var values = new float[40 * 40 * 30];
        random.FillNormals(values);
        var noise = Volume.Create<float>(Grid.Centred(new(40, 40, 30), new(4, 4, 4), default), values);
        var found = Coregistration.Run(noise.Map(v => Math.Abs(v) * 100), RegistrationScene.Reference.Value, RegistrationScene.Mask.Value);
        Assert.InRange(found.Similarity, 0, 0.02);
    }

    [Fact]
    public void One_thread_and_many_give_the_same_bits() => Assert.Equal(OfSlab(1), Slab.Value);

    private static CoregistrationResult OfSlab(int threads)
    {
        var slab = Grid.Centred(new(80, 96, 12), new(2.5, 2.5, 5), Turned.Apply(new(0, -20, 25)));
        var scan = Resample.ToGrid(Whole.Value, slab, options: new() { AntiAlias = true });
        return Coregistration.Run(scan, RegistrationScene.Reference.Value, RegistrationScene.Mask.Value,
            new() { MaxDegreeOfParallelism = threads });
    }
}
