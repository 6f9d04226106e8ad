using Pial.Formats;
using Pial.Pipelines.Loading;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Loading;

public sealed class VolumeCacheTests : IDisposable
{
    private static readonly float[] Odd = [0, -0f, 1.5f, float.NaN, float.PositiveInfinity, 40000, -7];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Volumes_come_back_to_the_bit(bool whole)
    {
        var image = Ramp.Image(Ramp.Grid(), -20).Map(v => whole ? v : v + (Odd[(int)Math.Abs(v) % Odd.Length] * 0.5f));
        ImageFile.Save(folder["x.nii.gz"], image);
        var first = Cache().Scalars(folder["x.nii.gz"]);
        var cache = Cache();
        var again = cache.Scalars(folder["x.nii.gz"]);
        Assert.Equal((0, 1, 0), cache.Counts);
        Assert.Equal(Bits(first), Bits(again));
        Assert.Equal(first.Grid, again.Grid);
        var size = new FileInfo(Directory.GetFiles(folder["cache"]).Single()).Length;
        Assert.Equal(256 + (image.Shape.Count * (whole ? 2 : 4)), size);
    }

    [Theory]
    [InlineData(30000)]
    [InlineData(70000)]
    public void Labels_come_back_whatever_their_size(int most)
    {
        ImageFile.Save(folder["l.nii.gz"], Ramp.Image(Ramp.Grid()).Map(v => (int)v == 9 ? most : (int)v));
        var first = Cache().Labels(folder["l.nii.gz"]);
        Assert.True(first.Span.SequenceEqual(Cache().Labels(folder["l.nii.gz"]).Span));
        Assert.True(Cache().Scalars(folder["l.nii.gz"]).Span[8] == most); // labels and intensities of a file are kept apart
    }

    [Fact]
    public void A_changed_source_is_read_anew()
    {
        ImageFile.Save(folder["x.nii.gz"], Ramp.Image(Ramp.Grid()));
        var cache = new VolumeCache(new() { Directory = folder["cache"], MemoryBytes = 1 << 20 });
        Assert.Equal(1, cache.Scalars(folder["x.nii.gz"]).Span[0]);
        ImageFile.Save(folder["x.nii.gz"], Ramp.Image(Ramp.Grid(), 5));
        File.SetLastWriteTimeUtc(folder["x.nii.gz"], DateTime.UtcNow.AddMinutes(1));
        Assert.Equal(5, cache.Scalars(folder["x.nii.gz"]).Span[0]);
        Assert.Equal(5, Cache().Scalars(folder["x.nii.gz"]).Span[0]);
        Assert.Single(Directory.GetFiles(folder["cache"]));
    }

    [Theory]
    [InlineData("voxel")]
    [InlineData("header")]
    [InlineData("short")]
    [InlineData("empty")]
    public void A_damaged_file_is_made_again(string damage)
    {
        ImageFile.Save(folder["x.nii.gz"], Ramp.Image(Ramp.Grid()));
        Cache().Scalars(folder["x.nii.gz"]);
        var file = Directory.GetFiles(folder["cache"]).Single();
        var good = File.ReadAllBytes(file);
        var bad = good.ToArray();
        if (damage == "voxel") bad[300] ^= 1;
        if (damage == "header") bad[40] ^= 1;
        File.WriteAllBytes(file, damage == "short" ? bad[..500] : damage == "empty" ? [] : bad);
        var cache = Cache();
        Assert.Equal(1, cache.Scalars(folder["x.nii.gz"]).Span[0]);
        Assert.Equal((1, 0, 0), cache.Counts);
        Assert.Equal(good, File.ReadAllBytes(file));
    }

    [Fact]
    public void Memory_keeps_what_was_used_last_within_its_limit()
    {
        foreach (var name in new[] { "a", "b", "c" }) ImageFile.Save(folder[$"{name}.nii.gz"], Ramp.Image(Ramp.Grid()));
        var bytes = Ramp.Grid().Shape.Count * 4;
        var cache = new VolumeCache(new() { MemoryBytes = (2 * bytes) + 1 });
        var first = cache.Scalars(folder["a.nii.gz"]);
        cache.Scalars(folder["b.nii.gz"]);
        Assert.Same(first, cache.Scalars(folder["a.nii.gz"]));
        cache.Scalars(folder["c.nii.gz"]); // b leaves
        Assert.Same(first, cache.Scalars(folder["a.nii.gz"]));
        cache.Scalars(folder["b.nii.gz"]);
        Assert.Equal((4, 0, 2), cache.Counts);
        Assert.Equal(2 * bytes, cache.MemoryBytes);
    }

    [Fact]
    public void Many_threads_read_a_volume_once()
    {
        ImageFile.Save(folder["x.nii.gz"], Ramp.Image(Ramp.Grid(60, 60, 60)));
        var cache = new VolumeCache(new() { MemoryBytes = 1 << 30, Directory = folder["cache"] });
        var volumes = new Volume<float>[16];
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n => volumes[n] = cache.Scalars(folder["x.nii.gz"]));
        Assert.All(volumes, v => Assert.Same(volumes[0], v));
        Assert.Equal(1, cache.Counts.Decoded);
    }

    private VolumeCache Cache() => new(new() { Directory = folder["cache"] });

    private static int[] Bits(Volume<float> volume) => [.. volume.Span.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
