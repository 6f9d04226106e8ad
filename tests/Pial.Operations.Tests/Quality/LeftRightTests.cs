using Pial.Operations.Quality;
using Pial.Volumes;

namespace Pial.Operations.Tests.Quality;

public sealed class LeftRightTests
{
    private static readonly Grid Grid = Grid.Centred(new(60, 76, 66), new(3, 3, 3), new(0, -18, 6));
    private static readonly Volume<float> Template = Brain(1);

    [Fact]
    public void A_mirrored_brain_is_suspected_and_one_the_right_way_round_is_not()
    {
        var mirrored = Template.WithGrid(new(Grid.Shape, Affine.Scaling(-1, 1, 1) * Grid.Affine));
        var (right, wrong) = (LeftRight.Of(Template, Template, Affine.Identity), LeftRight.Of(mirrored, Template, Affine.Identity));
        Assert.False(right.SuspectedFlip);
        Assert.True(wrong.SuspectedFlip);
        Assert.InRange(right.Difference, 0.05, 1);
        Assert.Equal(-right.Difference, wrong.Difference, 0.02);
        Assert.True(right.OddsOfFlip < 0.01 && wrong.OddsOfFlip > 100);
    }

    [Fact]
    public void Anatomy_without_sides_tells_nothing()
    {
        var found = LeftRight.Of(Brain(0), Template, Affine.Identity);
        Assert.False(found.SuspectedFlip);
        Assert.Equal(0, found.Difference, 0.002);
        Assert.Equal(0.5, found.OddsOfFlip / (1 + found.OddsOfFlip), 0.3);
    }

    [Fact]
    public void Threads_do_not_change_a_bit() =>
        Assert.Equal(LeftRight.Of(Brain(0.5), Template, Affine.Identity, TestImages.One),
            LeftRight.Of(Brain(0.5), Template, Affine.Identity, TestImages.Seven));

    [Fact]
    public void Nothing_where_the_brain_should_be_is_refused() =>
        Assert.Throws<ArgumentException>(() => LeftRight.Of(Volume.Filled(Grid, 0f), Template, Affine.Identity));

    // An ellipsoid with waves; those that differ between the sides have the given weight.
    private static Volume<float> Brain(double asymmetry) => TestImages.OfWorld(Grid, p =>
    {
        var (x, y, z) = (p.X / 66, (p.Y + 18) / 86, (p.Z - 6) / 62);
        if ((x * x) + (y * y) + (z * z) > 1) return 0f;
        var even = Math.Cos(p.X * 0.3) * Math.Sin(p.Y * 0.25) * Math.Cos(p.Z * 0.27);
        var odd = Math.Sin(p.X * 0.21) * Math.Cos((p.Y * 0.23) + (p.Z * 0.2));
        return (float)(100 + (30 * even) + (30 * asymmetry * odd));
    });
}
