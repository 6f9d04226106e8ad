using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Faces;
using Pial.Pipelines.Templates;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.Faces;

/// <summary>A real head loses its face and keeps its brain.</summary>
public sealed class RealHeadTests
{
    [DataFact]
    public void No_voxel_of_the_reference_brain_changes_and_no_face_is_left()
    {
        var head = ImageFile.Load(Path.Combine(DataFactAttribute.Folder!, "heads/chris/chris_T1w.nii.gz")).Image;
        var reference = ImageFile.LoadMask(Path.Combine(DataFactAttribute.Folder!, "heads/refmasks/chris_mask.nii.gz"));
        var found = BrainExtraction.Run(head, EmbeddedTemplate.Head());
        var result = Defacing.Run(head, found.Mask, found.TemplateToImage);
        Assert.Equal((HeadKind.WithFace, HeadKind.Defaced), (result.Before.Kind, result.After.Kind));
        for (var n = 0; n < head.Shape.Count; n++)
            Assert.False(reference.Span[n] && result.Removed.Span[n]);
        Assert.InRange(result.Removed.Span.Count(true) * head.Grid.VoxelVolume / 1000, 300, 1500);

        // The brain that was kept: its volume is the total intracranial volume of what follows.
        Assert.InRange((double)found.Mask.Span.Count(true) / reference.Span.Count(true), 0.97, 1.03);
    }
}
