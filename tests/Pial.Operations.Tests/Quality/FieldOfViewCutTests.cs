using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Operations.Tests.Quality;

public sealed class FieldOfViewCutTests
{
    private static readonly Affine Oblique = Affine.Rotation(0.3, 0.2, -0.4) * Affine.Scaling(-2, 2, 2.5);

    // A head of 60 mm with a brain of 50 mm, cut above 30 mm.
    private static (Volume<float> Image, Volume<bool> Brain) Cut(int padding)
    {
        var affine = Oblique.WithOffset(Oblique.ApplyVector(new(-39.5, -39.5, -27.5)));
        var head = TestImages.OfWorld(new Grid(new(80, 80, 40), affine), p => p.Length < 50 ? 100f : p.Length < 60 ? 40 : 0);
        var shape = new Shape(80, 80, 40 + padding);
        var image = Volume.Create<float>(new Grid(shape, affine), [.. head.Span.ToArray(), .. new float[padding * shape.SliceCount]]);
        return (image, image.Map(v => v > 50));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void The_area_at_a_cut_is_that_of_the_circle_and_padding_hides_nothing(int padding)
    {
        var (image, brain) = Cut(padding);
        var faces = FieldOfViewCut.Of(image, brain);
        Assert.Equal(6, faces.Count);
        var top = Assert.Single(faces, f => f.AreaMm2 > 0);
        Assert.Equal((2, true), (top.Axis, top.AtEnd));
        var height = 11.5 * 2.5; // of the last layer over the centre
        Assert.InRange(top.AreaMm2 / (Math.PI * ((50 * 50) - (height * height))), 0.97, 1.03);
        Assert.InRange(top.Outward.DistanceTo(Affine.Rotation(0.3, 0.2, -0.4).ApplyVector(new(0, 0, 1))), 0, 1e-6);
    }
}
