using System.Globalization;
using Pial.Volumes;

namespace Pial.Plots;

/// <summary>From which magnitude on a map is shown: a value, a percentile of its magnitudes, or found.</summary>
public readonly record struct MapThreshold
{
    private readonly double value;
    private readonly Kind kind;

    private MapThreshold(Kind kind, double value) => (this.kind, this.value) = (kind, value);

    private enum Kind
    {
        Value,
        Percentile,
        Auto,
    }

    /// <summary>
    /// Found: the 80th percentile of the magnitudes that are not zero; for the maps of an atlas the level at which a voxel belongs to one
    /// of them on average.
    /// </summary>
    public static MapThreshold Auto { get; } = new(Kind.Auto, 0);

    /// <summary>Everything that is not zero (nilearn's 1e-6).</summary>
    public static MapThreshold Any { get; } = new(Kind.Value, 1e-6);

    /// <summary>Whether it is found.</summary>
    public bool IsAuto => kind == Kind.Auto;

    /// <summary>A magnitude, 0 or above.</summary>
    public static MapThreshold Of(double value) => value >= 0 && double.IsFinite(value) ? new(Kind.Value, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A threshold of magnitudes is a number from 0 on.");

    /// <summary>The magnitude below which so many of a hundred lie, of those that are not zero.</summary>
    public static MapThreshold Percentile(double percent) => percent is >= 0 and <= 100 ? new(Kind.Percentile, percent)
        : throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile lies between 0 and 100.");

    /// <summary>Reads <c>auto</c>, a number, or a number with a percent sign.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static MapThreshold Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "auto") return Auto;
        var percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
            && double.IsFinite(number) && !(percent && number > 100))
            return percent ? Percentile(number) : Of(number);
        throw new FormatException($"'{text}' is no threshold; give a number from 0 on, a percentile like 95%, or auto.");
    }

    /// <summary>The magnitude it means for a map.</summary>
    public double For(Volume<float> map) => kind switch
    {
        Kind.Value => value,
        Kind.Percentile => CutCoordinates.AutoThreshold(map, value / 100),
        _ => CutCoordinates.AutoThreshold(map),
    };
}
