namespace Pial.Formats;

/// <summary>Units of length that files use.</summary>
public enum LengthUnit
{
    /// <summary>Metres.</summary>
    Metre,

    /// <summary>Millimetres.</summary>
    Millimetre,

    /// <summary>Micrometres.</summary>
    Micrometre,
}

/// <summary>Facts about units of length.</summary>
internal static class LengthUnits
{
    /// <summary>Millimetres in a unit.</summary>
    public static double Millimetres(this LengthUnit unit) => unit switch
    {
        LengthUnit.Metre => 1000,
        LengthUnit.Micrometre => 0.001,
        _ => 1,
    };
}

/// <summary>How an image is read.</summary>
public sealed record LoadOptions
{
    /// <summary>Which volume of a series, counted from 0; null for the only one.</summary>
    public int? Volume { get; init; }

    /// <summary>
    /// Unit of the header's lengths, whatever the header says of it; null to judge by the header and by what a head can measure.
    /// </summary>
    public LengthUnit? Unit { get; init; }
}
