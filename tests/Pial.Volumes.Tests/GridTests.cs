namespace Pial.Volumes.Tests;

public sealed class GridTests
{
    private static readonly Grid Lia = new(new(4, 5, 6), new(-1, 0, 0, 90, 0, 0, 2, -120, 0, -1.5, 0, 70));

    [Theory]
    [InlineData("RAS")]
    [InlineData("LPI")]
    [InlineData("PSR")]
    [InlineData("SLA")]
    public void Reorienting_keeps_every_voxel_where_it_is_in_the_world(string code)
    {
        var image = Volume.Create(Lia, Enumerable.Range(0, 120).ToArray());
        var turned = image.Reorient(Orientation.Parse(code));
        Assert.Equal(code, turned.Grid.Orientation.ToString());
        var toOld = Lia.WorldToVoxel;
        for (var k = 0; k < turned.Shape.K; k++)
            for (var j = 0; j < turned.Shape.J; j++)
                for (var i = 0; i < turned.Shape.I; i++)
                {
                    var p = toOld.Apply(turned.Grid.Affine.Apply(new(i, j, k)));
                    Assert.Equal(image[(int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z)], turned[i, j, k]);
                }

        Assert.Equal(image.Span.ToArray(), turned.Reorient(Lia.Orientation).Span.ToArray());
    }

    [Fact]
    public void The_orientation_of_an_oblique_grid_is_the_closest_one()
    {
        var tilt = Affine.Rotation(0.5, 0.3, -0.4);
        Assert.Equal("LAS", Orientation.Of(tilt * Affine.Scaling(-1, 1, 1)).ToString());
    }

    [Theory]
    [InlineData("RAR")]
    [InlineData("RA")]
    [InlineData("XYZ")]
    public void An_impossible_orientation_is_refused(string code) => Assert.Throws<ArgumentException>(() => Orientation.Parse(code));

    [Fact]
    public void Grids_match_by_their_corners_in_mm()
    {
        Assert.True(Lia.Matches(Lia with { Affine = Affine.Translation(new(0.005, 0, 0)) * Lia.Affine }));
        Assert.False(Lia.Matches(Lia with { Affine = Affine.Translation(new(0.5, 0, 0)) * Lia.Affine }));
        Assert.False(Lia.Matches(Lia with { Shape = new(4, 5, 7) }));
    }

    [Fact]
    public void A_crop_keeps_the_world()
    {
        var crop = Lia.Crop(1, 2, 3, new(2, 2, 2));
        Assert.Equal(Lia.Affine.Apply(new(2, 3, 4)), crop.Affine.Apply(new(1, 1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lia.Crop(3, 0, 0, new(2, 1, 1)));
    }

    [Fact]
    public void A_shape_beyond_one_array_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2000, 2000, 2000));
}
