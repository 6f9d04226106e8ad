namespace Pial.Plots.Canvas;

/// <summary>A finished pixel image to be placed in a drawing: red, green, blue, opacity, 8 bits each, row by row from the top.</summary>
public sealed class Picture
{
    /// <summary>Takes over pixels.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="rgba">Four bytes a pixel; kept, not copied.</param>
    /// <exception cref="ArgumentException">There are not that many bytes.</exception>
    public Picture(int width, int height, byte[] rgba)
    {
        ArgumentNullException.ThrowIfNull(rgba);
        if (width < 1 || height < 1 || rgba.Length != width * height * 4)
            throw new ArgumentException($"{rgba.Length} bytes do not fill {width}×{height} pixels of 4.", nameof(rgba));
        (Width, Height, Rgba) = (width, height, rgba);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The bytes.</summary>
    internal byte[] Rgba { get; }

    /// <summary>Makes one pixel by pixel.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="ink">Colour of the pixel at a column and a row.</param>
    public static Picture Create(int width, int height, Func<int, int, Ink> ink)
    {
        ArgumentNullException.ThrowIfNull(ink);
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (colour, opacity) = ink(x, y);
                var to = rgba.AsSpan(((y * width) + x) * 4, 4);
                (to[0], to[1], to[2], to[3]) = ((byte)(colour >> 16), (byte)(colour >> 8), (byte)colour,
                    (byte)Math.Round(255 * Math.Clamp(opacity, 0, 1)));
            }
        }

        return new(width, height, rgba);
    }

    /// <summary>As a PNG file, with opacity only where some pixel lets light through.</summary>
    public byte[] ToPng()
    {
        for (var n = 3; n < Rgba.Length; n += 4)
            if (Rgba[n] != 255) return Png.Rgba(Width, Height, Rgba);
        var rgb = new byte[Width * Height * 3];
        for (int n = 0, m = 0; n < Rgba.Length; n += 4, m += 3)
            (rgb[m], rgb[m + 1], rgb[m + 2]) = (Rgba[n], Rgba[n + 1], Rgba[n + 2]);
        return Png.Rgb(Width, Height, rgb);
    }
}
