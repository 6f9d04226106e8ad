using Pial.Formats;

namespace Specification;

/// <summary>Reads a raw T1w image and says its shape and voxel size. On the command line: <c>pial info</c>.</summary>
internal static class LoadT1w
{
    public static void Run()
    {
        var image = ImageFile.Load("subject_001_T1w.nii.gz").Image;
        var (shape, voxel) = (image.Shape, image.Grid.VoxelSize);
        Console.WriteLine($"Image shape: ({shape.I}, {shape.J}, {shape.K})");
        Console.WriteLine($"Voxel size: ({voxel.X:0.###}, {voxel.Y:0.###}, {voxel.Z:0.###}) mm");
    }
}
