using Pial.Formats;
using Pial.Operations.Intensity;

namespace Specification;

/// <summary>
/// Z-score within the brain mask. <see cref="ZScoreOptions.AsSpecified"/> is the specification's formula as written, with 1e-8 added to the
/// deviation; the default adds nothing. Either way the background is 0, which is also the brain's mean.
/// </summary>
internal static class NormalizeIntensity
{
    public static void Run()
    {
        var image = ImageFile.Load("subject_001_T1w.nii.gz").Image;
        var mask = ImageFile.LoadMask("subject_001_T1w_brain_mask.nii.gz");

        var normalized = ZScore.Run(image, mask, ZScoreOptions.AsSpecified);

        var again = ZScore.Run(normalized.Image, mask);
        Console.WriteLine($"Before: mean {normalized.Mean:0.00}, standard deviation {normalized.StandardDeviation:0.00}");
        Console.WriteLine($"After: mean {again.Mean + 0.0:0.00;0.00}, standard deviation {again.StandardDeviation:0.00}");
    }
}
