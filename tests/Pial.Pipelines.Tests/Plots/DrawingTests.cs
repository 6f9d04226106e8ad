using System.Buffers.Binary;
using System.Xml.Linq;
using Pial.Plots.Canvas;

namespace Pial.Pipelines.Tests.Plots;

public sealed class DrawingTests
{
    [Fact]
    public void A_fill_covers_its_area()
    {
        var drawing = new Drawing(100, 100, 0xFFFFFF);
        drawing.Fill(Outline.Polygon((10.3, 10.2), (70.9, 20.1), (30.5, 80.7)), 0x000000);
        Assert.Equal(Math.Abs(((60.6 * 70.5) - (20.2 * 9.9)) / 2), Dark(drawing.ToRaster(72)), 3.0);
        drawing = new(100, 100, 0xFFFFFF);
        drawing.Disc(50, 50, 30, 0x000000);
        Assert.Equal(Math.PI * 900, Dark(drawing.ToRaster(72)), 8.0);
    }

    [Fact]
    public void A_hole_runs_the_other_way_round()
    {
        var drawing = new Drawing(100, 100, 0xFFFFFF);
        drawing.Fill(new Outline([[(10, 10), (90, 10), (90, 90), (10, 90)], [(30, 30), (30, 70), (70, 70), (70, 30)]], Closed: true), 0);
        Assert.Equal(6400 - 1600, Dark(drawing.ToRaster(72)), 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_half_clear_line_is_nowhere_darker_where_it_meets_itself(bool round)
    {
        var drawing = new Drawing(100, 100, 0xFFFFFF);
        drawing.Stroke(Outline.Polygon((20, 20), (80, 25), (75, 80), (22, 70)), new Pen(new Ink(0, 0.5), 6) { Round = round });
        var pixels = drawing.ToRaster(72).Pixels;
        var least = 255;
        foreach (var p in pixels)
            least = Math.Min(least, p);
        Assert.Equal(128, least);
    }

    [Fact]
    public void Upright_lines_are_crisp_at_any_place_and_resolution()
    {
        foreach (var dpi in (int[])[72, 100, 137, 300])
        {
            var drawing = new Drawing(50, 50, 0xFFFFFF);
            drawing.Line(10.37, 5, 10.37, 45, new Pen(0, 0.8));
            drawing.Line(5, 21.9, 45, 21.9, new Pen(0, 0.8));
            foreach (var p in drawing.ToRaster(dpi).Pixels)
                Assert.True(p is 0 or 255);
        }
    }

    [Fact]
    public void Dashes_leave_gaps()
    {
        var drawing = new Drawing(100, 20, 0xFFFFFF);
        drawing.Line(0, 10, 100, 10, new Pen(0, 2) { Dashes = [6, 4] });
        Assert.Equal(120, Dark(drawing.ToRaster(72)), 1.0);
    }

    [Fact]
    public void Clipped_marks_stay_within()
    {
        var drawing = new Drawing(100, 100, 0xFFFFFF) { Clip = Outline.Rectangle(new(20, 20, 30, 30)) };
        drawing.Fill(drawing.Bounds, 0);
        drawing.Clip = null;
        Assert.Equal(900, Dark(drawing.ToRaster(72)), 1e-6);
    }

    [Fact]
    public void Images_are_stretched_as_squares_or_smoothly()
    {
        var two = Picture.Create(2, 1, (x, _) => x == 0 ? 0x000000 : 0xFFFFFF);
        int[] Row(bool smooth, int width)
        {
            var drawing = new Drawing(width, 1, 0xFF0000);
            drawing.Image(two, drawing.Bounds, smooth);
            var raster = drawing.ToRaster(72);
            return [.. Enumerable.Range(0, width).Select(x => (int)raster.Pixels[3 * x])];
        }

        Assert.Equal([0, 0, 255, 255], Row(false, 4));
        Assert.Equal([0, 64, 191, 255], Row(true, 4));
        Assert.Equal([128], Row(true, 1));
    }

    [Fact]
    public void A_text_inks_its_box_and_nothing_else()
    {
        foreach (var turn in (double[])[0, 90, 30])
        {
            var style = new TextStyle(0x000000, 14) { Turn = turn, Anchor = TextAnchor.Middle, Line = TextLine.Middle };
            var drawing = new Drawing(160, 160, 0xFFFFFF);
            drawing.Text(80, 80, "Ägyptus 0.5 (mm³)", style);
            var box = style.BoxOf("Ägyptus 0.5 (mm³)", 80, 80).Inset(-4);
            var raster = drawing.ToRaster(72);
            Assert.InRange(Dark(raster), 250, 700);
            for (var n = 0; n < 160 * 160; n++)
                if (raster.Pixels[3 * n] < 250) Assert.True(box.Contains(new(n % 160, n / 160, 1, 1)), $"{turn}: {n % 160}, {n / 160}");
        }
    }

    [Fact]
    public void Inches_times_dpi_are_pixels_and_the_file_says_so()
    {
        var drawing = new Drawing(6 * 72, 4 * 72, 0xFFFFFF);
        Assert.Equal((1800, 1200), drawing.PixelsAt(300));
        var png = drawing.ToPng(300);
        Assert.Equal(1800, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        var physical = png.AsSpan().IndexOf("pHYs"u8);
        Assert.Equal(11811, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(physical + 4)));
        Assert.Equal(png, drawing.ToPng(300));
        Assert.Throws<ArgumentOutOfRangeException>(() => drawing.ToRaster(100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => drawing.ToRaster(double.NaN));
    }

    [Fact]
    public void Svg_is_well_formed_and_its_texts_are_texts()
    {
        var drawing = new Drawing(300, 200, 0xFFFFFF) { Description = "a < b & c" };
        drawing.Text(10, 20, "GM < 3 & \"x\" \u0001 ≤ 5 mm³", new(0x112233, 9));
        drawing.Text(10, 60, "turned", new(0x112233, 9) { Turn = 90, Bold = true, Halo = 0xFFFFFF });
        drawing.Clip = Outline.Rectangle(new(0, 0, 50, 50));
        drawing.Image(Picture.Create(3, 3, (x, y) => new Ink(x * 1000, 0.5)), new(5, 5, 30, 30));
        drawing.Disc(4, 4, 2, null, new Pen(0xFF0000));
        var svg = XDocument.Parse(drawing.ToSvg());
        XNamespace ns = "http://www.w3.org/2000/svg";
        var texts = svg.Descendants(ns + "text").ToArray();
        Assert.Equal("GM < 3 & \"x\" \uFFFD ≤ 5 mm³", texts[0].Value);
        Assert.Equal("rotate(-90 10 60)", texts[1].Attribute("transform")!.Value);
        Assert.Equal("0 0 300 200", svg.Root!.Attribute("viewBox")!.Value);
        Assert.Contains("font/woff", svg.Descendants(ns + "style").Single().Value, StringComparison.Ordinal);
        Assert.Empty(XDocument.Parse(drawing.ToSvg(embedFont: false)).Descendants(ns + "style"));
        Assert.Equal("url(#p-clip0)", svg.Descendants(ns + "circle").Single().Attribute("clip-path")!.Value);
    }

    [Fact]
    public void Colour_maps_are_matplotlibs_within_two_steps()
    {
        // matplotlib 3.6: viridis and magma at 0.1, 0.37, 0.8.
        foreach (var (map, t, r, g, b) in ((ColourMap, double, int, int, int)[])[(ColourMap.Viridis, 0.1, 72, 36, 117),
            (ColourMap.Viridis, 0.37, 44, 113, 142), (ColourMap.Viridis, 0.8, 122, 209, 81), (ColourMap.Magma, 0.8, 254, 159, 109)])
        {
            var c = map.At(t);
            Assert.All(((int, int)[])[(c >> 16, r), ((c >> 8) & 255, g), (c & 255, b)], p => Assert.InRange(p.Item1 - p.Item2, -4, 4));
        }

        Assert.Equal((0xF7F7F7, 0x67001F, 0x053061),
            (ColourMap.BlueRed.At(0.5), ColourMap.BlueRed.At(7), ColourMap.BlueRed.At(double.NaN)));
    }

    private static double Dark(Raster raster)
    {
        var sum = 0.0;
        for (var n = 0; n < raster.Pixels.Length; n += 3)
            sum += (255 - raster.Pixels[n]) / 255.0;
        return sum;
    }
}
