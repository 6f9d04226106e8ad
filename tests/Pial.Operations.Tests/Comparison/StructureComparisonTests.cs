using Pial.Operations.Comparison;
using Pial.Volumes;

namespace Pial.Operations.Tests.Comparison;

public class StructureComparisonTests
{
    private static readonly Grid Place = new(new(12, 10, 8), Affine.Scaling(1, 2, 3));
    private static readonly Volume<bool> Empty = Volume.Filled(Place, false);

    [Fact]
    public void A_cube_moved_by_one_voxel()
    {
        var s = StructureComparison.Run(Box(3, 2, 2, 4), Box(2, 2, 2, 4));
        Assert.Equal(0.75, s.Dice);
        Assert.Equal(48.0 / 80, s.Iou);
        Assert.Equal(1, s.VolumeSimilarity);
        Assert.Equal(1, s.Hd95Mm);
        Assert.Equal(1, s.HausdorffMm);
        Assert.Equal(1, s.SurfaceDice);
        Assert.Equal((64, 64, 0.75, 0.75), (s.TruthVoxels, s.PredictedVoxels, s.Sensitivity, s.Precision));
    }

    [Fact]
    public void What_was_missed_or_invented_is_scored_as_badly_as_can_be()
    {
        var diagonal = Math.Sqrt((11 * 11) + (18 * 18) + (21 * 21));
        foreach (var (scores, expected) in new[] { (StructureComparison.Run(Empty, Box(2, 2, 2, 3)), StructureCase.Missed),
            (StructureComparison.Run(Box(2, 2, 2, 3), Empty), StructureCase.Invented) })
        {
            Assert.Equal(expected, scores.Case);
            Assert.Equal((0, 0, 0, 0), (scores.Dice, scores.Iou, scores.SurfaceDice, scores.VolumeSimilarity));
            Assert.Equal(diagonal, scores.Hd95Mm, 1e-9);
            Assert.Equal(diagonal, scores.AssdMm, 1e-9);
        }
    }

    [Fact]
    public void Where_neither_has_it_there_is_nothing_to_score()
    {
        var s = StructureComparison.Run(Empty, Empty);
        Assert.Equal(StructureCase.Absent, s.Case);
        Assert.All([s.Dice, s.Iou, s.VolumeSimilarity, s.Hd95Mm, s.AssdMm, s.SurfaceDice], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void Labels_of_either_map_are_compared()
    {
        var truth = Box(1, 1, 1, 2).Map(v => v ? 4 : 0);
        var predicted = Box(5, 5, 5, 2).Map(v => v ? 9 : 0);
        Assert.Equal([(4, StructureCase.Missed), (9, StructureCase.Invented)],
            StructureComparison.Run(predicted, truth).Select(r => (r.Label, r.Scores.Case)));
        Assert.Equal([(7, StructureCase.Absent)], StructureComparison.Run(predicted, truth, [7]).Select(r => (r.Label, r.Scores.Case)));
    }

    [Fact]
    public void The_threads_do_not_matter()
    {
        var (a, b) = (TestImages.RandomMask(TestImages.Awkward, 0.2), TestImages.RandomMask(TestImages.Awkward, 0.3, 5));
        Assert.Equal(StructureComparison.Run(a, b, 1, TestImages.One), StructureComparison.Run(a, b, 1, TestImages.Seven));
    }

    [Fact]
    public void Other_grids_are_refused() =>
        Assert.Contains("grid",
            Assert.Throws<ArgumentException>(
                () => StructureComparison.Run(Empty, Volume.Filled(new Grid(new(3, 3, 3), Affine.Identity), true))).Message,
                StringComparison.Ordinal);

    internal static Volume<bool> Box(int i, int j, int k, int size) => Volume.CreateParallel<bool>(Place, m =>
    {
        for (var n = 0; n < m.Length; n++)
        {
            var (x, y, z) = (n % 12, n / 12 % 10, n / 120);
            m.Span[n] = x >= i && x < i + size && y >= j && y < j + size && z >= k && z < k + size;
        }
    });
}
