using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Regions;

public class SteadyWarpTests
{
    private static readonly Grid Scan = Grid.Centred(new(60, 60, 60), new(2, 2, 2), default);
    private static readonly Affine Shifted = Affine.Translation(new(3, -2, 1));

    // A thalamus of 12 mm, moved by the affine, in white matter.
    private static readonly StructureAtlas Atlas = Built();

    [Fact]
    public void A_bump_deep_in_the_brain_is_smoothed_away_and_one_at_its_surface_stays()
    {
        var bump = Bent(default);
        var deep = SteadyWarp.ToAtlas(bump, Shifted, Atlas, Scan);
        Assert.InRange(Departure(deep, default), 0, 1);
        var far = new Point(44, 0, 0);
        var surface = SteadyWarp.ToAtlas(Bent(far), Shifted, Atlas, Scan);
        Assert.Equal(Departure(Bent(far), far), Departure(surface, far), 3);
        Assert.InRange(Departure(Bent(far), far), 3, 4);
    }

    [Fact]
    public void The_affine_is_kept_and_no_smoothing_is_no_change()
    {
        var straight = Warp.Create(Scan, p => Shifted.Apply(p) - p);
        var steady = SteadyWarp.ToAtlas(straight, Shifted, Atlas, Scan);
        foreach (var p in new[] { default, new Point(7, 3, -9), new Point(40, 40, 40) })
            Assert.Equal(0, steady.Apply(p).DistanceTo(Shifted.Apply(p)), 4);
        PointMap bump = Bent(default);
        Assert.Same(bump, SteadyWarp.ToAtlas(bump, Shifted, Atlas, Scan, 0, null));
    }

    [Fact]
    public void From_the_atlas_the_same_places_are_steadied()
    {
        var back = Shifted.Inverse();
        var centre = Shifted.Apply(default); // of the thalamus, in the atlas
        Warp Bump(Point at) => Warp.Create(Scan, p => back.Apply(p) - p + new Point(p.DistanceTo(at) < 4 ? 4 : 0, 0, 0));
        double From(PointMap map, Point p) => map.Apply(p).DistanceTo(back.Apply(p));
        var deep = Atlas.Probability(SteadyWarp.IsDeep, null);
        Assert.InRange(From(SteadyWarp.FromAtlas(Bump(centre), back, deep, Scan), centre), 0, 1);
        var far = centre + new Point(44, 0, 0);
        Assert.Equal(From(Bump(far), far), From(SteadyWarp.FromAtlas(Bump(far), back, deep, Scan), far), 3);
        Assert.InRange(From(Bump(far), far), 3, 4);
    }

    [Fact]
    public void One_thread_gives_the_bits_of_many()
    {
        Warp Of(int threads) =>
            SteadyWarp.ToAtlas(Bent(default), Shifted, Atlas, Scan, 24, new() { MaxDegreeOfParallelism = threads }).Links[0].Warp!;
        var (one, many) = (Of(1), Of(3));
        Assert.Equal(one.X.Span, many.X.Span);
        Assert.Equal(one.Z.Span, many.Z.Span);
    }

    private static double Departure(PointMap map, Point p) => map.Apply(p).DistanceTo(Shifted.Apply(p));

    private static Warp Bent(Point at) => Warp.Create(Scan, p => Shifted.Apply(p) - p + new Point(p.DistanceTo(at) < 4 ? 4 : 0, 0, 0));

    private static StructureAtlas Built()
    {
        var builder = new StructureAtlasBuilder(Scan);
        Volume<float> Where(Func<double, bool> holds) =>
            LabelTransferTests.Fill(Scan, p => holds(p.DistanceTo(Shifted.Apply(default))) ? 1 : 0).Map(static l => (float)l);
        builder.Add(10, Where(static r => r <= 12));
        builder.Add(2, Where(static r => r is > 12 and < 60));
        return builder.Build();
    }
}
