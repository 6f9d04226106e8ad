using Pial.Operations.Comparison;
using Pial.Operations.Masks;
using Pial.Volumes;

namespace Pial.Operations.Tests.Comparison;

public class LesionComparisonTests
{
    private static readonly Volume<bool> Two = Or(StructureComparisonTests.Box(1, 1, 1, 2), StructureComparisonTests.Box(7, 6, 4, 3));

    [Fact]
    public void Lesions_are_counted_one_by_one()
    {
        var predicted = Or(StructureComparisonTests.Box(2, 2, 2, 1), StructureComparisonTests.Box(4, 1, 5, 2));
        var s = LesionComparison.Run(predicted, Two);
        Assert.Equal(new LesionScores(2, 1, 2, 1), s);
        Assert.Equal((0.5, 0.5, 0.5), (s.Sensitivity, s.Precision, s.F1));
        Assert.Equal(new LesionScores(2, 0, 2, 0), LesionComparison.Run(predicted, Two, overlapVoxels: 2));
    }

    [Fact]
    public void Small_parts_are_no_lesions()
    {
        var predicted = Or(Two, StructureComparisonTests.Box(11, 0, 0, 1));
        Assert.Equal(3, LesionComparison.Run(predicted, Two).Predicted);
        Assert.Equal(new LesionScores(2, 2, 2, 2), LesionComparison.Run(predicted, Two, minimumMm3: 12));
    }

    [Fact]
    public void Nothing_found_and_everything_false_are_0_and_nothing_at_all_is_not_scored()
    {
        var none = Two.Map(_ => false);
        Assert.Equal(0, LesionComparison.Run(none, Two).F1);
        Assert.Equal(0, LesionComparison.Run(Two, none).F1);
        Assert.True(double.IsNaN(LesionComparison.Run(none, none).F1));
        Assert.True(double.IsNaN(LesionComparison.Run(none, Two).Precision));
    }

    [Fact]
    public void Parts_that_share_a_corner_are_one_lesion_unless_asked()
    {
        var chain = Or(StructureComparisonTests.Box(1, 1, 1, 2), StructureComparisonTests.Box(3, 3, 3, 2));
        Assert.Equal(1, LesionComparison.Run(chain, chain).True);
        Assert.Equal(2, LesionComparison.Run(chain, chain, connectivity: Connectivity.Faces).True);
    }

    private static Volume<bool> Or(Volume<bool> a, Volume<bool> b) => Volume.CreateParallel<bool>(a.Grid, m =>
    {
        for (var n = 0; n < m.Length; n++)
            m.Span[n] = a.Span[n] || b.Span[n];
    });
}
