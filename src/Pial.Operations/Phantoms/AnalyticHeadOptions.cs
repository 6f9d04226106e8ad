namespace Pial.Operations.Phantoms;

/// <summary>Variations of <see cref="AnalyticHead"/>: two heads of different options differ as two people do.</summary>
public sealed record AnalyticHeadOptions
{
    /// <summary>Size of the ventricles relative to the default; 0.5 to 2. Default 1.</summary>
    public double VentricleScale { get; init; } = 1;

    /// <summary>Thickness of the cortex, mm; 1 to 6. Default 2.8.</summary>
    public double CortexMm { get; init; } = 2.8;

    /// <summary>Shift of the pattern of gyri and sulci, mm; any value gives another pattern. Default 0.</summary>
    public double FoldShiftMm { get; init; }

    internal void Check()
    {
        if (!(VentricleScale is >= 0.5 and <= 2))
            throw new ArgumentOutOfRangeException(nameof(VentricleScale), VentricleScale,
                "The ventricles' scale must lie between 0.5 and 2.");
        if (!(CortexMm is >= 1 and <= 6))
            throw new ArgumentOutOfRangeException(nameof(CortexMm), CortexMm, "The cortex must be 1 to 6 mm thick.");
        if (!double.IsFinite(FoldShiftMm))
            throw new ArgumentOutOfRangeException(nameof(FoldShiftMm), FoldShiftMm, "The shift must be finite.");
    }
}
