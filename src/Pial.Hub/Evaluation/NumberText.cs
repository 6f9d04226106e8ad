using System.Globalization;

namespace Pial.Hub.Evaluation;

/// <summary>Numbers for people.</summary>
internal static class NumberText
{
    public static string Number(double value) =>
        !double.IsFinite(value) ? "–" : Math.Abs(value) >= 1000 ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 100 ? value.ToString("0.0", CultureInfo.InvariantCulture)
            : Math.Abs(value) >= 10 ? value.ToString("0.00", CultureInfo.InvariantCulture)
                : Math.Round(value, 3) == 0 ? "0.000" : value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Interval(Interval95 interval) =>
        double.IsFinite(interval.Low) ? $"{Number(interval.Low)} to {Number(interval.High)}" : "–";

    public static string P(double p) =>
        !double.IsFinite(p) ? "–" : p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    public static string P(string written) => P(double.TryParse(written, CultureInfo.InvariantCulture, out var p) ? p : double.NaN);

    /// <summary>What a threshold asks for: <c>at least 0.5</c>.</summary>
    public static string Limits(double? min, double? max) =>
        string.Join(", ",
            new[] { min is { } low ? $"at least {Number(low)}" : null,
                max is { } high ? $"at most {Number(high)}" : null }.OfType<string>());

    /// <summary>The same of an eval's row, with what it says of it.</summary>
    public static string Limits(IReadOnlyDictionary<string, string> threshold)
    {
        double? Of(string key) => double.TryParse(threshold.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var value)
            ? value : null;
        return Limits(Of("min"), Of("max")) + (threshold.GetValueOrDefault("description") is { Length: > 0 } why ? $": {why}" : "");
    }

    public static string Seconds(double seconds) =>
        seconds < 0.1 ? "< 0.1 s" : seconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min");

    public static string Memory(double mib) => !double.IsFinite(mib) || mib <= 0
        ? "–" : mib < 1024 ? string.Create(CultureInfo.InvariantCulture, $"{mib:0} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{mib / 1024:0.0} GiB");

    public static string Rank(double rank) => rank.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Ranks((double Low, double High) ranks) =>
        Rank(ranks.Low) == Rank(ranks.High) ? Rank(ranks.Low) : $"{Rank(ranks.Low)}–{Rank(ranks.High)}";

    public static string Count(int n, string thing) => $"{n} {thing}{(n == 1 ? "" : "s")}";
}
