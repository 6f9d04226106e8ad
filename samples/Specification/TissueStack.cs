using Pial.Formats;

namespace Specification;

/// <summary>
/// GM, WM and CSF as the channels of one array. On the command line: <c>pial segment</c> and <c>pial run</c> write the maps as <c>label-GM|WM|CSF_probseg</c>, on one grid.
/// </summary>
/// <remarks>
/// The specification stacks channels last, (x, y, z, 3); PyTorch, MONAI and TorchIO want them first. Voxels here are in the order of the file, x
/// fastest, so the first array below is (3, z, y, x) to a library that counts the last axis as fastest, and the second (z, y, x, 3).
/// </remarks>
internal static class TissueStack
{
    public static void Run()
    {
        var gm = ImageFile.Load("subject_001_GM_prob.nii.gz").Image;
        var wm = ImageFile.Load("subject_001_WM_prob.nii.gz").Image;
        var csf = ImageFile.Load("subject_001_CSF_prob.nii.gz").Image;

        float[] channelsFirst = [.. gm.Span, .. wm.Span, .. csf.Span];

        var channelsLast = new float[3 * gm.Shape.Count];
        for (var n = 0; n < gm.Shape.Count; n++)
            (channelsLast[3 * n], channelsLast[(3 * n) + 1], channelsLast[(3 * n) + 2]) = (gm.Span[n], wm.Span[n], csf.Span[n]);

        var at = gm.Shape.Index(90, 110, 90);
        Console.WriteLine($"Channels first: (3, {gm.Shape.K}, {gm.Shape.J}, {gm.Shape.I}), {channelsFirst.Length} values");
        Console.WriteLine($"Channels last: ({gm.Shape.K}, {gm.Shape.J}, {gm.Shape.I}, 3); GM, WM, CSF of voxel (90, 110, 90): "
            + $"{channelsLast[3 * at]:0.00}, {channelsLast[(3 * at) + 1]:0.00}, {channelsLast[(3 * at) + 2]:0.00}");
    }
}
