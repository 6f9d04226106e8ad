using Pial.Plots;
using Pial.Plots.Canvas;
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
            var look = new StatPlotOptions { Shown = found.Reorient(to), PlotAbs = false, ColourBar = false, Dpi = 100, DrawCross = false };
            var glass = GlassBrain.Draw(statistic.Reorient(to), GlassOutline.Of(brain.Reorient(to)), look).ToRaster(100);
            var blue = Pixels(glass, (r, _, b) => b > r + 60);
            Assert.True(blue.Count > 100);
            var third = glass.Width / 3;
            // axial: left half of the last panel
            Assert.InRange(blue.Where(p => p.X > 2 * third).Average(p => p.X), (2 * third) + 20, (2.5 * third) - 10);
            var drawing = StatPlot.Draw(statistic.Reorient(to), Volume.Filled(Ras, 1f).Reorient(to),
                look with { Mode = DisplayMode.Axial, Cuts = 7 });
            var panels = drawing.Marks.OfType<Mark.Image>().Select(m => m.Place).ToList();
            var inCuts = Pixels(drawing.ToRaster(100), (r, _, b) => b > r + 40).Select(p => p.X * 72 / 100.0).ToList();
            Assert.True(inCuts.Count > 50);
            Assert.All(inCuts, x => Assert.Contains(panels, p => x >= p.Left && x < p.Middle.X));
        }
    }

    [Fact]
    public void Where_nothing_passes_the_pictures_say_so()
    {
        var (brain, none) = (Ball(default, 70), Volume.Filled(Ras, false));
        var look = new StatPlotOptions { Shown = none };
        foreach (var picture in (Drawing[])[GlassBrain.Draw(Volume.Filled(Ras, 3f), GlassOutline.Of(brain), look),
            StatPlot.Draw(Volume.Filled(Ras, 3f), null, look)])
        {
            Assert.Contains("Nothing", Texts(picture), StringComparison.Ordinal);
            Assert.Empty(Pixels(picture.ToRaster(50), (r, g, b) => Math.Abs(r - b) > 20));
        }
    }

    [Theory]
    [InlineData(5f, -2f, "\u22125", "5")]
    [InlineData(5f, 2f, "0", "5")]
    [InlineData(-3f, -2f, "\u22123", "0")]
    public void The_colour_bar_reaches_as_far_as_the_signs_do(float a, float b, string low, string high)
    {
        var map = Volume.Create(Ras, (a, b), static (Span<float> v, (float A, float B) s) => (v[20100], v[20500]) = (s.A, s.B));
        var texts = StatPlot.Draw(map, null, new() { Annotate = false }).Marks.OfType<Mark.Text>().ToList();
        Assert.Equal(low, texts.MaxBy(t => t.Y)!.Content);
        Assert.Equal(high, texts.MinBy(t => t.Y)!.Content);
    }

    [Fact]
    public void A_symmetric_bar_and_limits_of_ones_own_are_kept()
    {
        var map = Ball(new(10, 0, 0), 12).Map(static inside => inside ? 4f : 0);
        Assert.Equal(["\u22124", "4"], Ends(new() { Symmetric = true }));
        Assert.Equal(["\u22127", "7"], Ends(new() { Symmetric = true, High = 7 }));
        Assert.Equal(["1", "7"], Ends(new() { Low = 1, High = 7 }));
        Assert.Throws<ArgumentException>(() => Ends(new() { Low = 8, High = 7 }));

        string[] Ends(StatPlotOptions options)
        {
            var texts = StatPlot.Draw(map, null, options with { Annotate = false }).Marks.OfType<Mark.Text>().ToList();
            return [texts.MaxBy(t => t.Y)!.Content, texts.MinBy(t => t.Y)!.Content];
        }
    }

    [Fact]
    public void What_is_below_the_threshold_is_not_shown()
    {
        var map = Volume.Create(Ras, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++)
                // 6 in the middle, less by 1 each 10 mm
                v[n] = (float)Math.Max(0.1, 6 - (Ras.Affine.Apply(new(n % 40, n / 40 % 50, n / 2000)).Length / 10));
        });
        foreach (var (threshold, radius) in ((double, double)[])[(3, 30), (4.5, 15)])
        {
            var picture = StatPlot.Draw(map, null, new()
            {
                Mode = DisplayMode.Axial,
                CutCoords = [0],
                Threshold = MapThreshold.Of(threshold),
                Annotate = false,
                ColourBar = false,
                Dpi = 72,
                WidthInches = 4,
            });
            var panel = Assert.Single(picture.Marks.OfType<Mark.Image>());
            var mm = 40 * 4 / panel.Place.Width;
            var area = Pixels(picture.ToRaster(72), (r, _, b) => Math.Abs(r - b) > 40).Count * mm * mm;
            Assert.InRange(Math.Sqrt(area / Math.PI), radius - 1.5, radius + 1.5);
        }
    }

    [Fact]
    public void A_glass_brain_is_the_same_seen_from_an_oblique_grid()
    {
        var found = new Point(-30, 20, 10);
        var oblique = new Grid(new(60, 60, 60),
            Affine.Rotation(0.3, -0.2, 0.4).About(default) * Affine.Scaling(-3, 3, 3).WithOffset(new(90, -90, -90)));
        var map = Volume.Create(oblique, (oblique, found), static (Span<float> v, (Grid Grid, Point Found) s) =>
        {
            for (var n = 0; n < v.Length; n++)
                v[n] = s.Grid.Affine.Apply(new(n % 60, n / 60 % 60, n / 3600)).DistanceTo(s.Found) < 12 ? 3 : 0;
        });
        var picture = GlassBrain.Draw(map, GlassOutline.Of(Ball(default, 70)),
            new() { ColourBar = false, Annotate = false, Dpi = 100, Mode = DisplayMode.Parse("z") }).ToRaster(100);
        var red = Pixels(picture, (r, _, b) => r > b + 60);
        Assert.True(red.Count > 100);
        var mm = 154.0 / (picture.Width - 20);
        Assert.InRange((red.Average(p => p.X) - (picture.Width / 2.0)) * mm, found.X - 4, found.X + 4);
        Assert.InRange(((picture.Height / 2.0) - red.Average(p => p.Y)) * mm, found.Y - 4, found.Y + 4);
    }

    [Fact]
    public void A_design_is_dark_where_its_column_is_least()
    {
        var drawing = DesignPlot.Draw([("age", [0, 1, 2]), ("a long name of a regressor", [1, 1, 1])], [("age", [1.0, -0.25])]);
        Assert.Equal(["age", "a long name of a regressor", "1", "−0.25", "age"], drawing.Marks.OfType<Mark.Text>().Select(t => t.Content));
        Assert.All(drawing.Marks.OfType<Mark.Text>(), t => Assert.True(drawing.Bounds.Contains(t.Box), t.Content));
        var (place, picture) = (drawing.Marks.OfType<Mark.Image>().First().Place, drawing.ToRaster(72));
        byte At(int row) =>
            picture.Pixels[(((int)(place.Top + ((row + 0.5) * place.Height / 3)) * picture.Width) + (int)place.Middle.X) * 3];
        Assert.True(At(0) < At(1) && At(1) < At(2));
        Assert.NotEmpty(Pixels(picture, (r, g, _) => r > g + 60));
    }

    private static Volume<bool> Ball(Point centre, double radius) => Volume.Create<bool, int>(Ras, 0, (v, _) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = Ras.Affine.Apply(new(n % 40, n / 40 % 50, n / 2000)).DistanceTo(centre) <= radius;
    });

    private static string Texts(Drawing drawing) => string.Join('\n', drawing.Marks.OfType<Mark.Text>().Select(t => t.Content));

    private static List<(int X, int Y)> Pixels(Raster picture, Func<int, int, int, bool> wanted)
    {
        var found = new List<(int X, int Y)>();
        for (var n = 0; n < picture.Width * picture.Height; n++)
            if (wanted(picture.Pixels[n * 3], picture.Pixels[(n * 3) + 1], picture.Pixels[(n * 3) + 2]))
                found.Add((n % picture.Width, n / picture.Width));
        return found;
    }
}
