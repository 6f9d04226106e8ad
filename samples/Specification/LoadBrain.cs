using Pial.Formats;

namespace Specification;

/// <summary>Reads a brain-extracted image. <c>pial strip IN OUT --mask M</c> makes one.</summary>
internal static class LoadBrain
{
    public static void Run()
    {
        var brain = ImageFile.Load("subject_001_T1w_brain.nii.gz").Image;
        var inside = brain.Span.Length - brain.Span.Count(0f);
        Console.WriteLine(
            $"Brain: {inside * brain.Grid.VoxelVolume / 1000:0} mL of {brain.Shape.Count * brain.Grid.VoxelVolume / 1000:0} mL are not " +
                "zero");
    }
}
