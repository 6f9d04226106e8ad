using Pial.Volumes;

namespace Pial.Plots;

/// <summary>Where the pixels of a cut lie in the world: rows run down, columns to the subject's right (sagittal: to the front).</summary>
/// <param name="Plane">Which way it is cut.</param>
/// <param name="PositionMm">World coordinate along the plane's normal.</param>
/// <param name="LeftMm">World coordinate of the centres of the first column.</param>
/// <param name="TopMm">World coordinate of the centres of the first row.</param>
/// <param name="PixelMm">Side of a pixel.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record CutFrame(Plane Plane, double PositionMm, double LeftMm, double TopMm, double PixelMm, int Width, int Height)
{
    /// <summary>Which panel of a picture it is, counted from 0.</summary>
    internal int Index { get; init; }

    /// <summary>Whether columns run to the subject's left instead, as radiologists look at it.</summary>
    public bool Mirrored { get; init; }

    /// <summary>From edge to edge of a box: the centres of the outermost pixels lie on its edges.</summary>
    public static CutFrame Of(Plane plane, double positionMm, WorldBox box, double pixelMm)
    {
        var (left, right, bottom, top) = box.Extent(plane);
        return new(plane, positionMm, left, top, pixelMm, Math.Max(1, (int)Math.Round((right - left) / pixelMm) + 1),
            Math.Max(1, (int)Math.Round((top - bottom) / pixelMm) + 1));
    }

    /// <summary>A number of pixels over a box's width: the edges of the outermost pixels lie on its edges.</summary>
    public static CutFrame Across(Plane plane, double positionMm, WorldBox box, int width)
    {
        var (left, right, bottom, top) = box.Extent(plane);
        var pixel = (right - left) / Math.Max(width, 1);
        return new(plane, positionMm, left + (pixel / 2), top - (pixel / 2), pixel, Math.Max(width, 1),
            Math.Max(1, (int)Math.Round((top - bottom) / pixel)));
    }

    /// <summary>The world point of a pixel; whole numbers are centres.</summary>
    public Point At(double column, double row)
    {
        var (u, v) = (LeftMm + ((Mirrored ? Width - 1 - column : column) * PixelMm), TopMm - (row * PixelMm));
        return Plane switch
        {
            Plane.Sagittal => new(PositionMm, u, v),
            Plane.Coronal => new(u, PositionMm, v),
            _ => new(u, v, PositionMm),
        };
    }
}
