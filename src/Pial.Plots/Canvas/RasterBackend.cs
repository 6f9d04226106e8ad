namespace Pial.Plots.Canvas;

/// <summary>A drawing in pixels.</summary>
internal sealed class RasterBackend
{
    private readonly Raster raster;
    private readonly double scale;
    private readonly Dictionary<Outline, byte[]> masks = new(ReferenceEqualityComparer.Instance);

    private RasterBackend(Raster raster, double scale) => (this.raster, this.scale) = (raster, scale);

    /// <summary>Draws everything.</summary>
    /// <param name="drawing">What to draw.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="scale">Pixels a point.</param>
    public static Raster Draw(Drawing drawing, int width, int height, double scale)
    {
        var backend = new RasterBackend(new(width, height), scale);
        backend.raster.Fill(0, 0, width, height, drawing.Paper);
        foreach (var mark in drawing.Marks)
            backend.Draw(mark);
        return backend.raster;
    }

    private void Draw(Mark mark)
    {
        var mask = Mask(mark.Clip);
        switch (mark)
        {
            case Mark.Fill fill:
                Paint(Snapped(Scaled(fill.Outline)).Parts, fill.Ink, mask);
                break;
            case Mark.Stroke stroke:
                Stroke(Scaled(stroke.Outline), stroke.Pen, mask);
                break;
            case Mark.Disc disc:
                var circle = Stroker.Disc(disc.X * scale, disc.Y * scale, disc.Radius * scale);
                if (disc.Ink is { } ink) Paint([circle], ink, mask);
                if (disc.Edge is { } edge)
                    Paint(Stroker.Rings(Outline.Polygon(circle), edge.Width * scale, [.. edge.Dashes.Select(d => d * scale)], round: true),
                        edge.Ink, mask);
                break;
            case Mark.Image image:
                Image(image, mask);
                break;
            case Mark.Text text:
                Text(text, mask);
                break;
        }
    }

    private Outline Scaled(Outline outline) => outline.Moved(0, 0, scale);

    // Upright lines lie on whole pixels, or they would be two grey ones.
    private void Stroke(Outline outline, Pen pen, byte[]? mask)
    {
        var width = pen.Width * scale;
        if (outline.IsUpright)
        {
            width = Math.Max(1, Math.Round(width));
            var odd = (int)width % 2 == 1;
            double Snap(double v) => odd ? Math.Floor(v + 1e-6) + 0.5 : Math.Round(v);
            outline = outline with
            {
                Parts = [.. outline.Parts.Select(part => (IReadOnlyList<(double, double)>)(part switch
                {
                    [var a, var b] when !outline.Closed && Math.Abs(a.X - b.X) < 1e-6 =>
                        [(Snap(a.X), Math.Round(a.Y)), (Snap(a.X), Math.Round(b.Y))],
                    [var a, var b] when !outline.Closed => [(Math.Round(a.X), Snap(a.Y)), (Math.Round(b.X), Snap(a.Y))],
                    _ => [.. part.Select(p => (Snap(p.X), Snap(p.Y)))],
                }))],
            };
        }

        Paint(Stroker.Rings(outline, width, [.. pen.Dashes.Select(d => d * scale)], pen.Round), pen.Ink, mask);
    }

    private static Outline Snapped(Outline outline)
    {
        if (outline.Parts is not [{ Count: 4 } four] || !outline.IsUpright) return outline;
        if (four.Max(p => p.X) - four.Min(p => p.X) < 2 || four.Max(p => p.Y) - four.Min(p => p.Y) < 2) return outline;
        return Outline.Polygon([.. four.Select(p => (Math.Round(p.X), Math.Round(p.Y)))]);
    }

    private void Paint(IEnumerable<IReadOnlyList<(double X, double Y)>> rings, Ink ink, byte[]? mask)
    {
        if (ink.Opacity <= 0) return;
        var coverage = new Coverage();
        foreach (var ring in rings)
            coverage.Add(ring);
        coverage.Sweep(raster.Width, raster.Height, (row, from, covered) =>
        {
            for (var n = 0; n < covered.Length; n++)
            {
                var part = covered[n] * ink.Opacity;
                if (mask is not null) part *= mask[(row * raster.Width) + from + n] / 255.0;
                if (part > 0) raster.Blend(from + n, row, ink.Colour, part);
            }
        });
    }

    private byte[]? Mask(Outline? clip)
    {
        if (clip is null) return null;
        if (masks.TryGetValue(clip, out var known)) return known;
        var mask = new byte[raster.Width * raster.Height];
        var coverage = new Coverage();
        foreach (var part in Snapped(Scaled(clip)).Parts)
            coverage.Add(part);
        coverage.Sweep(raster.Width, raster.Height, (row, from, covered) =>
        {
            for (var n = 0; n < covered.Length; n++)
                mask[(row * raster.Width) + from + n] = (byte)Math.Round(covered[n] * 255);
        });
        return masks[clip] = mask;
    }

    private void Text(Mark.Text text, byte[]? mask)
    {
        var style = text.Style;
        var size = style.Size * scale;
        var (sin, cos) = Math.SinCos(-style.Turn * Math.PI / 180);
        var (u, v) = (style.StartOffset(text.Content) * scale, style.BaselineOffset * scale);
        var (x, y) = ((text.X * scale) + (u * cos) - (v * sin), (text.Y * scale) + (u * sin) + (v * cos));
        if (style.Turn % 180 == 0) y = Math.Round(y); // letters stand on a whole pixel
        else if (style.Turn % 90 == 0) x = Math.Round(x);
        var rings = style.Face.OutlinesOf(text.Content, 0.1 / size)
            .ConvertAll(
                ring => Array.ConvertAll(ring,
                    p => (X: x + (size * ((p.X * cos) - (p.Y * sin))), Y: y + (size * ((p.X * sin) + (p.Y * cos))))));
        if (style.Halo is { } halo)
            Paint(rings.SelectMany(r => Stroker.Rings(Outline.Polygon(r), size * TextStyle.HaloWidth, [], round: true)), halo, mask);
        Paint(rings, style.Ink, mask);
    }

    private void Image(Mark.Image image, byte[]? mask)
    {
        var place = image.Place;
        var (left, top) = ((int)Math.Round(place.Left * scale), (int)Math.Round(place.Top * scale));
        var (width, height) = (Math.Max(1, (int)Math.Round(place.Right * scale) - left),
            Math.Max(1, (int)Math.Round(place.Bottom * scale) - top));
        var rgba = Scaler.To(image.Picture, width, height, image.Smooth);
        for (var y = Math.Max(0, -top); y < Math.Min(height, raster.Height - top); y++)
        {
            for (var x = Math.Max(0, -left); x < Math.Min(width, raster.Width - left); x++)
            {
                var at = ((y * width) + x) * 4;
                if (rgba[at + 3] == 0) continue;
                var opacity = rgba[at + 3] / 255.0;
                if (mask is not null) opacity *= mask[((top + y) * raster.Width) + left + x] / 255.0;
                raster.Blend(left + x, top + y, (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2], opacity);
            }
        }
    }
}
