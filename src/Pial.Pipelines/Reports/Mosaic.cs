using System.Globalization;
using System.Text;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Pipelines.Reports;

/// <summary>
/// Rows of cuts in three planes. Each cut's picture is kept once in the page and drawn again wherever a section needs it; outlines are
/// vector paths, so that they stay sharp at any size.
/// </summary>
internal sealed class Mosaic
{
    private static readonly (Plane Plane, string Name, double From, double To)[] Planes =
        [(Plane.Axial, "Axial", 0.14, 0.9), (Plane.Coronal, "Coronal", 0.14, 0.88), (Plane.Sagittal, "Sagittal", 0.14, 0.86)];

    private const int Caption = 14;

    private readonly List<(string Id, Plane Plane, double PositionMm, int Width, int Height)> cuts = [];
    private readonly WorldBox box;
    private readonly double pixelMm;

    /// <summary>Chooses the cuts.</summary>
    /// <param name="id">Prefix of the pictures' names in the page.</param>
    /// <param name="box">What of the world to show.</param>
    /// <param name="inner">Where the brain is: cuts are spread over it.</param>
    /// <param name="each">Cuts in each plane.</param>
    /// <param name="pixelMm">Size of a pixel.</param>
    public Mosaic(string id, WorldBox box, WorldBox inner, int each, double pixelMm)
    {
        (this.box, this.pixelMm) = (box, pixelMm);
        foreach (var (plane, _, from, to) in Planes)
        {
            for (var n = 0; n < each; n++)
            {
                var t = each == 1 ? 0.5 : from + ((to - from) * n / (each - 1));
                var p = inner.At(t, t, t);
                // minus nothing is nothing
                var position = Math.Round(plane switch { Plane.Sagittal => p.X, Plane.Coronal => p.Y, _ => p.Z }) + 0.0;
                var (width, height) = Size(plane);
                cuts.Add(($"{id}-{plane.ToString()[..1].ToLowerInvariant()}{n}", plane, position, width, height));
            }
        }
    }

    /// <summary>The pictures of a grey image, to be placed once in the page.</summary>
    public string Define(Volume<float> image, Window window) => Define("", (plane, mm) =>
    {
        var cut = Cut.Of(image, plane, mm, box, pixelMm);
        var pixels = new byte[cut.Values.Length];
        for (var n = 0; n < pixels.Length; n++)
            pixels[n] = window.Shade(cut.Values[n]);
        return Png.Grey(cut.Width, cut.Height, pixels);
    });

    /// <summary>Pictures of labels in half-transparent colours, under the base picture's name with a suffix.</summary>
    public string DefineLabels(string suffix, Volume<int> labels, IReadOnlyList<int> colours, byte opacity)
    {
        var palette = new byte[(colours.Count + 1) * 3];
        var alpha = new byte[colours.Count + 1];
        for (var n = 0; n < colours.Count; n++)
        {
            for (var c = 0; c < 3; c++)
                palette[((n + 1) * 3) + c] = (byte)(colours[n] >> (16 - (8 * c)));
            alpha[n + 1] = opacity;
        }

        return Define(suffix, (plane, mm) =>
        {
            var cut = Cut.Of(labels, plane, mm, box, pixelMm);
            return Png.Indexed(cut.Width, cut.Height, [.. cut.Values.Select(v => (byte)Math.Clamp(v, 0, colours.Count))], palette, alpha);
        });
    }

    /// <summary>Pictures of labels as outlines over a faint fill, each in its colour; at most 127 colours.</summary>
    public string DefineOutlined(string suffix, Volume<int> labels, IReadOnlyList<int> colours)
    {
        var (palette, alpha) = (new byte[((2 * colours.Count) + 1) * 3], new byte[(2 * colours.Count) + 1]);
        for (var n = 0; n < 2 * colours.Count; n++)
        {
            for (var c = 0; c < 3; c++)
                palette[((n + 1) * 3) + c] = (byte)(colours[n / 2] >> (16 - (8 * c)));
            alpha[n + 1] = (byte)(n % 2 == 0 ? 60 : 255);
        }

        return Define(suffix, (plane, mm) =>
        {
            var cut = Cut.Of(labels, plane, mm, box, pixelMm);
            var (pixels, v, w) = (new byte[cut.Values.Length], cut.Values, cut.Width);
            for (var n = 0; n < pixels.Length; n++)
            {
                if (v[n] <= 0) continue;
                var x = n % w;
                var edge = x == 0 || x == w - 1 || n < w || n >= v.Length - w || v[n - 1] != v[n] || v[n + 1] != v[n] || v[n - w] != v[n]
                    || v[n + w] != v[n];
                pixels[n] = (byte)((2 * (int)v[n]) - (edge ? 0 : 1));
            }

            return Png.Indexed(cut.Width, cut.Height, pixels, palette, alpha);
        });
    }

    /// <summary>Pictures through a palette of 256 colours.</summary>
    public string DefineColoured(string suffix, Volume<float> image, Window window, ReadOnlySpan<byte> palette, Volume<bool> within)
    {
        var (colours, alpha) = (palette.ToArray(), new byte[256]);
        Array.Fill(alpha, (byte)255);
        alpha[0] = 0;
        return Define(suffix, (plane, mm) =>
        {
            var cut = Cut.Of(image, plane, mm, box, pixelMm);
            var mask = Cut.Of(within, plane, mm, box, pixelMm);
            var pixels = new byte[cut.Values.Length];
            for (var n = 0; n < pixels.Length; n++)
                pixels[n] = mask.Values[n] >= 0.5 ? Math.Max((byte)1, window.Shade(cut.Values[n])) : (byte)0;
            return Png.Indexed(cut.Width, cut.Height, pixels, colours, alpha);
        });
    }

