using System.Globalization;

namespace Pial.Analysis.Statistics.Designs;

/// <summary>Takes a weighted sum of names apart.</summary>
internal static class ContrastText
{
    /// <summary>
    /// <c>0.5*a - b[x-y]</c> → (0.5, a), (−1, b[x-y]). Signs within brackets, or within one of the names given, belong to the name.
    /// </summary>
    public static IEnumerable<(double Weight, string Name)> Split(string text, IReadOnlyList<string> names)
    {
        var (depth, from, sign) = (0, 0, 1.0);
        for (var n = 0; n <= text.Length; n++)
        {
            if (depth == 0 && n < text.Length && text[from..n].TrimEnd() is [] or [.., '*']) n += LengthOfName(text, n, names);
            var c = n < text.Length ? text[n] : '+';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c is not ('+' or '-') || (depth > 0 && n < text.Length) || (n > 0 && n < text.Length && IsExponent(text, n))) continue;
            var part = text[from..n].Trim();
            if (part.Length > 0) yield return Part(part, sign, text);
            sign = c == '-' ? -1 : 1;
            from = n + 1;
        }
    }

    // Of the longest name that begins here and ends where a name may end.
    private static int LengthOfName(string text, int n, IReadOnlyList<string> names) => names
        .Where(name => text.AsSpan(n).StartsWith(name, StringComparison.Ordinal)
            && (n + name.Length == text.Length || text[n + name.Length] is ' ' or '+' or '-' or '*'))
        .Select(name => name.Length).DefaultIfEmpty(0).Max();

    private static bool IsExponent(string text, int n) => n >= 2 && text[n - 1] is 'e' or 'E' && char.IsAsciiDigit(text[n - 2]);

    private static (double Weight, string Name) Part(string part, double sign, string whole)
    {
        var weight = sign;
        var name = "";
        foreach (var factor in part.Split('*', StringSplitOptions.TrimEntries))
        {
            if (double.TryParse(factor, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) weight *= number;
            else if (name.Length == 0) name = factor;
            else throw new ArgumentException(
                $"The contrast '{whole}' multiplies two names at '{part}'; an interaction is written '{name}:{factor}'.");
        }

        return (weight, name);
    }
}
