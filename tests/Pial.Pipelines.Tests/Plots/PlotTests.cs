using System.Buffers.Binary;
using System.IO.Compression;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Plots;

public sealed class PlotTests
{
    // A disc of radius 20 mm about (5, -3, 4), to the left of which a small bright ball sits.
    private static readonly Grid Las = new(new(80, 80, 80), Affine.Scaling(-1, 1, 1).WithOffset(new(40, -40, -40)));

    private static readonly BrainPlotOptions AtOrigin = new() { CutCoords = [0, 0, 0], Dpi = 100, DrawCross = false, Annotate = false };

    [Fact]
    public void The_outline_of_a_ball_is_a_circle()
    {
        var ball = Volume.Create(Las, Las, static (Span<bool> v, Grid g) => Fill(g, v, p => p.DistanceTo(new(5, -3, 4)) <= 20));
        var cut = Cut.Of(ball, Plane.Axial, 4, WorldBox.Of(Las), 1);
        var outline = Assert.Single(Contour.Trace(cut, 0.5));
        var length = outline
            .Select((p,
                n) => Math.Sqrt(Math.Pow(p.X - outline[(n + 1) % outline.Count].X, 2)
                    + Math.Pow(p.Y - outline[(n + 1) % outline.Count].Y, 2))).Sum();
        Assert.InRange(length, 2 * Math.PI * 20 * 0.95, 2 * Math.PI * 20 * 1.1);
        Assert.All(outline, p => Assert.InRange(Math.Sqrt(Math.Pow(p.X - 44, 2) + Math.Pow(p.Y - 42, 2)), 19, 21.5));
        Assert.StartsWith("M", Contour.ToSvgPath(cut, 0.5), StringComparison.Ordinal);
        Assert.Equal("", Contour.ToSvgPath(cut, 2));
    }

    [Fact]
    public void The_subjects_left_is_on_the_left_whatever_the_storage_order()
    {
        var left = Volume.Create(Las, Las, static (Span<float> v, Grid g) => Fill(g, v, p => p.X < -10 ? 100f : 0f));
        foreach (var image in (Volume<float>[])[left, left.Reorient(Orientation.Ras), left.Reorient(Orientation.Parse("ASL"))])
        {
            var cut = Cut.Of(image, Plane.Coronal, 0, WorldBox.Of(image.Grid), 1);
            Assert.Equal(100, cut.Values[(40 * cut.Width) + 5]);
            Assert.Equal(0, cut.Values[(40 * cut.Width) + 70]);
        }
    }

    [Fact]
    public void Anterior_and_superior_are_up()
    {
        var front = Volume.Create(Las, Las, static (Span<float> v, Grid g) => Fill(g, v, p => p.Y > 10 && p.Z > 10 ? 100f : 0f));
        var axial = Cut.Of(front, Plane.Axial, 20, WorldBox.Of(Las), 1);
        Assert.Equal((100, 0), (axial.Values[(5 * axial.Width) + 40], axial.Values[(70 * axial.Width) + 40]));
        var sagittal = Cut.Of(front, Plane.Sagittal, 0, WorldBox.Of(Las), 1);
        Assert.Equal((100, 0), (sagittal.Values[(5 * sagittal.Width) + 70], sagittal.Values[(5 * sagittal.Width) + 5]));
    }

    [Fact]
    public void The_lines_of_a_map_lie_where_it_takes_them_from()
    {
        var black = Volume.Filled(Las, 0f);
        PointMap Shift(double mm) => PointMap.FromAffine(Affine.Translation(new(mm, 0, 0)));
        var (none, five, all) = (Lines(Shift(0)), Lines(Shift(5)), Lines(Shift(20)));
        Assert.NotEmpty(none);
        Assert.Equal(none, all);
        Assert.NotEqual(none, five);

        HashSet<int> Lines(PointMap map)
        {
            var raster = AnatPlot.Draw(black, new Overlay.Lines(map, 20), AtOrigin).ToRaster(100);
            var png = raster.Pixels.ToArray();
            return [.. Enumerable.Range(0, raster.Width * raster.Height).Where(n => png[(3 * n) + 2] < png[3 * n] - 50)]; // yellow
        }
    }

    [Fact]
    public void A_checkerboard_shows_the_other_image_in_every_second_square()
    {
        var (half, same) = (Volume.Create(Las, Las, static (Span<float> v, Grid g) => Fill(g, v, p => p.X < 0 ? 100f : 50f)),
            Volume.Filled(Las, 0f));
        var board = AnatPlot.Draw(half, new Overlay.Checkerboard(same, 20), AtOrigin).ToRaster(100).Pixels.ToArray();
        var plain = AnatPlot.Draw(half, null, AtOrigin).ToRaster(100).Pixels.ToArray();
        var dark = Enumerable.Range(0, plain.Length).Count(n => plain[n] > 60 && board[n] == 0);
        Assert.InRange(dark / (double)plain.Count(v => v > 60), 0.35, 0.65);
    }

    [Fact]
    public void A_png_holds_the_pixels_it_was_given()
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 5 * 3).Select(n => (byte)(n * 37))];
        var png = Png.Rgb(7, 5, pixels);
        Assert.Equal(pixels, Decode(png, 7, 5, 3));
        byte[] grey = [.. Enumerable.Range(0, 30).Select(n => (byte)(255 - (n * 8)))];
        Assert.Equal(grey, Decode(Png.Grey(6, 5, grey), 6, 5, 1));
        Assert.Throws<ArgumentException>(() => Png.Grey(6, 6, grey));
    }

    [Fact]
    public void The_window_leaves_bright_outliers_out()
    {
        var values = new float[10000];
        for (var n = 1000; n < values.Length; n++)
            values[n] = n % 100;
        values[9999] = 1e6f;
        values[5] = float.NaN;
        Assert.InRange(Window.Of(values).High, 90, 1000);
        Assert.Equal(0, Window.Of([3, 3, 3]).Shade(0));
    }

    private static void Fill<T>(Grid g, Span<T> v, Func<Point, T> value)
    {
        for (var k = 0; k < g.Shape.K; k++)
            for (var j = 0; j < g.Shape.J; j++)
                for (var i = 0; i < g.Shape.I; i++)
                    v[g.Shape.Index(i, j, k)] = value(g.Affine.Apply(new(i, j, k)));
    }

    private static byte[] Decode(byte[] png, int width, int height, int channels)
    {
        var idat = 8;
        while (!png.AsSpan(idat + 4, 4).SequenceEqual("IDAT"u8))
            idat += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(idat));
        using var zlib = new ZLibStream(new MemoryStream(png, idat + 8, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(idat))),
            CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        var (bytes, stride) = (raw.ToArray(), (width * channels) + 1);
        var pixels = new byte[width * height * channels];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width * channels; x++)
            {
                var left = x >= channels ? pixels[(y * (stride - 1)) + x - channels] : 0;
                var up = y > 0 ? pixels[((y - 1) * (stride - 1)) + x] : 0;
                pixels[(y * (stride - 1)) + x] =
                    (byte)(bytes[(y * stride) + 1 + x] + (bytes[y * stride] switch { 1 => left, 2 => up, _ => 0 }));
            }
        }

        return pixels;
    }
}
