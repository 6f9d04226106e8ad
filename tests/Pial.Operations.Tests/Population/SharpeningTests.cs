using Pial.Operations.Population;
using Pial.Volumes;

namespace Pial.Operations.Tests.Population;

public sealed class SharpeningTests
{
    private static readonly Grid Cube = Grid.Centred(new(9, 8, 7), new(1, 1, 1), default);

    private static readonly Volume<bool> All = Volume.Filled(Cube, true);

    [Fact]
    public void A_ramp_stays_inside_and_a_step_gets_steeper()
    {
        var ramp = TestImages.OfWorld(Cube, p => (float)(100 + (3 * p.X) - p.Y));
        var sharp = Sharpening.Laplacian(ramp, All);
        Assert.Equal(ramp[4, 4, 3], sharp[4, 4, 3], 1e-4f);
        var step = TestImages.OfWorld(Cube, p => p.X < 0 ? 100f : 200f);
        var steeper = Sharpening.Laplacian(step, All, 0.25);
        Assert.Equal((75, 225), ((int)steeper[3, 4, 3], (int)steeper[4, 4, 3]));
    }

    [Fact]
    public void What_lies_outside_the_mask_neither_changes_nor_colours()
    {
        var image = TestImages.OfWorld(Cube, p => p.X < 0 ? 100f : 200f);
        var half = image.Map(v => v < 150);
        var sharp = Sharpening.Laplacian(image, half, 1);
        Assert.True(image.Span.SequenceEqual(sharp.Span));
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        var image = TestImages.OfWorld(Cube, p => (float)Math.Sin(p.X + (2 * p.Y) - p.Z));
        Assert.True(Sharpening.Laplacian(image, All, 0.3, new() { MaxDegreeOfParallelism = 1 }).Span.SequenceEqual(
            Sharpening.Laplacian(image, All, 0.3, new() { MaxDegreeOfParallelism = 3 }).Span));
    }

    [Fact]
    public void Mistakes_are_refused()
    {
        var image = Volume.Filled(Cube, 1f);
        Assert.Throws<ArgumentException>(
            () => Sharpening.Laplacian(image, Volume.Filled(Grid.Centred(new(3, 3, 3), new(1, 1, 1), default), true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sharpening.Laplacian(image, All, 2));
    }
}
