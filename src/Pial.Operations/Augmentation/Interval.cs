using System.Globalization;

namespace Pial.Operations.Augmentation;

/// <summary>The numbers a parameter is drawn from, uniformly.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest; not below <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>One value, always.</summary>
    public static Interval Exactly(double value) => new(value, value);

    /// <summary>From −radius to radius about a centre.</summary>
    public static Interval Around(double centre, double radius) => new(centre - radius, centre + radius);

    /// <summary>Throws unless both ends are finite, in order and inside a range.</summary>
    /// <param name="parameter">Name for the message.</param>
    /// <param name="least">Smallest allowed.</param>
    /// <param name="most">Largest allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not.</exception>
    public void Check(string parameter, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        if (!double.IsFinite(Low) || !double.IsFinite(High) || Low > High)
            throw new ArgumentOutOfRangeException(parameter, ToString(), "An interval needs two finite numbers, the smaller first.");
        if (Low < least || High > most)
            throw new ArgumentOutOfRangeException(parameter, ToString(),
                string.Create(CultureInfo.InvariantCulture, $"The interval must lie between {least} and {most}."));
    }

    /// <summary>Both ends, for messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Low}, {High})");
}

/// <summary>An interval for each of three axes.</summary>
/// <param name="X">First axis.</param>
/// <param name="Y">Second axis.</param>
/// <param name="Z">Third axis.</param>
public readonly record struct Intervals(Interval X, Interval Y, Interval Z)
{
    /// <summary>The same for every axis; each is drawn on its own.</summary>
    public static implicit operator Intervals(Interval all) => new(all, all, all);

    /// <inheritdoc cref="Interval.Check"/>
    public void Check(string parameter, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        X.Check(parameter, least, most);
        Y.Check(parameter, least, most);
        Z.Check(parameter, least, most);
    }
}

/// <summary>What a single number means where an interval is asked for.</summary>
public enum SingleNumber
{
    /// <summary>d means −d to d.</summary>
    AroundZero,

    /// <summary>d means 1 − d to 1 + d.</summary>
    AroundOne,

    /// <summary>d means 0 to d.</summary>
    FromZero,

    /// <summary>d means d.</summary>
    Exactly,
}

/// <summary>Says what a single number means for an interval parameter; <see cref="SingleNumber.AroundZero"/> without it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SingleNumberAttribute(SingleNumber meaning) : Attribute
{
    /// <summary>What it means.</summary>
    public SingleNumber Meaning { get; } = meaning;

    /// <summary>The interval a number stands for.</summary>
    public static Interval Expand(SingleNumber meaning, double d) => meaning switch
    {
        SingleNumber.AroundZero => Interval.Around(0, d),
        SingleNumber.AroundOne => Interval.Around(1, d),
        SingleNumber.FromZero => new(0, d),
        _ => Interval.Exactly(d),
    };
}
