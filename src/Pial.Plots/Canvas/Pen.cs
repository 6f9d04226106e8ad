namespace Pial.Plots.Canvas;

/// <summary>A colour and how much of what lies below it hides.</summary>
/// <param name="Colour">0xRRGGBB, sRGB.</param>
/// <param name="Opacity">0 nothing, 1 all.</param>
public readonly record struct Ink(int Colour, double Opacity = 1)
{
    /// <summary>A colour that hides all.</summary>
    public static implicit operator Ink(int colour) => new(colour);

    /// <summary>The same colour, thinner.</summary>
    public Ink At(double opacity) => this with { Opacity = Opacity * opacity };

    /// <summary>Between two colours, in sRGB.</summary>
    public static int Mix(int from, int to, double t)
    {
        var mixed = 0;
        for (var shift = 16; shift >= 0; shift -= 8)
            mixed |= (int)Math.Round((((from >> shift) & 0xFF) * (1 - t)) + (((to >> shift) & 0xFF) * t)) << shift;
        return mixed;
    }

    /// <summary>Relative luminance, 0 black to 1 white (WCAG 2.1), which tells whether black or white reads better on it.</summary>
    public static double Luminance(int colour)
    {
        static double Linear(int c) => c <= 10 ? c / 255.0 / 12.92 : Math.Pow(((c / 255.0) + 0.055) / 1.055, 2.4);
        return (0.2126 * Linear((colour >> 16) & 0xFF)) + (0.7152 * Linear((colour >> 8) & 0xFF)) + (0.0722 * Linear(colour & 0xFF));
    }
}

/// <summary>How lines are drawn.</summary>
/// <param name="Ink">Colour.</param>
/// <param name="Width">Thickness, points; never drawn thinner than a pixel when upright.</param>
public sealed record Pen(Ink Ink, double Width = 1)
{
    /// <summary>Lengths of strokes and gaps, points; none for a whole line.</summary>
    public IReadOnlyList<double> Dashes { get; init; } = [];

    /// <summary>Whether corners and ends are round; else mitred (bevelled when sharper than 30°) and cut off at the end.</summary>
    public bool Round { get; init; }
}
