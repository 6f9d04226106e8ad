using Pial.Operations.Regions;
using Pial.Operations.Resampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Regions;

public class LabelTransferTests
{
    private static readonly Grid AtlasGrid = Grid.Centred(new(30, 34, 28), new(1, 1, 1), new(3, -4, 5));

    // Left of x = 0 is 1, right of it 2, a ball on the left 17 and one on the right 53.
    private static readonly Volume<int> Atlas = Fill(AtlasGrid, Region);

    [Theory]
    [InlineData("RAS")]
    [InlineData("LPS")]
    [InlineData("LIA")]
    [InlineData("PSR")]
    public void Left_stays_left_whatever_the_orientation_of_the_scan(string code)
    {
        var scan = AtlasGrid.Reorient(Orientation.Parse(code));
        var found = LabelTransfer.Apply(Atlas, Volume.Filled(scan, true), PointMap.Identity);
        for (var k = 0; k < scan.Shape.K; k++)
            for (var j = 0; j < scan.Shape.J; j++)
                for (var i = 0; i < scan.Shape.I; i++)
                    Assert.Equal(Region(scan.Affine.Apply(new(i, j, k))), found[i, j, k]);
    }

    [Fact]
    public void An_oblique_scan_of_other_voxels_keeps_sides_and_volumes()
    {
        var scan = new Grid(new(40, 40, 22), (Affine.Rotation(0.3, -0.2, 0.25) * Affine.Scaling(-0.9, 0.9, 1.5)).WithOffset(default));
        scan = scan with { Affine = scan.Affine.WithOffset(AtlasGrid.Centre - (scan.Centre - scan.Affine.Offset)) };
        var found = LabelTransfer.Apply(Atlas, Volume.Filled(scan, true), PointMap.Identity);
        var (wrong, volume) = (0, 0.0);
        for (var n = 0; n < found.Shape.Count; n++)
        {
            var p = scan.Affine.Apply(new(n % 40, n / 40 % 40, n / 1600));
            if (found.Span[n] is 1 or 17 && p.X > 1) wrong++;
            if (found.Span[n] is 2 or 53 && p.X < -1) wrong++;
            if (found.Span[n] == 17) volume += scan.VoxelVolume;
        }

        Assert.Equal(0, wrong);
        Assert.InRange(volume, 0.95 * 4 / 3 * Math.PI * 64, 1.05 * 4 / 3 * Math.PI * 64);
    }

    [Fact]
    public void It_is_the_vote_of_resampling_within_the_mask_alone()
    {
        var scan = Grid.Centred(new(25, 26, 24), new(1.1, 1.1, 1.1), new(3, -4, 5));
        var warp = Warp.Create(scan, p => new(Math.Sin(p.Y / 5), Math.Cos(p.X / 7), 0.7));
        var mask = Fill(scan, p => p.Y > -6 ? 1 : 0).Map(v => v > 0);
        var found = LabelTransfer.Apply(Atlas, mask, warp);
        var all = Resample.Labels(Atlas, scan, warp, LabelInterpolation.Vote);
        for (var n = 0; n < found.Shape.Count; n++)
            Assert.Equal(mask.Span[n] ? all.Span[n] : 0, found.Span[n]);
    }

    [Fact]
    public void One_thread_gives_the_bits_of_many()
    {
        var scan = Grid.Centred(new(14, 15, 16), new(2.2, 2.2, 2.2), new(3, -4, 5));
        var warp = Warp.Create(scan, p => new(Math.Sin(p.Y / 5), 0, 0));
        Assert.Equal(
            LabelTransfer.Apply(Atlas, Volume.Filled(scan, true), warp, new() { MaxDegreeOfParallelism = 1 }).Span,
            LabelTransfer.Apply(Atlas, Volume.Filled(scan, true), warp, new() { MaxDegreeOfParallelism = 4 }).Span);
    }

    private static int Region(Point p) =>
        p.DistanceTo(new(-6, -4, 5)) <= 4 ? 17 : p.DistanceTo(new(8, -4, 5)) <= 4 ? 53 : p.X < 0 ? 1 : 2;

    internal static Volume<int> Fill(Grid grid, Func<Point, int> of) => Volume.Create<int, Func<Point, int>>(grid, of, (to, f) =>
    {
        var s = grid.Shape;
        for (var n = 0; n < to.Length; n++)
            to[n] = f(grid.Affine.Apply(new(n % s.I, n / s.I % s.J, n / s.SliceCount)));
    });
}
