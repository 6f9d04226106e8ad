using Pial.Analysis.Tables;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>
/// Tables as FreeSurfer's own tools write them: their headers, order and form of numbers. What is missing stays missing, where the tools
/// write 0.0.
/// </summary>
internal static class FreeSurferToolTables
{
    // Measures that asegstats2table takes from the header; it calls eTIV and ICV by the measure's name and knows no other.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "lhCortexVol", "rhCortexVol", "CortexVol", "lhCorticalWhiteMatterVol", "rhCorticalWhiteMatterVol", "CorticalWhiteMatterVol",
        "lhCerebralWhiteMatterVol", "rhCerebralWhiteMatterVol", "CerebralWhiteMatterVol", "SubCortGrayVol", "TotalGrayVol",
        "SupraTentorialVol",
        "SupraTentorialVolNotVent", "SupraTentorialVolNotVentVox", "MaskVol", "BrainVol-to-eTIV", "BrainSegVol-to-eTIV", "MaskVol-to-eTIV",
        "lhSurfaceHoles",
        "rhSurfaceHoles", "SurfaceHoles", "BrainSegVol", "BrainSegVolNotVent", "BrainSegVolNotVentSurf",
    };

    public static (FeatureTable Table, TableStyle Style) Aseg(FreeSurferCohort cohort, string path)
    {
        var rows = cohort.Subjects.Select(s => (s.Id, (IReadOnlyList<Feature>)
        [
            .. s.Regions.Where(r => !r.IsCortical).Select(r => new Feature(r.Name, r.Values[0])),
            .. s.Globals.Where(g => Known.Contains(g.Name)).Select(g => new Feature(g.Name, g.Value)),
            .. double.IsNaN(s.ETiv) ? Array.Empty<Feature>()
                : [new(s.ETivSource?.StartsWith("ICV", StringComparison.Ordinal) == true
                    ? "IntraCranialVol" : "EstimatedTotalIntraCranialVol", s.ETiv)],
        ]));
        return (FeatureTable.Gather([.. rows]), Style(path, "Measure:volume"));
    }

    public static (FeatureTable Table, TableStyle Style) Aparc(FreeSurferCohort cohort, string path, string hemisphere)
    {
        var measure = cohort.Options.Measures[0];
        var rows = cohort.Subjects.Select(s => (s.Id, (IReadOnlyList<Feature>)
        [
            .. s.Regions.Where(r => r.Hemisphere == hemisphere)
                .Select(r => new Feature($"{hemisphere}_{r.Name}_{measure.Name}", r.Values[0])),
            .. s.CortexGlobals.Where(g => g.Name.StartsWith(hemisphere + "_", StringComparison.Ordinal))
                .Select(g => new Feature(g.Name, g.Value)),
            .. s.Globals.Where(g => g.Name == "BrainSegVolNotVent").Select(g => new Feature(g.Name, g.Value)),
            new Feature("eTIV", s.ETiv),
        ]));
        return (FeatureTable.Gather([.. rows]), Style(path, $"{hemisphere}.{cohort.Options.Atlas}.{measure.Name}"));
    }

    private static TableStyle Style(string path, string corner) =>
        (TableStyle.OfName(path) ?? TableStyle.Tsv) with { IdColumn = corner, PythonNumbers = true, Missing = "" };
}
