using System.Collections.Immutable;
using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly Grid Grid = Grid.Centred(new(20, 16, 12), new(1, 1, 1), default);

    // A ball of label 1 with one voxel of label 7, on a ramp.
    private static readonly Subject Head = new([
        new ScalarImage("t1", Volume.Create(Grid, 0, static (Span<float> v, int _) =>
        {
            for (var n = 0; n < v.Length; n++) v[n] = n;
        })),
        new LabelMap("seg", Volume.Create(Grid, Grid.Shape, static (Span<int> v, Shape s) =>
        {
            for (var k = 4; k < 8; k++)
                for (var j = 5; j < 10; j++)
                    for (var i = 6; i < 14; i++) v[s.Index(i, j, k)] = 1;
            v[s.Index(10, 8, 6)] = 7;
        })),
        new SamplingMap("map", Volume.Create(Grid, Grid.Shape, static (Span<float> v, Shape s) =>
        {
            v[s.Index(9, 8, 6)] = 1;
            v[s.Index(10, 8, 6)] = 3;
            v[s.Index(0, 0, 0)] = 1000; // no patch has room about it
        })),
    ]);

    public static TheoryData<PatchSampler> All => new(
        new UniformSampler(new(5, 4, 3)), new WeightedSampler(new(5, 4, 3), "map"), new LabelSampler(new(5, 4, 3)),
        new LabelSampler(new(5, 4, 3))
        {
            Label = "seg",
            LabelProbabilities = ImmutableSortedDictionary<int, double>.Empty.Add(1, 1).Add(7, 3),
        },
        new PosNegLabelSampler(new(5, 4, 3)), new PosNegLabelSampler(new(5, 4, 3)) { Image = "t1", ImageThreshold = 100 },
        new LabelClassesSampler(new(5, 4, 3), [1, 2]));

    [Theory]
    [MemberData(nameof(All))]
    public void A_seed_gives_the_same_places_at_any_thread_count_and_they_lie_inside(PatchSampler sampler)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        PatchLocation[] Places(int count, ulong seed, int threads) =>
            [.. sampler.Sample(Head, count, seed, new() { MaxDegreeOfParallelism = threads })];
        var places = Places(50, 3, 1);
        Assert.Equal(places, Places(50, 3, 4));
        Assert.Equal(places[..10], Places(10, 3, 1));
        Assert.NotEqual(places, Places(50, 4, 1));
        Assert.All(places, p => Assert.True(Grid.Shape.Contains(p.I, p.J, p.K) && Grid.Shape.Contains(p.I + 4, p.J + 3, p.K + 2)));
    }

    [Fact]
    public void Uniform_places_are_as_likely_as_each_other()
    {
        var places = new UniformSampler(new(18, 16, 11)).Sample(Head, 6000, 1);
        var counts = places.CountBy(p => p).ToDictionary();
        Assert.Equal(3 * 1 * 2, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 1000 - 150, 1000 + 150)); // five standard deviations
    }

    [Fact]
    public void Weighted_centres_follow_the_map_where_patches_have_room()
    {
        var centres = new WeightedSampler(new(5, 4, 3), "map").Sample(Head, 4000, 1).CountBy(p => (p.I + 2, p.J + 2, p.K + 1))
            .ToDictionary();
        Assert.Equal(2, centres.Count);
        Assert.InRange(centres[(10, 8, 6)], 3000 - 140, 3000 + 140);
        Assert.True(centres[(9, 8, 6)] > 800);
    }

    [Fact]
    public void Labels_have_their_chance_whatever_their_volume()
    {
        int LabelOf(PatchLocation p) => Head.Labels("seg")[p.I + 2, p.J + 2, p.K + 1];
        var sampler = new LabelSampler(new(5, 4, 3))
        {
            LabelProbabilities = ImmutableSortedDictionary<int, double>.Empty.Add(1, 1).Add(7, 3).Add(99, 50),
        };
        var labels = sampler.Sample(Head, 4000, 1).CountBy(LabelOf).ToDictionary();
        Assert.InRange(labels[7], 3000 - 140, 3000 + 140);
        Assert.Equal(4000, labels[1] + labels[7]);
        Assert.All(new LabelSampler(new(5, 4, 3)).Sample(Head, 500, 1), p => Assert.True(LabelOf(p) > 0));
    }

    [Fact]
    public void Positive_and_negative_centres_come_in_their_ratio()
    {
        var places = new PosNegLabelSampler(new(1, 1, 1)) { Pos = 3 }.Sample(Head, 4000, 1);
        Assert.InRange(places.Count(p => Head.Labels("seg")[p.I, p.J, p.K] > 0), 3000 - 140, 3000 + 140);
        Assert.All(new PosNegLabelSampler(new(1, 1, 1)) { Pos = 0, Image = "t1", ImageThreshold = 3000 }.Sample(Head, 200, 1),
            p => Assert.True(Head.Scalars("t1")[p.I, p.J, p.K] > 3000));
        var classes = new LabelClassesSampler(new(1, 1, 1), [1, 1, 5]).Sample(Head, 4000, 1).CountBy(p => Head.Labels("seg")[p.I, p.J, p.K])
            .ToDictionary();
        Assert.Equal(2, classes.Count); // class 2 is not there
        Assert.InRange(classes[1], 2000 - 160, 2000 + 160);
    }

    [Theory]
    [InlineData("does not fit an image of 20×16×12", 21, 4, 4)]
    public void A_patch_that_does_not_fit_is_refused(string says, int i, int j, int k) =>
        Assert.Contains(says, Assert.Throws<ArgumentException>(() => new UniformSampler(new(i, j, k)).Sample(Head, 1, 0)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void What_a_sampler_lacks_is_named_before_anything_is_read()
    {
        var names = History.NamesOf(Head);
        Assert.Contains("there is no label map 'sge'",
            Assert.Throws<ArgumentException>(() => new LabelSampler(new(4, 4, 4)) { Label = "sge" }.Check(names)).Message,
            StringComparison.Ordinal);
        Assert.Contains("'t1' is not a label map",
            Assert.Throws<ArgumentException>(() => new LabelSampler(new(4, 4, 4)) { Label = "t1" }.Check(names)).Message,
            StringComparison.Ordinal);
        Assert.Contains("no image 'nowhere'",
            Assert.Throws<ArgumentException>(() => new WeightedSampler(new(4, 4, 4), "nowhere").Check(names)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LabelClassesSampler(new(4, 4, 4), []).Check(names));
        Assert.Contains("none of the labels 3", Assert.Throws<InvalidOperationException>(() =>
            new LabelSampler(new(4, 4, 4)) { LabelProbabilities = ImmutableSortedDictionary<int, double>.Empty.Add(3, 1) }.Sample(Head, 1,
                0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sampling_map_moves_and_keeps_its_values()
    {
        var (moved, _) = new Compose([new RandomNoise { Std = new(5, 5) }, new Flip(["2"])]).Apply(Head, 1);
        Assert.Equal(3, ((SamplingMap)moved["map"]).Volume[10, 8, 5]);
        Assert.NotEqual(Head.Scalars("t1").Span[0], moved.Scalars("t1").Span[0]);
    }
}
