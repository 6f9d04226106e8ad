namespace Pial.Plots.Canvas;

/// <summary>Brings a picture to another number of pixels.</summary>
internal static class Scaler
{
    /// <summary>
    /// The picture's pixels as squares, or a triangle filter as wide as the coarser of both grids: linear between centres when enlarged,
    /// averaged when reduced.
    /// </summary>
    public static byte[] To(Picture picture, int width, int height, bool smooth)
    {
        if (picture.Width == width && picture.Height == height) return picture.Rgba;
        return smooth ? Smooth(picture, width, height) : Nearest(picture, width, height);
    }

    private static byte[] Nearest(Picture picture, int width, int height)
    {
        var rgba = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            var row = (int)((y + 0.5) * picture.Height / height) * picture.Width;
            for (var x = 0; x < width; x++)
                picture.Rgba.AsSpan((row + (int)((x + 0.5) * picture.Width / width)) * 4, 4).CopyTo(rgba.AsSpan(((y * width) + x) * 4));
        }

        return rgba;
    }

    // Colours are weighted by their opacity, so that what cannot be seen does not stain its neighbours.
    private static byte[] Smooth(Picture picture, int width, int height)
    {
        var (across, down) = (Weights(picture.Width, width), Weights(picture.Height, height));
        var rows = new float[picture.Height * width * 4];
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = across[x];
                var to = rows.AsSpan(((y * width) + x) * 4, 4);
                for (var n = 0; n < weights.Length; n++)
                {
                    var from = picture.Rgba.AsSpan(((y * picture.Width) + first + n) * 4, 4);
                    var part = weights[n] * from[3];
                    for (var c = 0; c < 3; c++)
                        to[c] += part * from[c];
                    to[3] += part;
                }
            }
        }

        var rgba = new byte[width * height * 4];
        Span<float> sum = stackalloc float[4];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = down[y];
            for (var x = 0; x < width; x++)
            {
                sum.Clear();
                for (var n = 0; n < weights.Length; n++)
                    for (var c = 0; c < 4; c++)
                        sum[c] += weights[n] * rows[((((first + n) * width) + x) * 4) + c];
                if (sum[3] < 0.5f) continue;
                var to = rgba.AsSpan(((y * width) + x) * 4, 4);
                for (var c = 0; c < 3; c++)
                    to[c] = (byte)Math.Clamp(MathF.Round(sum[c] / sum[3]), 0, 255);
                to[3] = (byte)Math.Clamp(MathF.Round(sum[3]), 0, 255);
            }
        }

        return rgba;
    }

    private static (int First, float[] Weights)[] Weights(int from, int to)
    {
        var step = from / (double)to;
        var reach = Math.Max(1, step);
        return [.. Enumerable.Range(0, to).Select(n =>
        {
            var centre = ((n + 0.5) * step) - 0.5;
            var (first, last) = (Math.Max(0, (int)Math.Floor(centre - reach) + 1),
                Math.Min(from - 1, (int)Math.Ceiling(centre + reach) - 1));
            var weights = Enumerable.Range(first, last - first + 1)
                .Select(k => Math.Max(1e-6, 1 - (Math.Abs(k - centre) / reach))).ToArray();
            var sum = weights.Sum();
            return (first, Array.ConvertAll(weights, w => (float)(w / sum)));
        })];
    }
}
