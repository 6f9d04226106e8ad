using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Store;

public sealed class ArtifactStoreTests : IDisposable
{
    private static readonly ArtifactKey Key = new(new string('a', 64));
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_volume_comes_back_to_the_bit_whatever_box_it_fills()
    {
        var store = new ArtifactStore(folder["work"]);
        foreach (var image in (Volume<float>[])[Ramp.Image(Ramp.Grid()), Ramp.Boxed(Ramp.Grid()), Volume.Filled(Ramp.Grid(), 0f)])
        {
            store.Write(Key, ArtifactCodec.Image, image);
            Assert.True(store.TryRead(Key, ArtifactCodec.Image, out var read));
            Assert.Equal(image.Span, read.Span);
            Assert.Equal(image.Grid, read.Grid);
        }
    }

    [Fact]
    public void A_masked_map_takes_the_space_of_its_box()
    {
        var grid = new Grid(new(60, 60, 60), Affine.Identity);
        var store = new ArtifactStore(folder["work"]);
        store.Write(Key, ArtifactCodec.Image, Ramp.Boxed(grid));
        Assert.True(new FileInfo(Directory.GetFiles(folder["work"], "*", SearchOption.AllDirectories).Single()).Length < 1000);
    }

    [Fact]
    public void What_was_cut_short_or_damaged_counts_as_missing()
    {
        var store = new ArtifactStore(folder["work"]);
        store.Write(Key, ArtifactCodec.Image, Ramp.Image(Ramp.Grid()));
        var file = Directory.GetFiles(folder["work"], "*", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        foreach (var length in (int[])[0, 3, 100, bytes.Length - 1])
        {
            File.WriteAllBytes(file, bytes[..length]);
            Assert.False(store.TryRead(Key, ArtifactCodec.Image, out _));
        }
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing()
    {
        var store = new ArtifactStore(folder["work"]);
        var failing = new ArtifactCodec<int>((w, _) => { w.Write(1.0); throw new InvalidOperationException(); }, _ => 0);
        Assert.Throws<InvalidOperationException>(() => store.Write(Key, failing, 1));
        Assert.Empty(Directory.GetFiles(folder["work"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_key_of_an_image_is_its_voxels_and_place()
    {
        var image = Ramp.Image(Ramp.Grid());
        Assert.Equal(ArtifactKey.Of(image), ArtifactKey.Of(Ramp.Image(Ramp.Grid())));
        Assert.NotEqual(ArtifactKey.Of(image), ArtifactKey.Of(Ramp.Image(Ramp.Grid(), 2)));
        var moved = image.WithGrid(image.Grid with { Affine = image.Grid.Affine.WithOffset(new(0, 0, 1e-6)) });
        Assert.NotEqual(ArtifactKey.Of(image), ArtifactKey.Of(moved));
    }
}
