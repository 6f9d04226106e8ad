using Pial.Formats;
using Pial.Operations.Quality;
using Pial.Volumes;

namespace Specification;

/// <summary>
/// Signal-to-noise ratio. <c>snr_spec</c> is the specification's formula as written, where skull and neck count as noise; <c>snrd_total</c>
/// measures noise in the air above the neck and corrects it for Rayleigh's distribution, and is null with a reason where a scan has no such
/// air.
/// </summary>
internal static class ComputeSnr
{
    public static void Run()
    {
        foreach (var name in (string[])["snr_spec", "snrd_total", "snr_total"])
        {
            var metric = Measured().First(m => m.Name == name);
            Console.WriteLine($"{name}: {(metric.Value is { } value ? $"{value:0.00}" : $"undefined, {metric.Reason}")}");
        }
    }

    /// <summary>Every measure of the scan; <c>pial quality</c> prints them.</summary>
    public static IReadOnlyList<QualityMetric> Measured()
    {
        var image = ImageFile.Load("subject_001_T1w.nii.gz").Image;
        var mask = ImageFile.LoadMask("subject_001_T1w_brain_mask.nii.gz");
        Volume<float> Map(string tissue) => ImageFile.Load($"subject_001_{tissue}_prob.nii.gz").Image;
        return ImageQuality.Run(new(image, mask, new TissueMaps(Map("GM"), Map("WM"), Map("CSF")), HeadMasks.Of(image, mask)));
    }
}
