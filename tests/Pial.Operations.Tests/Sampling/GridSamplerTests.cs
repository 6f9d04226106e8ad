using Pial.Operations.Augmentation;
using Pial.Operations.Sampling;
using Pial.Volumes;

namespace Pial.Operations.Tests.Sampling;

public sealed class GridSamplerTests
{
    private static readonly Grid Grid = Grid.Centred(new(10, 11, 7), new(1, 1, 1), default);

    private static readonly Volume<float> Image = Volume.Create(Grid, 0, static (Span<float> v, int _) =>
    {
        for (var n = 0; n < v.Length; n++) v[n] = 1 + (n * 37 % 101);
    });

    [Fact]
    public void Patches_start_where_TorchIOs_do()
    {
        // The example of TorchIO's source: 10 voxels, patch 5, overlap 2 (here 2 is even, as it must be) start at 0, 3, 5.
        var starts = new GridSampler(new(5, 11, 7), new(2, 0, 0)).Locations(Grid.Shape).Select(l => l.I).ToArray();
        Assert.Equal([0, 3, 5], starts);
        var all = new GridSampler(new(5, 6, 4), new(2, 2, 0)).Locations(Grid.Shape);
        Assert.Equal(3 * 3 * 2, all.Length);
        Assert.Equal(new PatchLocation(0, 0, 3, new(5, 6, 4)), all[1]);
    }

    [Theory]
    [InlineData(OverlapMode.Crop, false)]
    [InlineData(OverlapMode.Crop, true)]
    [InlineData(OverlapMode.Average, false)]
    [InlineData(OverlapMode.Average, true)]
    [InlineData(OverlapMode.Hann, false)]
    [InlineData(OverlapMode.Hann, true)]
    public void Patches_put_together_are_the_image(OverlapMode mode, bool padded)
    {
        var sampler = new GridSampler(new(5, 6, 4), new(2, 4, 2)) { PaddingMode = padded ? Padding.Edge : null };
        var (volumes, tensors) = (new GridAggregator(sampler, Grid, 1, mode), new GridAggregator(sampler, Grid, 2, mode));
        foreach (var (at, patch) in sampler.Patches(Subject.Of(Image)))
        {
            volumes.Add(at, patch.Scalars());
            var tensor = new float[2 * at.Shape.Count];
            for (var i = 0; i < at.Shape.I; i++)
                for (var j = 0; j < at.Shape.J; j++)
                    for (var k = 0; k < at.Shape.K; k++)
                        tensor[at.Shape.Count + (((i * at.Shape.J) + j) * at.Shape.K) + k] = patch.Scalars()[i, j, k];
            tensors.Add(at, tensor);
        }

        foreach (var result in new[] { volumes.Result(), tensors.Result(1) })
        {
            Assert.Equal(Grid, result.Grid);
            for (var n = 0; n < Image.Shape.Count; n++)
                Assert.Equal(Image.Span[n], result.Span[n], 1e-4f);
        }

        Assert.True(tensors.Result(0).Span.IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void Crop_takes_each_voxel_from_the_patch_it_is_well_inside_of()
    {
        var sampler = new GridSampler(new(6, 11, 7), new(2, 0, 0));
        var aggregator = new GridAggregator(sampler, Grid);
        foreach (var at in sampler.Locations(Grid.Shape))
            aggregator.Add(at, Volume.Filled(new Grid(at.Shape, Affine.Identity), (float)at.I + 1));
        Assert.Equal([1, 1, 1, 1, 1, 5, 5, 5, 5, 5], Enumerable.Range(0, 10).Select(i => (int)aggregator.Result()[i, 3, 3]));
    }

    [Fact]
    public void The_Hann_window_weighs_the_middle_most()
    {
        var line = Grid.Centred(new(5, 1, 1), new(1, 1, 1), default);
        var sampler = new GridSampler(new(4, 1, 1), new(2, 0, 0));
        var aggregator = new GridAggregator(sampler, line, 1, OverlapMode.Hann);
        foreach (var (at, value) in sampler.Locations(line.Shape).Zip([0f, 1f]))
            aggregator.Add(at, Volume.Filled(new Grid(at.Shape, Affine.Identity), value));

        // sin²(π n / 5) for n = 1 … 4: 0.3455, 0.9045, 0.9045, 0.3455; both patches overlap at voxels 1 to 3.
        var w = new[] { 0.345492f, 0.904508f, 0.904508f, 0.345492f };
        Assert.Equal(0f, aggregator.Result()[0, 0, 0]);
        Assert.Equal(w[0] / (w[0] + w[1]), aggregator.Result()[1, 0, 0], 1e-5f);
        Assert.Equal(0.5f, aggregator.Result()[2, 0, 0], 1e-5f);
        Assert.Equal(1f, aggregator.Result()[4, 0, 0]);
    }

    [Theory]
    [InlineData(3, "must be even")]
    [InlineData(6, "less than the patch")]
    public void Overlaps_that_do_not_suit_are_refused(int overlap, string says) =>
        Assert.Contains(says,
            Assert.Throws<ArgumentException>(() => new GridSampler(new(5, 5, 5), new(overlap, 0, 0)).Locations(Grid.Shape)).Message,
            StringComparison.Ordinal);
}
