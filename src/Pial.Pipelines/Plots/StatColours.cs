namespace Pial.Pipelines.Plots;

/// <summary>Colours of statistics: warm for positive, cold for negative, brighter the further from 0.</summary>
internal static class StatColours
{
    private static readonly int[] Warm = [0xB2182B, 0xE8601C, 0xF7A528, 0xFFE873];
    private static readonly int[] Cold = [0x2146A8, 0x2B83D8, 0x45BFE6, 0xB5F2F2];

    /// <summary>The colour of a value whose magnitude lies between two limits.</summary>
    public static int Of(double value, double low, double high)
    {
        var t = high > low ? Math.Clamp((Math.Abs(value) - low) / (high - low), 0, 1) : 0.5;
        var colours = value < 0 ? Cold : Warm;
        var at = t * (colours.Length - 1);
        var n = Math.Min((int)at, colours.Length - 2);
        return Mix(colours[n], colours[n + 1], at - n);
    }

    /// <summary>A scale with its limits, for the signs there are.</summary>
    public static void Bar(Raster raster, int left, int top, double low, double high, (bool Negative, bool Positive) signs, string letter, int ink)
    {
        const int Across = 120, Down = 10;
        var x = left;
        string Number(double v) => v.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        if (signs.Negative)
        {
            x = Label(raster, x, top, $"-{Number(high)}", ink);
            Ramp(raster, x, top, n => Of(-1, n, low, high));
            x = Label(raster, x + Across + 6, top, signs.Positive ? $"-{Number(low)}" : $"-{Number(low)}  {letter}", ink) + 10;
        }

        if (!signs.Positive) return;

        x = Label(raster, x, top, Number(low), ink);
        Ramp(raster, x, top, n => Of(1, Across - 1 - n, low, high));
        Label(raster, x + Across + 6, top, $"{Number(high)}  {letter}", ink);

        static int Of(int sign, int n, double low, double high) => StatColours.Of(sign * (high - ((high - low) * n / (Across - 1))), low, high);

        static void Ramp(Raster raster, int x, int top, Func<int, int> colour)
        {
            for (var n = 0; n < Across; n++)
                raster.Fill(x + n, top + 2, 1, Down, colour(n));
        }
    }

    private static int Label(Raster raster, int x, int top, string text, int ink)
    {
        raster.Text(x, top, text, ink, 2);
        return x + Raster.TextWidth(text, 2) + 6;
    }

    private static int Mix(int a, int b, double t)
    {
        var mixed = 0;
        for (var shift = 16; shift >= 0; shift -= 8)
            mixed |= (int)Math.Round((((a >> shift) & 0xFF) * (1 - t)) + (((b >> shift) & 0xFF) * t)) << shift;
        return mixed;
    }
}
