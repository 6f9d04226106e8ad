using Pial.Operations.BrainExtraction;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Steps;

public sealed class TissueStepTests
{
    private static readonly HeadTemplate Head = EmbeddedTemplate.Head();

    [Theory]
    [InlineData(720, false)]
    [InlineData(990, true)]
    public void A_T1w_that_hardly_tells_grey_from_white_is_segmented_with_the_priors_classes(double grey, bool byPriors)
    {
        var noise = new float[Head.Grid.Shape.Count];
        new Pial.Kernels.CounterRandom(3, 1).FillNormals(noise);
        var t = Head.Tissues;
        for (var n = 0; n < noise.Length; n++)
            // and bright vessels
            noise[n] = (n % 31 == 0 ? 1.5f : 1) * (Head.BrainMask.Span[n]
                ? (float)((280 * t.Csf.Span[n]) + (grey * t.Gm.Span[n]) + (1000 * t.Wm.Span[n]) + (40 * noise[n])) : 0);
        var image = Volume.Create<float>(Head.Grid, noise);
        var found = new TissueStep().Run(new(image, Volume.Filled(Head.Grid, 1f), new(Head.BrainMask, Affine.Identity, null, true, 1),
            Head), new());
        Assert.Equal(byPriors, !double.IsNaN(found.GreyWhite));
        Assert.InRange(found.Fractions.Wm.Span.ToArray().Sum() / Head.BrainMask.Span.Count(true), 0.2, 0.6);
        if (byPriors) Assert.InRange(found.GreyWhite, 0, 2.7);
    }
}
