using Pial.Operations.Regions;
using Pial.Operations.Segmentation;
using Pial.Operations.Smoothing;
using Pial.Operations.Tests.Regions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

public class HeadSegmentationTests
{
    // A ball of white matter (2) with a nucleus as bright as it (10), cortex (3), CSF (24), and dura as bright as cortex (98) around it.
    private static readonly Grid Scan = Grid.Centred(new(72, 72, 72), new(1, 1, 1), default);
    private static readonly Point Nucleus = new(8, 0, 0);
    private static readonly Volume<int> Truth = LabelTransferTests.Fill(Scan, LabelAt);
    private static readonly Volume<bool> Mask = Truth.Map(static l => l != 0);
    private static readonly Volume<float> Image = Noisy();
    private static readonly Lazy<HeadSegmentationResult> Found = new(() => Run(2));

    [Fact]
    public void A_nucleus_as_bright_as_white_matter_is_grey_matter_where_the_atlas_has_it()
    {
        Assert.InRange(Dice(Found.Value.Labels, 10), 0.85, 1);
        var inside = LabelTransferTests.Fill(Scan, p => p.DistanceTo(Nucleus) < 4 ? 1 : 0);
        Assert.InRange(Mean(Found.Value.Fractions.Gm, inside), 0.9, 1);
    }

    [Fact]
    public void Dura_as_bright_as_cortex_is_no_grey_matter()
    {
        var far = LabelTransferTests.Fill(Scan, p => LabelAt(p) == 98 && p.DistanceTo(default) > 31 ? 1 : 0);
        Assert.InRange(Mean(Found.Value.Fractions.Gm, far), 0, 0.15);
        var cortex = LabelTransferTests.Fill(Scan, p => p.DistanceTo(default) is > 20 and < 22 ? 1 : 0);
        Assert.InRange(Mean(Found.Value.Fractions.Gm, cortex), 0.9, 1);
    }

    [Fact]
    public void Maps_tissues_and_structures_agree_in_every_voxel()
    {
        var (tissues, labels) = (Found.Value, Found.Value.Labels);
        for (var n = 0; n < Mask.Shape.Count; n++)
        {
            var sum = tissues.Fractions.Gm.Span[n] + tissues.Fractions.Wm.Span[n] + tissues.Fractions.Csf.Span[n];
            Assert.Equal(Mask.Span[n] ? 1 : 0, sum, 1e-4);
            if (!Mask.Span[n] || labels.Span[n] == 0) continue;
            var expected = StructureTissues.Of(labels.Span[n]) switch
            {
                StructureTissue.Csf => 3,
                StructureTissue.White => 2,
                _ => 1,
            };
            Assert.Equal(expected, tissues.Tissues.Span[n]);
        }
    }

    [Fact]
    public void One_thread_gives_the_bits_of_many()
    {
        var one = Run(1);
        Assert.Equal(one.Labels.Span, Found.Value.Labels.Span);
        Assert.Equal(one.Fractions.Gm.Span, Found.Value.Fractions.Gm.Span);
    }

    private static HeadSegmentationResult Run(int threads) =>
        HeadSegmentation.Run(Image, Mask, Atlas(), PointMap.Identity, Affine.Identity, new() { FreeSurferBorders = false },
            new() { MaxDegreeOfParallelism = threads });

    private static int LabelAt(Point p)
    {
        var r = p.DistanceTo(default);
        if (p.DistanceTo(Nucleus) <= 6) return 10;
        return r <= 18.5 ? 2 : r <= 23 ? 3 : r <= 28 ? 24 : r <= 33 ? 98 : 0;
    }

    private static StructureAtlas Atlas()
    {
        var builder = new StructureAtlasBuilder(Scan);
        foreach (var id in new[] { 2, 3, 10, 24, 98 })
            builder.Add(id, GaussianSmoothing.Apply(Truth.Map(l => l == id ? 1f : 0f), 3));
        return builder.Build();
    }

    private static Volume<float> Noisy()
    {
        var random = new Random(3);
        return Truth.Map(l =>
        {
            var mean = l switch
            {
                2 => 100f,
                10 => 95f,
                3 or 98 => 70f,
                24 => 25f,
                _ => 0f,
            };
            return mean == 0 ? 0 : mean + (2f * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
        });
    }

    private static double Mean(Volume<float> map, Volume<int> where)
    {
        var (sum, count) = (0.0, 0);
        for (var n = 0; n < map.Shape.Count; n++)
            if (where.Span[n] != 0) (sum, count) = (sum + map.Span[n], count + 1);
        return sum / count;
    }

    private static double Dice(Volume<int> found, int label)
    {
        double both = 0, all = 0;
        for (var n = 0; n < found.Shape.Count; n++)
        {
            if (found.Span[n] == label && Truth.Span[n] == label) both++;
            if (found.Span[n] == label) all++;
            if (Truth.Span[n] == label) all++;
        }

        return 2 * both / all;
    }
}
