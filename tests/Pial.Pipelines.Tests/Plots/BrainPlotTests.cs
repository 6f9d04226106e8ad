using System.Buffers.Binary;
using System.Xml.Linq;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Plots;

/// <summary>What every picture of a brain keeps: size, sides, texts, the same for any number of threads.</summary>
public sealed class BrainPlotTests
{
    private static readonly Grid Ras = Grid.Centred(new(60, 72, 60), new(3, 3, 3), new(0, -15, 10));

    // A head whose left half is bright, so that the side can be seen.
    private static readonly Volume<float> Head = Of(Ras, p => (p - new Point(0, -15, 10)).Length < 80 ? p.X < 0 ? 100 : 50 : 3f);
    private static readonly Volume<int> Regions = Of(Ras,
        p => p.DistanceTo(new(-30, 0, 10)) < 18 ? 1 : p.DistanceTo(new(30, 0, 10)) < 18 ? 2 : 0).Map(v => (int)v);
    private static readonly LabelTable Names = new([new(1, "Left ball", "L", 0xD02020), new(2, "Right ball", "R", 0x2020D0)]);

    public static TheoryData<string> Kinds => ["anat", "roi", "contours", "stat", "glass", "atlas", "atlas contours", "atlas filled"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_png_has_as_many_pixels_as_inches_times_dpi(string kind)
    {
        foreach (var dpi in (double[])[50, 120])
        {
            var drawing = Draw(kind, new() { Dpi = dpi, WidthInches = 5, Title = "A title" });
            var png = drawing.ToPng(dpi);
            Assert.InRange(drawing.Bounds.Width, 1, 5 * 72);
            Assert.Equal(drawing.PixelsAt(dpi),
                (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
            Assert.Equal(drawing.Bounds.Width * dpi / 72, drawing.PixelsAt(dpi).Width, 0.01); // whole pixels: nothing is resampled
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Images_lie_on_whole_pixels_and_texts_within_the_paper(string kind)
    {
        var drawing = Draw(kind, new()
        {
            Dpi = 90,
            Title = "A title that is far too long for the narrow picture it was given, and is cut before it leaves the paper, whatever " +
                "its length may be",
        });
        foreach (var image in drawing.Marks.OfType<Mark.Image>().Where(i => i.Picture.Width > 1))
        {
            Assert.Equal(image.Picture.Width, image.Place.Width * 90 / 72, 0.01);
            Assert.Equal(Math.Round(image.Place.Left * 90 / 72), image.Place.Left * 90 / 72, 0.01);
        }

        foreach (var picture in (Drawing[])[drawing, Draw(kind, new() { Dpi = 90, WidthInches = 3 })])
            Assert.All(picture.Marks.OfType<Mark.Text>(),
                t => Assert.True(picture.Bounds.Contains(t.Box, 0.5), $"'{t.Content}' at {t.Box} leaves {picture.Bounds}"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_svg_is_well_formed_and_holds_its_texts(string kind)
    {
        var svg = XDocument.Parse(Draw(kind, new() { Dpi = 50, Title = "Balls & \"heads\" <1>" }).ToSvg());
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Contains("Balls & \"heads\" <1>", texts);
        Assert.Contains("L", texts);
        Assert.Contains("R", texts);
        if (kind != "glass") Assert.Contains(texts, t => t.StartsWith("x = ", StringComparison.Ordinal));
        if (kind is "roi" or "contours") Assert.Contains("Left ball", texts);
        if (kind.Contains("contours", StringComparison.Ordinal))
            Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "path" && (string?)e.Attribute("stroke") == "#d02020");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_thread_draws_what_all_draw(string kind)
    {
        var options = new BrainPlotOptions { Dpi = 60 };
        Assert.Equal(Draw(kind, options, new() { MaxDegreeOfParallelism = 1 }).ToPng(60),
            Draw(kind, options, new() { MaxDegreeOfParallelism = 4 }).ToPng(60));
    }

    [Fact]
    public void Left_is_left_for_any_storage_and_right_for_radiologists()
    {
        var oblique = new Grid(new(60, 72, 60), Affine.Rotation(0.15, -0.1, 0.2) * Affine.Scaling(-3, 3, 3).WithOffset(new(88, -120, -80)));
        foreach (var grid in (Grid[])[Ras, Ras.Reorient(Orientation.Parse("LAS")), Ras.Reorient(Orientation.Parse("PIR")), oblique])
        {
            var image = Of(grid, p => (p - new Point(0, -15, 10)).Length < 80 ? p.X < 0 ? 100 : 50 : 3f);
            var options = new BrainPlotOptions { Mode = DisplayMode.Axial, CutCoords = [10], DrawCross = false, Dpi = 60 };
            Assert.True(Half(image, options, left: true) > Half(image, options, left: false) + 50);
            Assert.True(Half(image, options with { Radiological = true },
                left: true) < Half(image, options with { Radiological = true }, left: false) - 50);
            Assert.Equal(["L", "R"], Marks(image, options));
            Assert.Equal(["R", "L"], Marks(image, options with { Radiological = true }));
        }

        static byte Half(Volume<float> image, BrainPlotOptions options, bool left)
        {
            var drawing = AnatPlot.Draw(image, null, options);
            var (raster, place) = (drawing.ToRaster(60), drawing.Marks.OfType<Mark.Image>().First().Place);
            var (x, y) = ((int)((place.Left + (place.Width * (left ? 0.4 : 0.6))) * 60 / 72), (int)(place.Middle.Y * 60 / 72));
            return raster.Pixels[((y * raster.Width) + x) * 3];
        }

        static string[] Marks(Volume<float> image, BrainPlotOptions options) =>
            [.. AnatPlot.Draw(image, null, options).Marks.OfType<Mark.Text>().Where(t => t.Content.Length == 1).OrderBy(t => t.X)
                .Select(t => t.Content)];
    }

    [Fact]
    public void Modes_have_their_cuts_where_they_are_asked_for()
    {
        Assert.Equal(["y = 2 mm", "x = 1 mm", "z = 3 mm"], Positions(new() { CutCoords = [1, 2, 3] }));
        Assert.Equal(["y = 2 mm", "x = 1 mm", "z = 3 mm"], Positions(new() { Mode = DisplayMode.Tiled, CutCoords = [1, 2, 3] }));
        Assert.Equal(["x = 1 mm", "z = \u22123.5 mm"], Positions(new() { Mode = DisplayMode.Parse("xz"), CutCoords = [1, -3.5] }));
        Assert.Equal(["y = 5 mm", "x = 6 mm"], Positions(new() { Mode = DisplayMode.Parse("yx"), CutCoords = [5, 6] }));
        Assert.Equal(["z = \u221220 mm", "z = 0 mm", "z = 20 mm"], Positions(new() { Mode = DisplayMode.Axial, CutCoords = [-20, 0, 20] }));
        Assert.Equal(12, Positions(new() { Mode = DisplayMode.Mosaic, Cuts = 4 }).Length);
        Assert.Equal(7, Positions(new() { Mode = DisplayMode.Parse("x") }).Length);
        Assert.Throws<ArgumentException>(() => Positions(new() { CutCoords = [1, 2] }));
        Assert.Throws<ArgumentException>(() => Positions(new() { Mode = DisplayMode.Mosaic, CutCoords = [1, 2, 3] }));
        Assert.Throws<ArgumentException>(() => Positions(new() { CutCoords = [1, 2, double.NaN] }));
        Assert.Throws<ArgumentException>(() => DisplayMode.Parse("l"));
        Assert.Equal("l", DisplayMode.Parse("l", glass: true).Views);

        static string[] Positions(BrainPlotOptions options) =>
            [.. AnatPlot.Draw(Head, null, options with { Dpi = 40 }).Marks.OfType<Mark.Text>()
                .Where(t => t.Content.Contains('=', StringComparison.Ordinal)).Select(t => t.Content)];
    }

    [Fact]
    public void One_slice_is_shown_in_its_own_plane()
    {
        var slice = Of(Grid.Centred(new(80, 90, 1), new(2, 2, 4), new(0, 0, 33.3)), p => 100 - (float)p.Length);
        var drawing = AnatPlot.Draw(slice, null, new() { Dpi = 50 });
        Assert.Contains("z = 33.3 mm", drawing.Marks.OfType<Mark.Text>().Select(t => t.Content));
        Assert.Single(drawing.Marks.OfType<Mark.Image>());
        Assert.NotEmpty(StatPlot.Draw(slice, null, new() { Dpi = 50 }).ToPng(50));
        Assert.NotEmpty(RoiPlot.Draw(slice.Map(v => v > 90 ? 1 : 0), slice, null, new() { Dpi = 50, Contours = true }).ToPng(50));
    }

    [Fact]
    public void Nothing_to_see_is_said_and_NaN_is_nothing()
    {
        var texts = (Drawing d) => d.Marks.OfType<Mark.Text>().Select(t => t.Content);
        Assert.Contains("No region: every voxel is 0.", texts(RoiPlot.Draw(Volume.Filled(Ras, 0), Head)));
        Assert.Contains("No region lies in these cuts.", texts(RoiPlot.Draw(Regions, Head, null, new() { CutCoords = [0, 70, 80] })));
        Assert.Contains("Nothing reaches the threshold of 9.",
            texts(AtlasPlot.Draw([Head.Map(v => v / 100)], Head, new() { Threshold = MapThreshold.Of(9) })));
        Assert.Contains("Nothing to show: the map is 0 everywhere.", texts(StatPlot.Draw(Volume.Filled(Ras, float.NaN), Head)));
        Assert.NotEmpty(AnatPlot.Draw(Volume.Filled(Ras, float.NaN)).ToPng(50));
        Assert.NotEmpty(AnatPlot.Draw(Volume.Filled(Ras, 7f)).ToPng(50));
    }

    [Fact]
    public void Long_names_of_bars_and_regions_stay_on_the_paper()
    {
        LabelTable names = new([new(1, new string('W', 80), "L", 0xD02020)]);
        var map = Head.Map(v => v > 3 ? (v - 75) / 1e5f : 0);
        foreach (var picture in (Drawing[])[
            StatPlot.Draw(map, Head, new() { Name = "t of age, adjusted", Dpi = 60 }),
            StatPlot.Draw(map, Head, new() { Name = new string('W', 80), Dpi = 60, WidthInches = 3 }),
            GlassBrain.Draw(map, GlassOutline.Of(Head.Map(v => v > 3)), new() { Name = "threshold-free enhancement", Dpi = 60 }),
            RoiPlot.Draw(Regions, Head, names, new() { Dpi = 60, WidthInches = 3 })])
            Assert.All(picture.Marks.OfType<Mark.Text>(),
                t => Assert.True(picture.Bounds.Contains(t.Box, 0.5), $"'{t.Content}' at {t.Box} leaves {picture.Bounds}"));
        Assert.Contains("t of age, adjusted",
            StatPlot.Draw(map, Head, new() { Name = "t of age, adjusted", Dpi = 60 }).Marks.OfType<Mark.Text>().Select(t => t.Content));
    }

    [Fact]
    public void Both_sides_in_one_colour_are_one_line_of_the_legend()
    {
        LabelTable same = new([new(1, "Left-Ball", "L", 0xD02020), new(2, "Right-Ball", "R", 0xD02020)]),
            apart = new([new(1, "Left-Ball", "L", 0xD02020), new(2, "Right-Ball", "R", 0x2020D0)]);
        string[] Legend(LabelTable names) =>
            [.. RoiPlot.Draw(Regions, Head, names, new() { CutCoords = [30, 0, 10], Annotate = false }).Marks.OfType<Mark.Text>()
                .Select(t => t.Content)];
        Assert.Equal(["Ball"], Legend(same));
        Assert.Equal(["Left-Ball", "Right-Ball"], Legend(apart));
    }

    [Fact]
    public void Where_the_outside_was_cut_away_the_paper_is_white_and_shows_through()
    {
        var stripped = Of(Ras, p => (p - new Point(0, -15, 10)).Length < 60 ? p.Length < 8 ? 0 : 80f : 0);
        var background = Background.Of(stripped);
        Assert.True(background.Stripped);
        Assert.Equal(0, background.Image[30, 40, 26]); // zeros within the brain stay black
        Assert.True(float.IsNaN(background.Image[0, 0, 0]));
        Assert.False(Background.Of(Head).Stripped);
        Assert.Equal(0xFFFFFF, RoiPlot.Draw(Regions, stripped).Paper);
        Assert.Equal(0x000000, RoiPlot.Draw(Regions, Head).Paper);
        Assert.Equal(0xFFFFFF, RoiPlot.Draw(Regions, Head, null, new() { Dark = false }).Paper);
    }

    private static Drawing Draw(string kind, BrainPlotOptions look, ParallelOptions? parallel = null)
    {
        var map = Head.Map(v => v > 3 ? (v - 75) / 10 : 0);
        Volume<float>[] maps = [Regions.Map(l => l == 1 ? 0.9f : 0), Regions.Map(l => l == 2 ? 0.9f : 0)];
        T With<T>(T options)
            where T : BrainPlotOptions => options with { Dpi = look.Dpi, WidthInches = look.WidthInches, Title = look.Title };
        var atlas = With(new AtlasPlotOptions { Names = ["left", "right"], Colours = [0xD02020, 0x2020D0] });
        return kind switch
        {
            "anat" => AnatPlot.Draw(Head, new Overlay.Mask(Regions.Map(l => l > 0)), look, parallel),
            "roi" => RoiPlot.Draw(Regions, Head, Names, With(new RoiPlotOptions()), parallel),
            "contours" => RoiPlot.Draw(Regions, Head, Names, With(new RoiPlotOptions { Contours = true }), parallel),
            "stat" => StatPlot.Draw(map, Head, With(new StatPlotOptions { Name = "t" }), parallel),
            "glass" => GlassBrain.Draw(map, GlassOutline.Of(Head.Map(v => v > 3)), With(new StatPlotOptions { Name = "t" }), parallel),
            "atlas" => AtlasPlot.Draw(maps, Head, atlas, parallel),
            "atlas contours" => AtlasPlot.Draw(maps, Head, atlas with { View = AtlasView.Contours }, parallel),
            _ => AtlasPlot.Draw(maps, Head, atlas with { View = AtlasView.FilledContours }, parallel),
        };
    }

    private static Volume<float> Of(Grid grid, Func<Point, float> value) =>
        Volume.Create(grid, (grid, value), static (Span<float> v, (Grid Grid, Func<Point, float> Value) s) =>
    {
        var shape = s.Grid.Shape;
        for (var n = 0; n < v.Length; n++)
            v[n] = s.Value(s.Grid.Affine.Apply(new(n % shape.I, n / shape.I % shape.J, n / shape.SliceCount)));
    });
}
