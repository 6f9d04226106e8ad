using System.Globalization;

namespace Pial.Plots.Charts;

/// <summary>Where an axis is marked: multiples of 1, 2, 2.5 or 5 times a power of ten.</summary>
/// <param name="Values">The places, rising.</param>
/// <param name="Labels">Their numbers, all with as many decimals, over 10 to the <see cref="Exponent"/>.</param>
/// <param name="Exponent">0 for numbers from a thousandth to a million; else a multiple of 3.</param>
internal sealed record Ticks(IReadOnlyList<double> Values, IReadOnlyList<string> Labels, int Exponent)
{
    /// <summary>The marks within a range.</summary>
    /// <param name="low">Where the axis begins.</param>
    /// <param name="high">Where it ends, above <paramref name="low"/>.</param>
    /// <param name="most">How many steps there may be.</param>
    /// <param name="whole">Only whole numbers, for counts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite.</exception>
    public static Ticks Of(double low, double high, int most, bool whole = false)
    {
        if (!(double.IsFinite(low) && high > low && double.IsFinite(high - low)))
            throw new ArgumentOutOfRangeException(nameof(high), high, $"An axis from {low} to {high} has no length.");
        var step = NiceStep((high - low) / Math.Max(1, most));
        if (whole) step = Math.Max(1, step == 2.5 ? 5 : step);
        var values = new List<double>();
        for (var n = Math.Ceiling((low / step) - 1e-9); n * step <= high + (1e-9 * step) && values.Count < 1000; n++)
            values.Add(n * step);
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        var exponent = largest is >= 1e6 or < 1e-3 ? (int)Math.Floor(Math.Log10(largest) / 3 + 1e-9) * 3 : 0;
        var unit = Math.Pow(10, exponent);
        var decimals = Decimals(step / unit);
        return new(values, [.. values.Select(v => Number(v / unit, decimals))], exponent);
    }

    /// <summary>The least of 1, 2, 2.5, 5 times a power of ten that is not below a number.</summary>
    public static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1e-300))));
        foreach (var n in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (n * power >= rough * (1 - 1e-9)) return n * power;
        return 10 * power;
    }

    /// <summary>A number as pictures show it: a real minus sign, and none before zero.</summary>
    public static string Number(double value, int decimals)
    {
        var text = value.ToString("F" + Math.Clamp(decimals, 0, 12), CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? text.AsSpan(1).IndexOfAnyInRange('1', '9') < 0 ? text[1..] : "−" + text[1..] : text;
    }

    /// <summary>A number with about as many digits that count.</summary>
    public static string Figures(double value, int digits = 3)
    {
        if (!double.IsFinite(value)) return "n/a";
        if (value == 0) return "0";
        var size = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (size is < -4 or > 6) return $"{Number(value / Math.Pow(10, size), digits - 1)}×10{Superscript(size)}";
        return Number(value, Math.Max(0, digits - 1 - size));
    }

    /// <summary>The name of an axis whose numbers were divided: the power of ten goes before the unit in brackets.</summary>
    public static string Label(string name, int exponent)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (exponent == 0) return name;
        var power = $"10{Superscript(exponent)}";
        var open = name.LastIndexOf('(');
        return name.EndsWith(')') && open >= 0 ? $"{name[..(open + 1)]}{power} {name[(open + 1)..]}" : $"{name} (×{power})".TrimStart();
    }

    /// <summary>A p value as papers give it.</summary>
    public static string P(double p) => double.IsNaN(p) ? "p n/a" : p < 0.001 ? "p < 0.001" : $"p = {Number(p, p < 0.1 ? 3 : 2)}";

    private static int Decimals(double step)
    {
        for (var d = 0; d < 12; d++)
            if (Math.Abs((step * Math.Pow(10, d)) - Math.Round(step * Math.Pow(10, d))) < 1e-6 * step * Math.Pow(10, d)) return d;
        return 12;
    }

    private static string Superscript(int n) =>
        string.Concat(n.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
