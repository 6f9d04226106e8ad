using Pial.Operations.Intensity;
using Pial.Volumes;

namespace Pial.Operations.Tests.Intensity;

public sealed class PositiveUnitsTests
{
    private static readonly Grid Cube = Grid.Centred(new(40, 40, 40), new(4, 4, 4), default);

    // A ball of three tissues, with faint noise about it or nothing.
    private static Volume<float> Ball(float air) => TestImages.OfWorld(Cube, p =>
    {
        var wave = (float)Math.Abs(Math.Sin((p.X * 12.9) + (p.Y * 7.3) + (p.Z * 3.7)));
        return p.Length > 60 ? air * wave : (p.Length > 50 ? 10 : p.Length > 35 ? 600 : 900) + (10 * wave);
    });

    [Fact]
    public void Magnitudes_stay_what_they_are_with_a_little_ringing_below_zero()
    {
        foreach (var image in new[] { Ball(0), Ball(20), Ball(20).Map(v => v - 5), Ball(0).Map(v => v / 1000) })
        {
            var units = PositiveUnits.Of(image);
            Assert.False(units.Changed);
            Assert.Same(image, units.Image);
        }
    }

    [Theory]
    [InlineData(0.005, -2)]
    [InlineData(0.001, -0.5)]
    [InlineData(1, -1024)]
    [InlineData(1, -3000)]
    [InlineData(1, 5000)]
    [InlineData(1e-9, -3e-7)]
    public void An_offset_is_taken_back(double scale, double offset)
    {
        var image = Ball(20);
        var units = PositiveUnits.Of(image.Map(v => (float)((v * scale) + offset)));
        Assert.True(units.Changed);
        Assert.InRange(-units.Offset, offset - (0.02 * 900 * scale), offset + (0.02 * 900 * scale));
        for (var n = 0; n < image.Shape.Count; n += 97)
            Assert.InRange(units.Image.Span[n] / (units.Scale * scale), image.Span[n] - 15, image.Span[n] + 15);
    }

    [Fact]
    public void The_background_of_a_brain_alone_stays_zero()
    {
        var brain = Ball(0);
        var units = PositiveUnits.Of(brain.Map(v => v > 0 ? (v - 500) / 250 : 0));
        Assert.InRange(units.Offset, 1.9, 2);
        for (var n = 0; n < brain.Shape.Count; n += 89)
            Assert.InRange(units.Image.Span[n] * 250, Math.Max(0, brain.Span[n] - 25), brain.Span[n] + 1);
    }

    [Theory]
    [InlineData(1e-11)]
    [InlineData(1e-20)]
    [InlineData(1e12)]
    public void Very_small_and_very_large_values_are_multiplied_by_a_power_of_two(double factor)
    {
        var units = PositiveUnits.Of(Ball(20).Map(v => (float)(v * factor)));
        Assert.Equal(0, units.Offset);
        Assert.Equal(Math.Round(Math.Log2(units.Scale)), Math.Log2(units.Scale), 12);
        Assert.InRange(units.Image.Span.ToArray().Max(), 256, 2048);
    }

    [Fact]
    public void A_constant_image_stays_as_it_is()
    {
        foreach (var value in new[] { 0f, 5f, -5f })
            Assert.False(PositiveUnits.Of(Volume.Filled(Cube, value)).Changed);
    }
}
