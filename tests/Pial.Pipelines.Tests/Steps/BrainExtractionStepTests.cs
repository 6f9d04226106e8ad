using Pial.Formats;
using Pial.Operations.Phantoms;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Templates;
using Pial.Tests.Shared;

namespace Pial.Pipelines.Tests.Steps;

public sealed class BrainExtractionStepTests
{
    /// <summary>The first placement lays the template's brain on the whole head of this one: a mask of 2.2 litres, Dice 0.81.</summary>
    [DataFact]
    public void A_template_that_does_not_look_like_the_head_is_laid_on_again()
    {
        var labels = ImageFile.LoadLabels(Path.Combine(DataFactAttribute.Folder!, "phantoms", "training_seg_11.nii.gz"));
        var head = Phantom.Create(labels, new() { Seed = 111, Contrast = PhantomContrast.T2w, NoisePercent = 9, InuPercent = 20 });
        var mask = new BrainExtractionStep().Run((head.T1w, EmbeddedTemplate.Head()), new()).Mask;
        var (both, all) = (0, mask.Span.Count(true) + head.Mask.Span.Count(true));
        for (var n = 0; n < mask.Shape.Count; n++)
            both += mask.Span[n] && head.Mask.Span[n] ? 1 : 0;
        Assert.InRange(2.0 * both / all, 0.94, 1);
    }
}
