using Pial.Operations.Regions;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Segmentation;
using Pial.Operations.Smoothing;
using Pial.Operations.Tests.Regions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Segmentation;

public class ContrastSegmentationTests
{
    // A ball of white matter (2) with a nucleus (10), cortex (3), CSF (24) with a ventricle (4) in the middle, and bone (129) around it.
    private static readonly Grid Scan = Grid.Centred(new(72, 72, 72), new(1, 1, 1), default);
    private static readonly Volume<int> Truth = LabelTransferTests.Fill(Scan, LabelAt);
    private static readonly Volume<bool> Mask = Truth.Map(static l => l != 0);
    private static readonly StructureAtlas Atlas = MakeAtlas();

    // White matter, grey matter, nucleus, CSF, bone: three orders that a T1w does not have.
    private static readonly Dictionary<string, float[]> Contrasts = new(StringComparer.Ordinal)
    {
        ["T2w"] = [100, 140, 120, 240, 10],
        ["PDw"] = [100, 118, 110, 138, 20],
        ["FLAIR"] = [100, 118, 110, 25, 10],
    };

    [Theory]
    [InlineData("T2w")]
    [InlineData("PDw")]
    [InlineData("FLAIR")]
    public void Tissues_and_structures_are_found_whatever_their_order(string contrast)
    {
        var found = ContrastSegmentation.Run(Image(contrast, 2), Mask, Atlas, PointMap.Identity, Affine.Identity);
        Assert.InRange(Dice(found.Labels, 1, static l => l is 3 or 10), 0.93, 1);
        Assert.InRange(Dice(found.Labels, 2, static l => l == 2), 0.93, 1);
        Assert.InRange(Dice(found.Structures!, 10, static l => l == 10), 0.8, 1);
        Assert.InRange(Dice(found.Structures!, 4, static l => l == 4), 0.85, 1);
        for (var n = 0; n < Mask.Shape.Count; n++)
        {
            Assert.Equal(Mask.Span[n] ? 1 : 0, found.Fractions.Gm.Span[n] + found.Fractions.Wm.Span[n] + found.Fractions.Csf.Span[n], 1e-4);
            if (found.Structures!.Span[n] == 10) Assert.Equal(1, found.Labels.Span[n]);
        }
    }

    [Fact]
    public void The_threads_do_not_change_a_bit()
    {
        var image = Image("FLAIR", 2);
        ChannelResult Run(int threads) => ContrastSegmentation.Run(image, Mask, Atlas, PointMap.Identity, Affine.Identity,
            parallel: new() { MaxDegreeOfParallelism = threads });
        var (one, many) = (Run(1), Run(4));
        Assert.Equal(one.Labels.Span, many.Labels.Span);
        Assert.Equal(one.Fractions.Gm.Span, many.Fractions.Gm.Span);
    }

    [Theory]
    [InlineData("T2w")]
    [InlineData("PDw")]
    public void Bone_in_the_mask_is_taken_off_where_it_is_dark_and_nothing_else_is(string contrast)
    {
        var trimmed = StructureMask.Trim(Image(contrast, 2), Mask, Atlas, PointMap.Identity);
        var (bone, brain, all) = (0, 0, 0);
        for (var n = 0; n < Mask.Shape.Count; n++)
        {
            Assert.True(Mask.Span[n] || !trimmed.Span[n]);
            if (Truth.Span[n] == 129 && trimmed.Span[n]) bone++;
            if (Truth.Span[n] is not (0 or 129)) (all, brain) = (all + 1, brain + (trimmed.Span[n] ? 1 : 0));
        }

        Assert.InRange((double)bone / Count(129), 0, 0.05);
        Assert.InRange((double)brain / all, 0.99, 1);
    }

    [Fact]
    public void The_painted_template_has_the_scans_own_contrast()
    {
        var image = Image("T2w", 2);
        // The atlas is carried a little askew, as an affine does.
        var learned = StructureTemplate.Intensities(image, Mask, Atlas, Affine.Translation(new(1.5, 0, 0)));
        var painted = StructureTemplate.Expected(Mask, Atlas, learned);
        foreach (var (at, expected) in new[] { (new Point(0, -15, 0), 100.0), (new Point(0, 0, 21), 140), (new Point(0, 0, 25.5), 240),
            (new Point(0, 0, 0), 240) })
        {
            var v = Scan.Affine.Inverse().Apply(at);
            Assert.InRange(painted[(int)Math.Round(v.X), (int)Math.Round(v.Y), (int)Math.Round(v.Z)], 0.85 * expected, 1.15 * expected);
        }

        var moved = image.WithGrid(new(Scan.Shape, Affine.Translation(new(2, 0, 0)) * Scan.Affine));
        var warp = DiffeomorphicRegistration.Run(moved, painted, Affine.Identity,
            DiffeomorphicOptions.Of(RegistrationQuality.Fast)).ReferenceToMoving;
        Assert.InRange(warp.Apply(new(-20.5, 0, 0)).X, -19.5, -17.5);
    }

    private static int LabelAt(Point p)
    {
        var r = p.DistanceTo(default);
        if (p.DistanceTo(new(11, 0, 0)) <= 5) return 10;
        return r <= 5 ? 4 : r <= 18.5 ? 2 : r <= 23 ? 3 : r <= 28 ? 24 : r <= 31 ? 129 : 0;
    }

    private static StructureAtlas MakeAtlas()
    {
        var builder = new StructureAtlasBuilder(Scan);
        foreach (var id in new[] { 2, 3, 4, 10, 24, 129 })
            builder.Add(id, GaussianSmoothing.Apply(Truth.Map(l => l == id ? 1f : 0f), 3));
        return builder.Build();
    }

    private static Volume<float> Image(string contrast, float spread)
    {
        var (random, means) = (new Random(3), Contrasts[contrast]);
        return Truth.Map(l =>
        {
            var mean = l switch
            {
                2 => means[0],
                3 => means[1],
                10 => means[2],
                4 or 24 => means[3],
                129 => means[4],
                _ => 0f,
            };
            return mean == 0 ? 0 : mean + (spread * (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
        });
    }

    private static int Count(int label) => Truth.Span.ToArray().Count(l => l == label);

    private static double Dice(Volume<int> found, int label, Func<int, bool> truth)
    {
        double both = 0, all = 0;
        for (var n = 0; n < found.Shape.Count; n++)
        {
            var (a, b) = (found.Span[n] == label, truth(Truth.Span[n]));
            both += a && b ? 1 : 0;
            all += (a ? 1 : 0) + (b ? 1 : 0);
        }

        return 2 * both / all;
    }
}
