using Pial.Operations.BrainExtraction;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Steps;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Steps;

public sealed class LesionStepTests
{
    private static readonly Grid Cube = Grid.Centred(new(48, 48, 48), new(3, 3, 3), default);
    private static readonly ParallelOptions Threads = new();

    private static Volume<T> Of<T>(Func<Point, T> value, Grid? grid = null) where T : unmanaged =>
        Volume.Create(grid ?? Cube, (grid ?? Cube, value), static (Span<T> v, (Grid G, Func<Point, T> F) s) =>
    {
        for (var n = 0; n < v.Length; n++)
            v[n] = s.F(s.G.Affine.Apply(new(n % s.G.Shape.I, n / s.G.Shape.I % s.G.Shape.J, n / s.G.Shape.SliceCount)));
    });

    private static BrainExtractionResult Brain() => new(Of(p => p.Length < 50), Affine.Identity, null, false, 0.7);

    [Fact]
    public void A_lesion_at_the_edge_becomes_part_of_the_brain_and_no_part_of_what_is_estimated()
    {
        var lesion = Of(p => (p - new Point(45, 0, 0)).Length < 12);
        var before = Brain();
        var brain = new LesionBrainStep().Run((before, lesion), Threads);
        var sound = new LesionFreeStep().Run((brain, lesion), Threads);
        for (var n = 0; n < Cube.Shape.Count; n++)
        {
            Assert.Equal(before.Mask.Span[n] || lesion.Span[n], brain.Mask.Span[n]);
            Assert.Equal(brain.Mask.Span[n] && !lesion.Span[n], sound.Mask.Span[n]);
        }
    }

    [Fact]
    public void What_covers_the_brain_or_lies_outside_of_it_is_no_lesion_of_it()
    {
        var all = Assert.Throws<InputException>(() => new LesionBrainStep().Run((Brain(), Of(_ => true)), Threads));
        Assert.Contains("covers 100 % of the brain", all.Message, StringComparison.Ordinal);
        var outside = Assert.Throws<InputException>(
            () => new LesionBrainStep().Run((Brain(), Of(p => (p - new Point(62, 0, 0)).Length < 10)), Threads));
        Assert.Contains("outside of the brain. Does it belong to this scan?", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lesion_is_a_class_of_its_own_and_no_tissue()
    {
        var (lesion, ones) = (Of(p => p.Length < 10), Volume.Filled(Cube, 0.3f));
        var tissues = new Tissues(new(ones, ones, ones), Volume.Filled(Cube, 2), ones, true) { Structures = Volume.Filled(Cube, 41) };
        var found = new LesionTissueStep().Run((tissues, lesion), Threads);
        for (var n = 0; n < Cube.Shape.Count; n++)
        {
            var inside = lesion.Span[n];
            Assert.Equal((inside ? 7 : 2, inside ? 0 : 41, inside ? 0f : 0.3f),
                (found.Labels.Span[n], found.Structures!.Span[n], found.Fractions.Gm.Span[n]));
        }

        // as BIDS has it
        Assert.Equal(("Lesion", "L"), (LabelTable.TissuesAndLesion.Find(7)!.Name, LabelTable.TissuesAndLesion.Find(7)!.Abbreviation));
    }

    // A cavity beside the midline makes a registration that sees it pull the dark ventricle over it; one that does not see it leaves the
    // ventricle where it is.
    [Fact]
    public void The_warp_does_not_follow_the_lesion()
    {
        static float Head(Point p) => p.Length > 60 ? 0 : p.Length > 48 ? 60 : (p - new Point(0, 0, 0)).Length < 9 ? 25 : 100;
        var grid = Grid.Centred(new(64, 64, 64), new(2, 2, 2), default);
        var template = Of(Head, grid);
        var lesion = Of(p => (p - new Point(17, 0, 0)).Length < 9, grid);
        var scan = Of(p => (p - new Point(17, 0, 0)).Length < 9 ? 22 : Head(p), grid);
        double Moved(DiffeomorphicResult map) =>
            Enumerable.Range(0, 7).Max(n => map.ReferenceToMoving.Apply(new(3.0 * n, 0, 0)).DistanceTo(new(3.0 * n, 0, 0)));
        var seen = new WarpStep(2, RegistrationQuality.Fast).Run((scan, template, Affine.Identity), Threads);
        var masked = new LesionWarpStep(2, RegistrationQuality.Fast).Run((scan, template, Affine.Identity, lesion), Threads);
        Assert.InRange(Moved(masked), 0, 0.5 * Moved(seen));
        var affine = new LesionAffineStep().Run((scan, template, Affine.Identity, lesion), Threads).ReferenceToMoving;
        Assert.InRange(affine.Apply(new(30, 20, -30)).DistanceTo(new(30, 20, -30)), 0, 0.3);
    }
}
