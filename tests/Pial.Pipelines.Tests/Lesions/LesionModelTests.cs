using Pial.Analysis.Splits;
using Pial.Kernels;
using Pial.Operations.Comparison;
using Pial.Pipelines.Lesions;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Lesions;

public class LesionModelTests
{
    private static readonly Grid Place = Grid.Centred(new(40, 40, 40), new(1, 1, 1), default);

    [Fact]
    public void Lesions_of_one_head_are_learned_from_others()
    {
        var model = LesionModel.Fit([Head("a", 1, new(5, 0, 0)), Head("b", 2, new(-4, 4, 2))]);
        Assert.InRange(model.Cut, 0.05, 0.95);
        var head = Head("c", 3, new(0, -6, -3));
        var (mask, probability) = model.Segment(head with { Lesions = null });
        Assert.True(StructureComparison.Overlap(mask, head.Lesions!) > 0.8, $"Dice {StructureComparison.Overlap(mask, head.Lesions!):f3}");
        Assert.All(probability.Span.ToArray(), p => Assert.InRange(p, 0, 1));
        Assert.Equal(["a", "b"], model.FittedOn.Ids);
    }

    [Fact]
    public void A_head_it_learned_from_is_refused()
    {
        var model = LesionModel.Fit([Head("sub-1", 1, new(5, 0, 0))]);
        Assert.Throws<LeakException>(() => model.Segment(Head("sub-1_ses-2", 1, new(5, 0, 0))));
    }

    [Fact]
    public void Without_lesions_there_is_nothing_to_learn() =>
        Assert.Throws<ArgumentException>(
            () => LesionModel.Fit([Head("a", 1, new(5, 0, 0)) with { Lesions = Volume.Filled(Place, false) }]));

    private static LesionHead Head(string id, ulong seed, Point lesion)
    {
        var (f, t) = (new float[Place.Shape.Count], new float[Place.Shape.Count]);
        new CounterRandom(seed, 0).FillNormals(f);
        new CounterRandom(seed, 1).FillNormals(t);
        var truth = Of(p => (p - lesion).Length < 3.6);
        var brain = Of(p => p.Length < 16);
        Volume<float> Image(float normal, float within, float[] noise) => Volume.CreateParallel<float>(Place, m =>
        {
            for (var n = 0; n < m.Length; n++)
                m.Span[n] = !brain.Span[n] ? 0 : (truth.Span[n] ? within : normal) + (6 * noise[n]);
        });
        return new(id, Image(100, 150, f), Image(200, 170, t), brain, truth);
    }

    private static Volume<bool> Of(Func<Point, bool> inside) => Volume.CreateParallel<bool>(Place, m =>
    {
        for (var n = 0; n < m.Length; n++)
            m.Span[n] = inside(Place.Affine.Apply(new(n % 40, n / 40 % 40, n / 1600)));
    });
}
