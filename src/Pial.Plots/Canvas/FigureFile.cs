using System.Globalization;
using Pial.Formats.Streams;

namespace Pial.Plots.Canvas;

/// <summary>Drawings as files: the name's ending chooses PNG or SVG.</summary>
public static class FigureFile
{
    /// <summary>Says no to a name that ends otherwise; call it before the work.</summary>
    /// <exception cref="ArgumentException">The name ends neither in .png nor in .svg.</exception>
    public static void CheckName(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsSvg(path) && !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{path} must end in .png or .svg.");
    }

    /// <summary>Says no to a figure that has no pixel or too many; call it before the work.</summary>
    /// <param name="width">Inches.</param>
    /// <param name="height">Inches.</param>
    /// <param name="dpi">Pixels an inch.</param>
    /// <exception cref="ArgumentException">A side is not between 0.5 and 100 inches, the resolution not between 20 and 2400, or there are
    /// more pixels than <see cref="Drawing.LargestPixels"/>.</exception>
    public static void CheckSize(double width, double height, double dpi)
    {
        if (!(width is >= 0.5 and <= 100 && height is >= 0.5 and <= 100))
            throw new ArgumentException(
                FormattableString.Invariant($"A figure of {width} × {height} inches: each side must be between 0.5 and 100."));
        if (dpi is not (>= 20 and <= 2400))
            throw new ArgumentException(FormattableString.Invariant($"{dpi} pixels an inch: give between 20 and 2400."));
        if (width * height * dpi * dpi > Drawing.LargestPixels)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"A figure of {width} × {height} inches with {dpi} pixels an inch has over {Drawing.LargestPixels / 1_000_000} " +
                        $"million pixels; make it smaller, or write SVG."));
    }

    /// <summary>Writes a drawing, whole or not at all.</summary>
    /// <param name="path">Ends in .png or .svg.</param>
    /// <param name="drawing">What to write.</param>
    /// <param name="dpi">Pixels an inch of a PNG.</param>
    public static void Write(string path, Drawing drawing, double dpi)
    {
        CheckName(path);
        ArgumentNullException.ThrowIfNull(drawing);
        if (IsSvg(path)) OutputFile.WriteText(path, drawing.ToSvg());
        else OutputFile.Write(path, stream => stream.Write(drawing.ToPng(dpi)));
    }

    private static bool IsSvg(string path) => path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
}
