using Pial.Operations.Quality;
using Pial.Pipelines.Derivatives;

namespace Pial.Pipelines.Cohort;

/// <summary>
/// What a scan's table of tissue volumes says: no measure of image quality, so no part of distances; rules and pages speak of it.
/// </summary>
internal static class VolumeMetrics
{
    /// <summary>The name of their group.</summary>
    public const string Group = "Volumes";

    private static readonly (string Name, QualityDefinition Definition)[] All =
    [
        ("gm_ml", Of("Grey matter", "mL", "volume of the grey matter")),
        ("wm_ml", Of("White matter", "mL", "volume of the white matter")),
        ("csf_ml", Of("Cerebrospinal fluid", "mL", "volume of the fluid within the skull")),
        ("tiv_ml", Of("Intracranial volume", "mL", "volume of everything inside the mask (TIV)")),
        ("brain_to_tiv", Of("Brain's share of TIV", "1", "grey and white matter / TIV")),
        ("impossible_volumes", Of("Impossible volumes", "1",
            "tissues that are empty or negative, or that are more than the TIV together; 0 is how it should be")),
    ];

    /// <summary>Names, in the order of a page.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>A metric's definition; null when it is none of these.</summary>
    public static QualityDefinition? Definition(string name) => Array.Find(All, a => a.Name == name).Definition;

    /// <summary>Reads a scan's table.</summary>
    /// <param name="path">The table; need not be there.</param>
    /// <returns>The metrics; empty when there is no table of GM, WM, CSF and TIV.</returns>
    public static IReadOnlyDictionary<string, double> Read(string path)
    {
        var volumes = HeadDerivatives.TissueVolumes.Read(path, null);
        double Cell(string column) => volumes.GetValueOrDefault(column, double.NaN);
        var (gm, wm, csf, tiv) = (Cell("GM"), Cell("WM"), Cell("CSF"), Cell("TIV"));
        if (double.IsNaN(gm + wm + csf + tiv)) return new Dictionary<string, double>();
        var impossible = new[] { gm, wm, csf, tiv }.Count(v => v <= 0) + (gm + wm + csf > tiv * 1.001 ? 1 : 0);
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["gm_ml"] = gm,
            ["wm_ml"] = wm,
            ["csf_ml"] = csf,
            ["tiv_ml"] = tiv,
            ["brain_to_tiv"] = tiv > 0 ? (gm + wm) / tiv : double.NaN,
            ["impossible_volumes"] = impossible,
        };
    }

    private static QualityDefinition Of(string label, string unit, string meaning) =>
        new(label, unit, Better.Neither, meaning, "tissue volumes of pial run");
}
