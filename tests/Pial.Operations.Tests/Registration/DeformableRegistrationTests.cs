using Pial.Operations.Registration;
using Pial.Volumes;

namespace Pial.Operations.Tests.Registration;

public sealed class DeformableRegistrationTests
{
    private static readonly Grid Cube = Grid.Centred(new(48, 44, 40), new(2, 2, 2), default);

    // Smooth texture everywhere, so that a displacement can be seen everywhere.
    private static double Texture(Point p) =>
        Math.Sin(p.X / 5.1) + Math.Cos((p.Y + (0.3 * p.X)) / 4.3) + Math.Sin((p.Z - (0.4 * p.Y)) / 4.7) + Math.Cos((p.X + p.Z) / 7.3);

    // Up to 4 mm, zero at the border.
    private static Point Shift(Point p)
    {
        var fade = Math.Exp(-((p.X * p.X) + (p.Y * p.Y) + (p.Z * p.Z)) / 1000);
        return new(4 * fade, -3 * fade, 2 * fade);
    }

    [Fact]
    public void A_known_warp_is_recovered()
    {
        var reference = TestImages.OfWorld(Cube, p => (float)Texture(p + Shift(p)));
        var moving = TestImages.OfWorld(Cube, p => (float)Texture(p));
        var warp = DeformableRegistration.Run(
            moving, reference, Volume.Filled(Cube, 1f), new() { Levels = [new(4, 60), new(2, 40), new(1, 30)] }).Warp;
        var worst = 0.0;
        foreach (var p in new[] { default, new Point(10, 0, 0), new(0, -14, 6), new(-8, 12, -10), new(20, 10, -8) })
        {
            var v = Cube.WorldToVoxel.Apply(p);
            var (i, j, k) = ((int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z));
            var found = new Point(warp.X[i, j, k], warp.Y[i, j, k], warp.Z[i, j, k]);
            worst = Math.Max(worst, found.DistanceTo(Shift(Cube.Affine.Apply(new(i, j, k)))));
        }

        Assert.InRange(worst, 0, 0.8);
    }

    [Fact]
    public void Equal_images_stay_where_they_are()
    {
        var image = TestImages.OfWorld(Cube, p => (float)Texture(p));
        var result = DeformableRegistration.Run(image, image, Volume.Filled(Cube, 1f));
        Assert.InRange(result.Similarity, 0.99, 1.001);
        foreach (var d in result.Warp.X.Span)
            Assert.InRange(d, -1, 1); // a quarter of the finest level's voxel
    }

    [Fact]
    public void Images_on_other_grids_are_refused()
    {
        var image = TestImages.Noise(Cube);
        var shifted = image.WithGrid(Cube with { Affine = Affine.Translation(new(5, 0, 0)) * Cube.Affine });
        Assert.Throws<ArgumentException>(() => DeformableRegistration.Run(shifted, image, Volume.Filled(Cube, 1f)));
    }
}
