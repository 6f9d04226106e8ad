using System.Globalization;

namespace Pial.Pipelines.FreeSurfer.Quality;

/// <summary>
/// Numbers of a reconstruction that cannot be, whatever the person: they come of a failed stage, of files of two runs, or of files that
/// were changed.
/// </summary>
internal static class ImpossibleNumbers
{
    // The pairs are rounded to a voxel in some versions.
    private const double Slack = 0.001;

    // Everybody has these; others, as WM-hypointensities, 5th-Ventricle or a vessel, may be empty.
    private static readonly string[] Always =
    [
        "Thalamus", "Thalamus-Proper", "Caudate", "Putamen", "Pallidum", "Hippocampus", "Amygdala", "Accumbens-area", "VentralDC",
        "Lateral-Ventricle", "Cerebellum-Cortex", "Cerebellum-White-Matter",
    ];

    // A part and the whole that holds it.
    private static readonly (string Part, string Whole)[] Parts =
    [
        ("BrainSegVolNotVent", "BrainSegVol"), ("SupraTentorialVol", "BrainSegVol"), ("SupraTentorialVolNotVent", "SupraTentorialVol"),
        ("TotalGrayVol", "BrainSegVol"), ("CortexVol", "TotalGrayVol"),
        ("CortexVol", "SupraTentorialVol"), ("SubCortGrayVol", "TotalGrayVol"), ("CerebralWhiteMatterVol", "SupraTentorialVol"),
        ("CorticalWhiteMatterVol", "SupraTentorialVol"),
    ];

    private static readonly string[] Sides = ["CortexVol", "CerebralWhiteMatterVol", "CorticalWhiteMatterVol"];
    private static readonly string[] InHead = ["BrainSegVol", "BrainSegVolNotVent", "SupraTentorialVol", "TotalGrayVol", "CortexVol"];

    /// <summary>Sentences about numbers that exclude each other or themselves.</summary>
    public static IReadOnlyList<string> Of(SubjectMorphometry subject)
    {
        var said = new List<string>();
        foreach (var (name, value) in Totals(subject).Where(v => v.Value <= 0))
            said.Add($"{name} is {Text(value)}");
        foreach (var region in subject.Regions)
        {
            if (region.Values.Any(v => v < 0)) said.Add($"{region.FullName} has a negative number");
            if (region.IsCortical && Thickness(region) > 5)
                said.Add($"{region.FullName} is {Text(Thickness(region))} mm thick, above the 5 mm that FreeSurfer measures at most");
        }

        if (subject.Euler.LeftHoles < 0 || subject.Euler.RightHoles < 0) said.Add("a surface has less than no holes");
        foreach (var (part, whole) in Parts)
            if (Measure(subject, part) is var p && Measure(subject, whole) is var w && p > w * (1 + Slack))
                said.Add($"{part} {Text(p)} is above {whole} {Text(w)}");
        foreach (var name in Sides)
            if (Measure(subject, "lh" + name) + Measure(subject, "rh" + name) is var both && Measure(subject, name) is var all
                && Math.Abs(both - all) > all * Slack) said.Add($"lh{name} and rh{name} make {Text(both)}, not {name} {Text(all)}");
        return said;
    }

    /// <summary>Structures that everybody has and that have no volume here; null when no volumes are known.</summary>
    public static IReadOnlyList<string>? Empty(SubjectMorphometry subject)
    {
        var structures = subject.Regions.Where(r => !r.IsCortical).ToArray();
        return structures.Length == 0 ? null
            : [.. structures
                .Where(s => Array.Exists(Always, a => s.Name == "Brain-Stem" || s.Name == $"Left-{a}" || s.Name == $"Right-{a}")
                    && Array.Exists(s.Values, v => v == 0)).Select(s => s.Name)];
    }

    /// <summary>
    /// The largest volume that lies within the skull, as a measure of <c>aseg.stats</c>, and its share of eTIV; NaN when one of both is not
    /// known.
    /// </summary>
    public static (string Name, double Share) LargestInHead(SubjectMorphometry subject)
    {
        var largest = InHead.Select(n => (Name: n, Volume: Measure(subject, n))).Where(v => v.Volume > 0)
            .DefaultIfEmpty((Name: "", Volume: double.NaN)).MaxBy(v => v.Volume);
        return (largest.Name, subject.ETiv > 0 ? largest.Volume / subject.ETiv : double.NaN);
    }

    private static IEnumerable<(string Name, double Value)> Totals(SubjectMorphometry subject) =>
    [
        .. subject.Globals.Where(g => g.Unit == "mm^3" && g.Name is not "VentricleChoroidVol").Select(g => (g.Name, g.Value)),
        .. subject.CortexGlobals.Select(g => (g.Name, g.Value)),
        ("eTIV", subject.ETiv),
    ];

    private static double Thickness(RegionValues region) => region.Values[0];

    private static double Measure(SubjectMorphometry subject, string name) => ReconstructionMetric.Value(subject.Globals, name);

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
