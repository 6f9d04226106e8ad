using System.Globalization;
using Pial.Analysis.Tables;
using Pial.Pipelines.FreeSurfer;

namespace Specification;

/// <summary>
/// The CSV of regional measures and the feature vector made of it. On the command line:
/// <c>pial features freesurfer SUBJECTS_DIR -o DIR --per-subject</c> writes the CSV, and
/// <c>… -o features.npy --cortex-only --measure volume thickness</c> the vectors of all subjects.
/// </summary>
internal static class LoadFreeSurferStats
{
    public static void Run(string subjectsDir)
    {
        var subject = FreeSurferCohort.Read(subjectsDir, new(), ["subject_001"]).Subjects[0];
        File.WriteAllText("subject_001_aparc_stats.csv", FreeSurferTables.Specified(subject));

        // Columns: region, volume_mm3, thickness_mm, surface_area_mm2; the rows are named by the first.
        var stats = SubjectTable.Parse(File.ReadAllText("subject_001_aparc_stats.csv"), "subject_001_aparc_stats.csv");
        var (volume, thickness) = (Numbers(stats["volume_mm3"]), Numbers(stats["thickness_mm"]));

        // values.flatten(): region after region, so the length is regions × 2.
        double[] features = [.. volume.Zip(thickness).SelectMany(pair => new[] { pair.First, pair.Second })];

        Console.WriteLine($"Columns: region, {string.Join(", ", stats.Columns)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Feature vector: ({features.Length},), from {stats.Ids.Count} regions; it begins {features[0]:0}, {features[1]:0.000}"));
    }

    private static IEnumerable<double> Numbers(IEnumerable<string> cells) =>
        cells.Select(c => SubjectTable.IsMissing(c) ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture));
}
