using Pial.Formats.FreeSurfer;

namespace Pial.Pipelines.FreeSurfer;

/// <summary>
/// What samseg writes: <c>samseg.stats</c> with the structures' volumes and <c>sbtiv.stats</c> with the intracranial volume, the sum of
/// what lies within the skull (Puonti O et al. NeuroImage 143:235-249, 2016, doi:10.1016/j.neuroimage.2016.09.011). There are no surfaces,
/// and no eTIV, which is a scaling of a transform.
/// </summary>
internal static class SamsegFiles
{
    public const string Structures = "samseg.stats";

    private const string HeadSizeFile = "sbtiv.stats";
    private const string HeadSizeName = "Intra-Cranial";

    /// <summary>The file of volumes: in samseg's own folder, or where it is put within FreeSurfer's; null when there is none.</summary>
    public static string? Find(SubjectFolder subject) =>
        Places(subject).Select(p => Path.Combine(p, Structures)).FirstOrDefault(File.Exists);

    /// <summary>Whether a measure is the intracranial volume, which is no structure.</summary>
    public static bool IsHeadSize(StatsFile stats, string name) => Wrote(stats) && name == HeadSizeName;

    /// <summary>Whether a segmentation's file is samseg's: measures without a table.</summary>
    public static bool Wrote(StatsFile segmentation) => segmentation.Columns.Count == 0;

    /// <summary>The intracranial volume of a subject whose segmentation is samseg's; null when no file says it.</summary>
    public static GlobalValue? HeadSize(SubjectFolder subject, StatsFile segmentation)
    {
        var value = segmentation.Measure(HeadSizeName);
        if (value is null && Places(subject).Select(p => Path.Combine(p, HeadSizeFile)).FirstOrDefault(File.Exists) is { } file)
            value = StatsReader.Read(file).Measure(HeadSizeName);
        return value is { } volume ? new(HeadSizeName, volume, "mm^3") : null;
    }

    private static string[] Places(SubjectFolder subject) =>
        [Path.Combine(subject.Path, "stats"), Path.Combine(subject.Path, "mri", "samseg"), subject.Path];
}
