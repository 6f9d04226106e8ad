using Pial.Formats;
using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Tests.Shared;

namespace Pial.Golden.Operations;

/// <summary>Real heads: with their faces, without, and brains alone.</summary>
public sealed class HeadStateTests
{
    [DataFact]
    public void Real_heads_are_told_apart()
    {
        (string Image, string Mask, HeadKind Expected)[] scans =
        [
            ("heads/chris/chris_T1w.nii.gz", "chris", HeadKind.WithFace),
            ("heads/ds000011/sub-01/anat/sub-01_T1w.nii.gz", "ds000011_sub-01", HeadKind.Defaced),
            ("heads/ds000011/sub-03/anat/sub-03_T1w.nii.gz", "ds000011_sub-03", HeadKind.Defaced),
            ("heads/visualqc/orig.mgz", "visualqc", HeadKind.Defaced), // cut off in steps below the eyes
        ];
        foreach (var (image, name, expected) in scans)
        {
            var head = ImageFile.Load(Path.Combine(DataFactAttribute.Folder!, image)).Image;
            var brain = ImageFile.LoadMask(Path.Combine(DataFactAttribute.Folder!, $"heads/refmasks/{name}_mask.nii.gz"));
            var state = HeadState.Of(head, brain, HeadMasks.Of(head, brain).Head);
            Assert.True(state.Kind == expected, $"{name}: {state}");
        }
    }
}
