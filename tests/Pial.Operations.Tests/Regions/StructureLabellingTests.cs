using Pial.Operations.Regions;
using Pial.Volumes;

namespace Pial.Operations.Tests.Regions;

public class StructureLabellingTests
{
    private static readonly Grid Space = Grid.Centred(new(24, 24, 24), new(2, 2, 2), default);
    private static readonly Grid Scan = Grid.Centred(new(40, 42, 38), new(1, 1, 1), new(0.3, -0.4, 0.2)).Reorient(Orientation.Parse("LPS"));

    // Two balls of 8 mm, left 17 and right 53, in surroundings 2; the atlas knows them vaguely.
    private static readonly Volume<int> Truth = LabelTransferTests.Fill(Scan,
        p => p.DistanceTo(new(-9, 0, 0)) <= 8 ? 17 : p.DistanceTo(new(9, 0, 0)) <= 8 ? 53 : 2);
    private static readonly Volume<float> Image = Noisy(Truth.Map(l => l == 2 ? 100f : 70f), 6);

    [Fact]
    public void Intensities_sharpen_what_the_atlas_says_and_sides_stay()
    {
        var vague = Atlas();
        var byAtlas = StructureLabelling.Run(Image, Volume.Filled(Scan, true), vague, PointMap.Identity,
            new() { Iterations = 0, Smoothness = 0 });
        var found = StructureLabelling.Run(Image, Volume.Filled(Scan, true), vague, PointMap.Identity);
        Assert.Empty(byAtlas.Intensities);
        Assert.True(found.Converged);
        foreach (var id in new[] { 17, 53 })
        {
            Assert.InRange(Dice(found.Labels, id), 0.97, 1);
            Assert.True(Dice(found.Labels, id) > Dice(byAtlas.Labels, id));
        }

        Assert.InRange(found.Intensities.Single(c => c.Class == 17).Mean, 67, 73);
        Assert.InRange(found.Intensities.Single(c => c.Class == 2).Mean, 98, 102);
    }

    [Fact]
    public void Outside_the_mask_and_beyond_the_atlas_there_is_no_label()
    {
        var mask = LabelTransferTests.Fill(Scan, p => p.X < 0 ? 1 : 0).Map(v => v > 0);
        var found = StructureLabelling.Run(Image, mask, Atlas(), Affine.Translation(new(0, 0, 30)));
        for (var n = 0; n < found.Labels.Shape.Count; n++)
        {
            if (!mask.Span[n]) Assert.Equal(0, found.Labels.Span[n]);
        }

        Assert.Contains(0, Enumerable.Range(0, mask.Shape.Count).Where(n => mask.Span[n]).Select(n => found.Labels.Span[n]));
    }

    [Fact]
    public void Values_that_are_not_numbers_and_empty_masks_do_no_harm()
    {
        var broken = Image.Map(v => v > 105 ? float.NaN : v);
        Assert.DoesNotContain(StructureLabelling.Run(broken, Volume.Filled(Scan, true), Atlas(), PointMap.Identity).Intensities,
            c => !double.IsFinite(c.Mean));
        Assert.DoesNotContain(17,
            StructureLabelling.Run(Image, Volume.Filled(Scan, false), Atlas(), PointMap.Identity).Labels.Span.ToArray());
    }

    [Fact]
    public void One_thread_gives_the_bits_of_many()
    {
        var (one, many) = (new ParallelOptions { MaxDegreeOfParallelism = 1 }, new ParallelOptions { MaxDegreeOfParallelism = 4 });
        var (a, b) = (StructureLabelling.Run(Image, Volume.Filled(Scan, true), Atlas(), PointMap.Identity, null, one),
            StructureLabelling.Run(Image, Volume.Filled(Scan, true), Atlas(), PointMap.Identity, null, many));
        Assert.Equal(a.Labels.Span, b.Labels.Span);
        Assert.Equal(a.Intensities, b.Intensities);
    }

    [Fact]
    public void An_atlas_is_what_its_ranks_say()
    {
        var atlas = Atlas();
        Assert.Equal([2, 17, 53], atlas.Ids);
        var again = StructureAtlas.Create([.. Enumerable.Range(0, atlas.Ranks).Select(atlas.Rank)], atlas.Classes);
        for (var r = 0; r < atlas.Ranks; r++)
        {
            Assert.Equal(atlas.Rank(r).Labels.Span, again.Rank(r).Labels.Span);
            Assert.Equal(atlas.Rank(r).Shares.Span, again.Rank(r).Shares.Span);
        }

        var sum = Enumerable.Range(0, atlas.Ranks).Sum(r => atlas.Rank(r).Shares[12, 12, 12]);
        Assert.InRange(sum, 0.99, 1.01);
        Assert.Throws<ArgumentException>(() => StructureAtlas.Create([]));
        Assert.Throws<ArgumentException>(() => StructureAtlas.Create([(Volume.Filled(Space, 300), Volume.Filled(Space, 1f))]));
        Assert.Throws<ArgumentException>(() => StructureAtlas.Create([(Volume.Filled(Space, 3), Volume.Filled(Space, 2f))]));
        Assert.Throws<ArgumentException>(() => new StructureAtlasBuilder(Space).Add(3, Volume.Filled(Scan, 1f)));
    }

    // A share that falls from 1 to 0 between 5 and 13 mm from the balls' centres.
    private static StructureAtlas Atlas()
    {
        var builder = new StructureAtlasBuilder(Space, 3);
        Volume<float> Near(double x) => Volume.Create<float, int>(Space, 0, (to, _) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = (float)Math.Clamp((13 - Space.Affine.Apply(new(n % 24, n / 24 % 24, n / 576)).DistanceTo(new(x, 0, 0))) / 8, 0, 1);
        });
        var (left, right) = (Near(-9), Near(9));
        builder.Add(17, left);
        builder.Add(53, right);
        builder.Add(2, Volume.Create<float, int>(Space, 0, (to, _) =>
        {
            for (var n = 0; n < to.Length; n++)
                to[n] = Math.Max(0.02f, 1 - left.Span[n] - right.Span[n]);
        }));
        return builder.Build(new Dictionary<int, int> { [17] = 17, [53] = 17, [2] = 2 });
    }

    private static Volume<float> Noisy(Volume<float> image, float deviation)
    {
        var random = new Random(7);
        return image.Map(v => v + (deviation * (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2)));
    }

    private static double Dice(Volume<int> found, int id)
    {
        var both = Enumerable.Range(0, Truth.Shape.Count).Count(n => Truth.Span[n] == id && found.Span[n] == id);
        return 2.0 * both / (Truth.Span.Count(id) + found.Span.Count(id));
    }
}
