using System.Globalization;

namespace Pial.Analysis.Tables;

/// <summary>A number that stands for missing: −9999, 999, 99, 88, −1 and the like, far from everything that was measured.</summary>
/// <param name="Value">The number.</param>
/// <param name="Count">How often it is there.</param>
public sealed record MissingCode(double Value, int Count)
{
    private const int Fewest = 5; // measured values, to know what is far

    /// <summary>Finds them in a column.</summary>
    /// <param name="values">Its numbers; what is not finite is passed over.</param>
    /// <returns>Codes, smallest first; none where fewer than five other values are known.</returns>
    public static IReadOnlyList<MissingCode> Find(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] known = [.. values.Where(double.IsFinite)];
        double[] others = [.. known.Where(v => !IsCode(v)).Order()];
        if (others.Length < Fewest || others[^1] <= others[0]) return [];
        var counts = known.GroupBy(v => v).ToDictionary(g => g.Key, g => g.Count());
        var most = others.GroupBy(v => v).Max(g => g.Count());
        return [.. counts.Keys.Where(IsCode).Where(v => IsFar(v, counts[v], others, most)).Order().Select(v =>
            new MissingCode(v, counts[v]))];
    }

    /// <summary>The code as a table writes it.</summary>
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsFar(double value, int count, double[] others, int most)
    {
        var (low, high) = (others[0], others[^1]);
        var gap = value < low ? low - value : value > high ? value - high : 0;
        if (gap <= 0) return false;
        var range = high - low;
        // 0, 1 and 2 are counts as likely as not.
        if (value is 0 or -1 && others.Distinct().Take(4).Count() < 4) return false;
        if (value == 0) return gap >= range;
        if (gap >= range / 2) return true;
        // Several at one place beyond the end, where single values would be expected.
        if (count >= 2 && count >= most && gap >= 0.15 * range) return true;
        // The only negative number of a measure that has none.
        return value < 0 && count >= 2 && low >= 0 && (range > 10 || others.Any(v => v != Math.Floor(v)));
    }

    // Nines, eights, sevens and sixes repeated (with one decimal at most), -1, -9, 0, and the ends of number types.
    private static bool IsCode(double value)
    {
        if (value is 0 or -1 or -9 or -8 or -7 or 9998 or -9998 or 65535 or 32767 or -32768 or int.MaxValue or int.MinValue
            || Math.Abs(value) >= 1e20) return true;
        var tenfold = Math.Abs(value) * 10;
        if (tenfold != Math.Floor(tenfold) || tenfold > 1e10) return false;
        var digits = (tenfold % 10 == 0 ? Math.Abs(value) : tenfold).ToString("0", CultureInfo.InvariantCulture);
        return digits.Length >= 2 && digits[0] is >= '6' && digits.All(d => d == digits[0]);
    }
}
