namespace Pial.Plots.Canvas;

/// <summary>One thing in a drawing.</summary>
/// <param name="Clip">What it is kept within; null for the whole drawing.</param>
public abstract record Mark(Outline? Clip)
{
    /// <summary>A filled outline (nonzero winding).</summary>
    public sealed record Fill(Outline Outline, Ink Ink, Outline? Clip) : Mark(Clip);

    /// <summary>A drawn line.</summary>
    public sealed record Stroke(Outline Outline, Pen Pen, Outline? Clip) : Mark(Clip);

    /// <summary>A disc, filled and with an edge where these are given.</summary>
    public sealed record Disc(double X, double Y, double Radius, Ink? Ink, Pen? Edge, Outline? Clip) : Mark(Clip);

    /// <summary>A pixel image stretched over a frame.</summary>
    public sealed record Image(Picture Picture, Frame Place, bool Smooth, Outline? Clip) : Mark(Clip);

    /// <summary>A text.</summary>
    public sealed record Text(double X, double Y, string Content, TextStyle Style, Outline? Clip) : Mark(Clip)
    {
        /// <summary>The upright box around it.</summary>
        public Frame Box => Style.BoxOf(Content, X, Y);
    }
}
