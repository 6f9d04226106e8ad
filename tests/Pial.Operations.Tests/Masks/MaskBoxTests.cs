using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Tests.Masks;

public class MaskBoxTests
{
    private static readonly Grid Scan = Grid.Centred(new(20, 18, 16), new(1, 2, 1.5), new(3, 4, 5));
    private static readonly Volume<bool> Mask = Volume.Create<bool, int>(Scan, 0, (to, _) =>
    {
        for (var n = 0; n < to.Length; n++) to[n] = n % 20 is >= 5 and <= 9 && n / 20 % 18 is >= 1 and <= 7 && n / 360 is >= 6 and <= 14;
    });

    private static readonly Volume<float> Numbered = Volume.Create<float, int>(Scan, 0, (to, _) =>
    {
        for (var n = 0; n < to.Length; n++) to[n] = n;
    });

    [Fact]
    public void The_box_has_the_margin_where_the_image_has_it_and_lies_where_it_lay()
    {
        var cut = new MaskBox(Mask, 3).Cut(Numbered);
        Assert.Equal(new Shape(11, 11, 13), cut.Shape);
        Assert.Equal(Numbered[2, 0, 3], cut[0, 0, 0]);
        Assert.Equal(0, Scan.Affine.Apply(new(2, 0, 3)).DistanceTo(cut.Grid.Affine.Apply(default)), 9);
    }

    [Fact]
    public void Back_in_the_whole_every_voxel_has_its_place_and_what_was_left_out_is_0_or_continues_the_edge()
    {
        var box = new MaskBox(Mask, 3);
        var (back, continued) = (box.Back(box.Cut(Numbered), null), box.Continued(box.Cut(Numbered), null));
        for (var k = 0; k < 16; k++)
        {
            for (var j = 0; j < 18; j++)
            {
                for (var i = 0; i < 20; i++)
                {
                    var inside = i is >= 2 and <= 12 && j <= 10 && k >= 3;
                    Assert.Equal(inside ? Numbered[i, j, k] : 0, back[i, j, k]);
                    Assert.Equal(Numbered[Math.Clamp(i, 2, 12), Math.Min(j, 10), Math.Max(k, 3)], continued[i, j, k]);
                }
            }
        }
    }
}
