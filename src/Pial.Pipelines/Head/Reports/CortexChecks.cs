using System.Globalization;
using Pial.Pipelines.Reports;
using Pial.Pipelines.Surfaces;
using Pial.Volumes;

namespace Pial.Pipelines.Head.Reports;

/// <summary>Whether the surfaces of the cortex are whole, and can be those of a head. A check that could not be made says why.</summary>
internal static class CortexChecks
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Check> Of(CorticalSurfaces surfaces)
    {
        var sides = surfaces.Summaries();
        yield return Judge(
            "Topology of the cortex", "both surfaces of both hemispheres are closed spheres: Euler number 2", surfaces, sides,
            static s => s.EulerNumber == 2, static s => Text($"Euler number {s.EulerNumber}"));
        yield return Judge("Surfaces that cross themselves", "no triangle crosses another", surfaces, sides,
            static s => s.Crossings == 0, static s => s.Crossings == 1 ? "1 crossing triangle" : Text($"{s.Crossings} crossing triangles"));
        yield return Judge(
            "Handles of the white matter",
            Text($"at most {SurfaceSummary.ManyHandles} before topology was corrected; more come of motion, noise or a poor segmentation"),
            surfaces, sides, static s => s.Handles <= SurfaceSummary.ManyHandles,
            static s => s.Handles == 1 ? "1 handle" : Text($"{s.Handles} handles"));
        yield return Judge(
            "Thickness of the cortex", Text($"{SurfaceSummary.LeastMm:0.0} to {SurfaceSummary.MostMm:0.0} mm on average"), surfaces, sides,
            static s => s.ThicknessMm is >= SurfaceSummary.LeastMm and <= SurfaceSummary.MostMm,
            static s => Text($"{s.ThicknessMm:0.00} mm"));
        if (surfaces.Sides.Count > 0 && surfaces.Warnings.Count > 0)
        {
            yield return new(false, "Cortex in the scan", string.Join("; ", surfaces.Warnings),
                "both hemispheres whole, voxels of at most 2 mm, no lesion in the cortex");
        }
    }

    private static Check Judge(string name, string expected, CorticalSurfaces surfaces, IReadOnlyList<SurfaceSummary> sides,
        Func<SurfaceSummary, bool> good, Func<SurfaceSummary, string> found) => sides.Count == 0
        ? new(null, name, surfaces.Warnings.Count > 0 ? surfaces.Warnings[0] : "no surfaces were made", expected)
        : new(
            sides.All(good), name,
            string.Join(", ", sides.Select(s => $"{(s.Side == Hemisphere.Left ? "left" : "right")} {found(s)}")), expected);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
