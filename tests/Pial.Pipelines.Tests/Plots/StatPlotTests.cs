using Pial.Pipelines.Plots;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Plots;

public sealed class StatPlotTests
{
    private static readonly Grid Ras = Grid.Centred(new(40, 50, 44), new(4, 4, 4), default);

    [Fact]
    public void The_subjects_left_is_on_the_left_in_glass_brain_and_cuts_whatever_the_storage_order()
    {
        var (brain, found, statistic) = (Ball(default, 70), Ball(new(-40, 0, 0), 12), Volume.Filled(Ras, -4f));
        foreach (var to in (Orientation[])[Orientation.Ras, Orientation.Parse("LPI"), Orientation.Parse("ASL")])
        {
            var glass = GlassBrain.Draw(statistic.Reorient(to), found.Reorient(to), brain.Reorient(to), "t");
            var blue = Pixels(glass, (r, _, b) => b > r + 60).Where(p => p.Y < glass.Height - 45).ToList();
            Assert.True(blue.Count > 100);
            var third = glass.Width / 3;
            Assert.InRange(blue.Where(p => p.X > 2 * third).Average(p => p.X), (2 * third) + 20, (2.5 * third) - 10); // axial: left half of the last panel
            var cuts = StatMosaic.Draw(Volume.Filled(Ras, 1f).Reorient(to), statistic.Reorient(to), found.Reorient(to), brain.Reorient(to), "t");
            var inCuts = Pixels(cuts, (r, _, b) => b > r + 60).Where(p => p.Y < cuts.Height - 40).ToList();
            Assert.True(inCuts.Count > 50);
            var panel = (cuts.Width - 6) / 7.0;
            Assert.All(inCuts, p => Assert.True((p.X - 6) % panel < panel / 2));
        }
    }

    [Fact]
    public void Where_nothing_passes_the_pictures_say_so()
    {
        var (brain, none) = (Ball(default, 70), Volume.Filled(Ras, false));
        var glass = GlassBrain.Draw(Volume.Filled(Ras, 3f), none, brain, "t");
        Assert.Empty(Pixels(glass, (r, g, b) => Math.Abs(r - b) > 20));
        Assert.Contains(Pixels(glass, (r, _, _) => r < 100), p => p.Y > glass.Height - 32);
    }

    [Fact]
    public void A_design_is_dark_where_its_column_is_least()
    {
        var picture = DesignPlot.Draw([("age", [0, 1, 2]), ("one", [1, 1, 1])], [("age", [1.0, 0])]);
        var names = Raster.TextWidth("age", 2) + 8;
        byte At(int row) => picture.Pixels[(((14 + names + (row * 18) + 9) * picture.Width) + 14 + 22) * 3];
        Assert.True(At(0) < At(1) && At(1) < At(2));
        Assert.NotEmpty(Pixels(picture, (r, g, _) => r > g + 60));
    }

    private static Volume<bool> Ball(Point centre, double radius) => Volume.Create<bool, int>(Ras, 0, (v, _) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = Ras.Affine.Apply(new(n % 40, n / 40 % 50, n / 2000)).DistanceTo(centre) <= radius;
    });

    private static List<(int X, int Y)> Pixels(Raster picture, Func<int, int, int, bool> wanted)
    {
        var found = new List<(int X, int Y)>();
        for (var n = 0; n < picture.Width * picture.Height; n++)
            if (wanted(picture.Pixels[n * 3], picture.Pixels[(n * 3) + 1], picture.Pixels[(n * 3) + 2])) found.Add((n % picture.Width, n / picture.Width));
        return found;
    }
}
