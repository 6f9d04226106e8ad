using Pial.Formats;
using Pial.Volumes;

namespace Specification;

/// <summary>Reads a modulated, smoothed grey-matter map. <c>pial run</c> writes it as <c>space-…_label-GM_desc-vbm_probseg</c>.</summary>
internal static class LoadVbm
{
    public static void Run()
    {
        var vbm = ImageFile.Load("subject_001_VBM_GM.nii.gz").Image;
        Console.WriteLine($"VBM map {vbm.Grid}: its sum is {vbm.Sum() * vbm.Grid.VoxelVolume / 1000:0} mL, as in the scan");
    }
}
