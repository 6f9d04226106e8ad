namespace Pial.Pipelines.FreeSurfer;

/// <summary>A column of <c>?h.aparc.stats</c>, by the name <c>aparcstats2table</c> gives it.</summary>
/// <param name="Name">As in column names and on the command line: <c>volume</c>, <c>thickness</c>, …</param>
/// <param name="Column">The stats file's column.</param>
/// <param name="Unit">Its unit.</param>
public sealed record CorticalMeasure(string Name, string Column, string Unit)
{
    /// <summary>Grey-matter volume, mm³.</summary>
    public static CorticalMeasure Volume { get; } = new("volume", "GrayVol", "mm^3");

    /// <summary>Mean thickness, mm.</summary>
    public static CorticalMeasure Thickness { get; } = new("thickness", "ThickAvg", "mm");

    /// <summary>Area of the white surface (of the pial one in <c>aparc.pial</c>), mm².</summary>
    public static CorticalMeasure Area { get; } = new("area", "SurfArea", "mm^2");

    /// <summary>All there are.</summary>
    public static IReadOnlyList<CorticalMeasure> All { get; } =
    [
        Volume, Thickness, Area,
        new("thicknessstd", "ThickStd", "mm"),
        new("meancurv", "MeanCurv", "mm^-1"),
        new("gauscurv", "GausCurv", "mm^-2"),
        new("foldind", "FoldInd", "unitless"),
        new("curvind", "CurvInd", "unitless"),
    ];

    /// <summary>The measure of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static CorticalMeasure Of(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new InputException($"'{name}' is not a measure; choose from {string.Join(", ", All.Select(m => m.Name))}.");
}