    /// <summary>The rows: a heading for each plane and its cuts, with layers and outlines drawn over them.</summary>
    /// <param name="layers">Suffixes of pictures defined before, drawn in order; the first is the base, the others can be hidden.</param>
    /// <param name="outlines">Class of the path, mask or map, and level.</param>
    public string Rows(IReadOnlyList<string> layers,
        params IReadOnlyList<(string Class, Func<Plane, double, Cut> Cut, double Level)> outlines) =>
        RowsOf(layers, Paths(outlines));

    /// <summary>As <see cref="Rows"/>, with paths that are drawn for each cut's frame.</summary>
    /// <param name="layers">As for <see cref="Rows"/>.</param>
    /// <param name="paths">Class of the path, and its <c>d</c>.</param>
    public string RowsOf(IReadOnlyList<string> layers, IReadOnlyList<(string Class, Func<CutFrame, string> Path)> paths)
    {
        var html = new StringBuilder();
        foreach (var (plane, name, _, _) in Planes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h3>{name}</h3><div class=\"cuts\">");
            foreach (var cut in cuts.Where(c => c.Plane == plane))
                html.Append(Figure(cut, layers, paths));
            html.Append("</div>");
        }

        return html.ToString();
    }

    /// <summary>The cuts as figures without rows; layers and outlines as for <see cref="Rows"/>.</summary>
    public string Each(IReadOnlyList<string> layers,
        params IReadOnlyList<(string Class, Func<Plane, double, Cut> Cut, double Level)> outlines) =>
        string.Concat(cuts.Select(c => Figure(c, layers, Paths(outlines))));

    /// <summary>Samples a mask where a cut lies.</summary>
    public Func<Plane, double, Cut> Of(Volume<bool> mask) => (plane, mm) => Cut.Of(mask, plane, mm, box, pixelMm);

    /// <summary>Samples an image where a cut lies.</summary>
    public Func<Plane, double, Cut> Of(Volume<float> image) => (plane, mm) => Cut.Of(image, plane, mm, box, pixelMm);

    private string Define(string suffix, Func<Plane, double, byte[]> png)
    {
        var svg = new StringBuilder();
        foreach (var (id, plane, mm, width, height) in cuts)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<image id=\"{id}{suffix}\" width=\"{width}\" height=\"{height}\" ")
                .Append("href=\"data:image/png;base64,").Append(Convert.ToBase64String(png(plane, mm))).Append("\"/>\n");
        }

        return svg.ToString();
    }

    private string Figure(
        (string Id, Plane Plane, double PositionMm, int Width, int Height) cut,
        IReadOnlyList<string> layers,
        IReadOnlyList<(string Class, Func<CutFrame, string> Path)> paths)
    {
        var axis = cut.Plane switch { Plane.Sagittal => "x", Plane.Coronal => "y", _ => "z" };
        var (low, high) = cut.Plane == Plane.Sagittal ? ("P", "A") : ("L", "R");
        var svg = new StringBuilder();
        var title = string.Create(CultureInfo.InvariantCulture, $"{cut.Plane} cut at {axis} = {cut.PositionMm:0} mm");
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg class=\"cut\" role=\"img\" aria-label=\"{title}\" viewBox=\"0 0 {cut.Width} {cut.Height + Caption}\">");
        for (var n = 0; n < layers.Count; n++)
            svg.Append(CultureInfo.InvariantCulture, $"<use href=\"#{cut.Id}{layers[n]}\"{(n > 0 ? " class=\"layer\"" : "")}/>");
        var frame = CutFrame.Of(cut.Plane, cut.PositionMm, box, pixelMm);
        foreach (var (name, path) in paths)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{name}\" d=\"{path(frame)}\"/>");
        var middle = (cut.Height / 2) + 4;
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"4\" y=\"{middle}\">{low}</text><text x=\"{cut.Width - 4}\" y=\"{middle}\" text-anchor=\"end\">{high}</text>")
            .Append(CultureInfo.InvariantCulture,
                $"<text class=\"mm\" x=\"{cut.Width / 2}\" y=\"{cut.Height + Caption - 4}\" text-anchor=\"middle\">{axis} = " +
                    $"{cut.PositionMm:0}</text></svg>");
        return svg.ToString();
    }

    private static IReadOnlyList<(string Class, Func<CutFrame, string> Path)> Paths(
        IReadOnlyList<(string Class, Func<Plane, double, Cut> Cut, double Level)> outlines) =>
        [.. outlines.Select(static o =>
            (o.Class, (Func<CutFrame, string>)(f => Contour.ToSvgPath(o.Cut(f.Plane, f.PositionMm), o.Level))))];

    private (int Width, int Height) Size(Plane plane)
    {
        var probe = plane switch
        {
            Plane.Sagittal => (box.High.Y - box.Low.Y, box.High.Z - box.Low.Z),
            Plane.Coronal => (box.High.X - box.Low.X, box.High.Z - box.Low.Z),
            _ => (box.High.X - box.Low.X, box.High.Y - box.Low.Y),
        };
        return (Math.Max(1, (int)Math.Round(probe.Item1 / pixelMm) + 1), Math.Max(1, (int)Math.Round(probe.Item2 / pixelMm) + 1));
    }
}
