using System.Globalization;
using Pial.Formats.FreeSurfer;

namespace Specification;

/// <summary>
/// <c>load_freesurfer_features</c>: a dictionary of volumes and thickness, both hemispheres. On the command line, for all subjects at once:
/// <c>pial features freesurfer SUBJECTS_DIR -o features.csv</c>.
/// </summary>
/// <remarks>
/// The specification takes the columns by their place (<c>parts[3]</c>, <c>parts[4]</c>); here they are found by their names, and a file
/// that is cut off is refused.
/// </remarks>
internal static class LoadFreeSurferFeatures
{
    public static void Run(string subjectsDir)
    {
        var features = Load(subjectsDir, "subject_001");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{features.Count} features; lh_bankssts_volume {features["lh_bankssts_volume"]:0} mm³, lh_bankssts_thickness " +
                $"{features["lh_bankssts_thickness"]:0.000} mm"));
    }

    private static Dictionary<string, double> Load(string subjectsDir, string subjectId)
    {
        var features = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var hemisphere in new[] { "lh", "rh" })
        {
            var stats = StatsReader.Read(Path.Combine(subjectsDir, subjectId, "stats", $"{hemisphere}.aparc.stats"));
            foreach (var region in stats.Regions)
            {
                features[$"{hemisphere}_{region}_volume"] = stats.Value(region, "GrayVol")!.Value;
                features[$"{hemisphere}_{region}_thickness"] = stats.Value(region, "ThickAvg")!.Value;
            }
        }

        return features;
    }
}
