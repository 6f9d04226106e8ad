
namespace Pial.Plots.Canvas;

/// <summary>A picture being drawn: 8 bits each of red, green and blue.</summary>
/// <param name="width">Pixels across.</param>
/// <param name="height">Pixels down.</param>
public sealed class Raster(int width, int height)
{
    private readonly byte[] pixels = new byte[width * height * 3];

    /// <summary>Pixels across.</summary>
    public int Width { get; } = width;

    /// <summary>Pixels down.</summary>
    public int Height { get; } = height;

    /// <summary>Red, green, blue, row by row.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>Mixes a colour (0xRRGGBB) into a pixel; outside the picture nothing happens.</summary>
    public void Blend(int x, int y, int colour, double opacity)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height || opacity <= 0) return;
        var at = ((y * Width) + x) * 3;
        opacity = Math.Min(opacity, 1);
        for (var c = 0; c < 3; c++)
        {
            var wanted = (colour >> (16 - (8 * c))) & 0xFF;
            pixels[at + c] = (byte)Math.Round(pixels[at + c] + ((wanted - pixels[at + c]) * opacity));
        }
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int left, int top, int across, int down, int colour)
    {
        var (from, to) = (Math.Clamp(left, 0, Width), Math.Clamp(left + across, 0, Width));
        ReadOnlySpan<byte> colours = [(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour];
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + down); y++)
            for (var x = from; x < to; x++)
                colours.CopyTo(pixels.AsSpan(((y * Width) + x) * 3));
    }

    /// <summary>As a PNG file.</summary>
    /// <param name="dpi">Pixels an inch, for the file to say; 0 to leave it open.</param>
    public byte[] ToPng(double dpi = 0) => Png.Rgb(Width, Height, pixels, dpi);
}
