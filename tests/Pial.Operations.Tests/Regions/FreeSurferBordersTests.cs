using Pial.Operations.Regions;
using Pial.Operations.Smoothing;
using Pial.Volumes;

namespace Pial.Operations.Tests.Regions;

public class FreeSurferBordersTests
{
    // Both pallida (13, 52) and accumbens areas (26, 58) in white matter (2, 41), far from a ball of cortex (3).
    private static readonly Grid Space = Grid.Centred(new(60, 50, 40), new(1.5, 1.5, 1.5), default);
    private static readonly StructureAtlas Atlas = Build();
    private static readonly StructureAtlas Moved = FreeSurferBorders.Of(Atlas, null);

    [Fact]
    public void A_structure_that_FreeSurfer_draws_larger_grows()
    {
        Assert.InRange(Size(Moved, 13) / Size(Atlas, 13), 1.15, 3);
        Assert.Equal(Size(Moved, 13), Size(Moved, 52), 8.0);
    }

    [Fact]
    public void A_shift_to_the_right_is_one_to_the_left_on_the_other_side()
    {
        // By +0.75 mm the left one, at x = -14, moves towards the midline.
        Assert.Equal(0.75, Middle(Moved, 26).X - Middle(Atlas, 26).X, 0.3);
        Assert.Equal(-0.75, Middle(Moved, 58).X - Middle(Atlas, 58).X, 0.3);
        Assert.InRange(Middle(Moved, 26).Z - Middle(Atlas, 26).Z, 0.6, 1.5); // 1.25, less what stays where white matter is sure
    }

    [Fact]
    public void What_lies_elsewhere_stays_as_it_is()
    {
        Assert.Equal(Atlas.Grid, Moved.Grid);
        Assert.Equal(Atlas.Ids, Moved.Ids);
        Assert.Equal(Atlas.Probability(static id => id == 3, null).Span, Moved.Probability(static id => id == 3, null).Span);
    }

    [Fact]
    public void An_atlas_without_those_structures_is_the_same_object()
    {
        var ball = LabelTransferTests.Fill(Space, static p => p.DistanceTo(default) < 10 ? 3 : 0);
        var atlas = StructureAtlas.Create([(ball, ball.Map(static l => l > 0 ? 1f : 0f))]);
        Assert.Same(atlas, FreeSurferBorders.Of(atlas, null));
    }

    private static StructureAtlas Build()
    {
        static int LabelAt(Point p) =>
            p.DistanceTo(new(-14, 0, 0)) < 6 ? 13 : p.DistanceTo(new(14, 0, 0)) < 6
                ? 52 : p.DistanceTo(new(-14, 18, -6)) < 5 ? 26 : p.DistanceTo(new(14, 18, -6)) < 5 ? 58
            : p.DistanceTo(new(36, -28, 20)) < 5 ? 3 : p.DistanceTo(default) < 27 ? (p.X < 0 ? 2 : 41) : 0;
        var labels = LabelTransferTests.Fill(Space, LabelAt);
        var builder = new StructureAtlasBuilder(Space);
        foreach (var id in new[] { 2, 3, 13, 26, 41, 52, 58 })
            builder.Add(id, GaussianSmoothing.Apply(labels.Map(l => l == id ? 1f : 0f), 4));
        return builder.Build();
    }

    private static double Size(StructureAtlas atlas, int id) => atlas.Rank(0).Labels.Span.Count(id);

    private static Point Middle(StructureAtlas atlas, int id)
    {
        var map = atlas.Probability(i => i == id, null);
        var (sum, at) = (0.0, default(Point));
        for (var n = 0; n < map.Shape.Count; n++)
        {
            var s = map.Shape;
            (sum, at) = (sum + map.Span[n],
                at + (map.Grid.Affine.Apply(new Point(n % s.I, n / s.I % s.J, n / s.SliceCount)) * map.Span[n]));
        }

        return at * (1 / sum);
    }
}
