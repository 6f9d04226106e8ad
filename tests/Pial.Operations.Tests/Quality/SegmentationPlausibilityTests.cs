using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Operations.Tests.Quality;

public sealed class SegmentationPlausibilityTests
{
    private const double White = 45, Grey = 60, Csf = 68;

    // Obliquely and with voxels of another size than the template's.
    private static readonly Affine Voxels = Affine.Rotation(0.3, 0.2, -0.4) * Affine.Scaling(-1.5, 1.5, 2);
    private static readonly Grid Scan = new(new(110, 110, 84), Voxels.WithOffset(Voxels.ApplyVector(new(-54.5, -54.5, -41.5))));

    // The template lies 5 mm to the right of the scan.
    private static readonly Affine ToTemplate = Affine.Translation(new(5, 0, 0));
    private static readonly TissueMaps Template = new(Ball(Grey - 4, White), Ball(White, 0), Ball(Csf, Grey - 4));

    private static Volume<float> Ball(double outer, double inner) => TestImages.OfWorld(
        Grid.Centred(new(80, 80, 80), new(2, 2, 2), new(5, 0, 0)),
        p => (p - new Point(5, 0, 0)).Length is var r && r < outer && r >= inner ? 1f : 0);

    private static Volume<float> Image() =>
        TestImages.OfWorld(Scan, p => p.Length < White ? 110f : p.Length < Grey ? 70 : p.Length < Csf ? 25 : 0);

    private static Volume<int> Tissues(Func<Point, int, int>? change = null) => TestImages.OfWorld(Scan, p =>
    {
        var t = p.Length < White ? 2 : p.Length < Grey ? 1 : p.Length < Csf ? 3 : 0;
        return change?.Invoke(p, t) ?? t;
    }).Map(v => (int)v);

    private static SegmentationPlausibility Of(Volume<int> tissues, Volume<bool>? mask = null, Volume<int>? structures = null) =>
        SegmentationPlausibility.Of(Image(), mask ?? Image().Map(v => v > 0), tissues, structures, Template, ToTemplate);

    [Fact]
    public void Nothing_is_odd_about_a_head_that_is_as_the_template()
    {
        var found = Of(Tissues());
        Assert.Equal(0, found.OuterGreyShare);
        Assert.Equal(new OddVolume(0, 0, null), found.Outside);
        Assert.InRange(found.GreyInWhite.Ml, 0, 0.1); // the nearest voxel at the edge of the white matter
    }

    [Fact]
    public void A_shell_of_meninges_called_grey_is_the_share_it_has_by_its_radii()
    {
        var found = Of(Tissues((p, t) => p.Length is >= Csf - 2 and < Csf ? 1 : t));
        double Shell(double to, double from) => Math.Pow(to, 3) - Math.Pow(from, 3);
        var expected = Shell(Csf, Csf - 2) / (Shell(Csf, Csf - 2) + Shell(Grey, White));
        Assert.InRange(found.OuterGreyShare / expected, 0.65, 1.1); // the erosion takes whole voxels
    }

    [Fact]
    public void Brain_that_the_mask_leaves_out_is_found_with_its_volume_and_place()
    {
        var mask = TestImages.OfWorld(Scan, p => p.Length < Csf && p.Z < 40 ? 1f : 0).Map(v => v > 0);
        var found = Of(Tissues((p, t) => p.Z < 40 ? t : 0), mask).Outside;
        var (r, h) = (Grey - 4, Grey - 4 - 40);
        var cap = Math.PI * h * h * ((3 * r) - h) / 3 / 1000;
        Assert.InRange(found.LargestMl / cap, 0.8, 1.15);
        Assert.InRange(found.At!.Value.Z, 42, 50);
        Assert.InRange(Math.Abs(found.At.Value.X), 0, 2);
    }

    [Fact]
    public void Grey_deep_in_white_matter_is_found_but_a_nucleus_is_not()
    {
        var (lesion, nucleus) = (new Point(20, 0, 10), new Point(-20, 0, 0));
        var tissues = Tissues((p, t) => (p - lesion).Length < 10 || (p - nucleus).Length < 8 ? 1 : t);
        var structures = TestImages.OfWorld(Scan, p => (p - nucleus).Length < 8 ? 12f : 0).Map(v => (int)v);
        var found = Of(tissues, null, structures).GreyInWhite;
        Assert.InRange(found.Ml / (4.0 / 3 * Math.PI), 0.9, 1.1); // 10 mm radius: 4.19 mL
        Assert.InRange(found.Ml - found.LargestMl, 0, 0.1); // the nearest voxel at the edge of the white matter
        Assert.InRange(found.At!.Value.DistanceTo(lesion), 0, 1);
        Assert.True(Of(tissues).GreyInWhite.Ml > found.Ml + 1);
    }

    [Fact]
    public void Grids_that_differ_are_refused() =>
    Assert.Throws<ArgumentException>(() => Of(Volume.Filled(Grid.Centred(new(8, 8, 8), new(2, 2, 2), default), 1)));
}
