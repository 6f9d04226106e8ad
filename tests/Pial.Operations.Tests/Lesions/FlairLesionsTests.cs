using Pial.Kernels;
using Pial.Operations.Comparison;
using Pial.Operations.Lesions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Lesions;

public class FlairLesionsTests
{
    private static readonly Grid Place = TestImages.Cube(48);
    private static readonly Volume<bool> Brain = TestImages.OfWorld(Place, p => p.Length < 20);
    private static readonly Volume<float> WhiteMatter = TestImages.OfWorld(Place, p => p.Length < 16 ? 1f : 0f);
    private static readonly Volume<bool> Truth = TestImages.OfWorld(Place,
        p => (p - new Point(6, 0, 0)).Length < 4.2 || (p - new Point(-8, 3, 0)).Length < 2.2);

    [Fact]
    public void Bright_spots_in_white_matter_are_found()
    {
        var result = FlairLesions.Run(Flair(Truth), WhiteMatter, Brain);
        Assert.True(StructureComparison.Overlap(result.Mask, Truth) > 0.9);
        Assert.InRange(result.Threshold, 105, 140);
    }

    [Fact]
    public void Bright_cortex_and_single_voxels_are_not()
    {
        var cortex = TestImages.OfWorld(Place, p => (p - new Point(0, 18, 0)).Length < 2.5);
        var dot = TestImages.OfWorld(Place, p => (p - new Point(0.5, 0.5, 8.5)).Length < 0.6);
        Assert.True(dot.Span.Contains(true) && cortex.Span.Contains(true));
        var bright = Volume.CreateParallel<bool>(Place, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = cortex.Span[n] || dot.Span[n];
        });
        Assert.False(FlairLesions.Run(Flair(bright), WhiteMatter, Brain).Mask.Span.Contains(true));
        Assert.True(FlairLesions.Run(Flair(bright), WhiteMatter, Brain, new() { MinimumMm3 = 0 }).Mask[24, 24, 32]);
    }

    [Fact]
    public void What_cannot_be_searched_is_refused()
    {
        var flair = Flair(Truth);
        Assert.Contains("empty",
            Assert.Throws<ArgumentException>(() => FlairLesions.Run(flair, WhiteMatter, Brain.Map(_ => false))).Message,
            StringComparison.Ordinal);
        Assert.Contains("one value",
            Assert.Throws<ArgumentException>(() => FlairLesions.Run(flair.Map(_ => 3f), WhiteMatter, Brain)).Message,
            StringComparison.Ordinal);
        Assert.Contains("one grid",
            Assert.Throws<ArgumentException>(() => FlairLesions.Run(flair, WhiteMatter, Volume.Filled(TestImages.Cube(3), true))).Message,
            StringComparison.Ordinal);
    }

    // Brain 100 ± 8, lesions 160.
    private static Volume<float> Flair(Volume<bool> lesions)
    {
        var noise = new float[Place.Shape.Count];
        new CounterRandom(4, 0).FillNormals(noise);
        return Volume.CreateParallel<float>(Place, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = !Brain.Span[n] ? 0 : (lesions.Span[n] ? 160 : 100) + (8 * noise[n]);
        });
    }
}
