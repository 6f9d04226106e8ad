using System.Text;
using System.Text.Json.Nodes;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Bids;

/// <summary>What is on disk is not believed: an output that is not as it was written is made again, and that is said.</summary>
public sealed class ChecksumTests : IDisposable
{
    private const int Megabytes = 9;
    private static readonly Grid Grid = new(new(6, 5, 4), Affine.Identity);
    private static readonly Artifact<Volume<float>> Image = Artifact.FromOutside("raw", "a.nii", new(new string('a', 64)),
        Volume.Filled(Grid, 2f));
    private static readonly Artifact<Volume<int>> Labels = Artifact.FromOutside("raw", "l.nii", new(new string('b', 64)),
        Volume.Filled(Grid, 1));
    private static readonly string Long = new('x', Megabytes << 20);
    private readonly string folder = Directory.CreateTempSubdirectory("pial-sums-").FullName;
    private readonly List<string> said = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Outputs_as_they_were_written_are_kept()
    {
        Write();
        var again = Write();
        Assert.Equal((5, 0), (again.Current.Count, again.Written.Count));
        Assert.Equal((5, 0), (Write(verify: true).Current.Count, said.Count));
    }

    [Fact]
    public void Every_damaged_file_is_found_made_again_and_named()
    {
        Write();
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith("_long.tsv", StringComparison.Ordinal)).ToArray();
        Assert.InRange(files.Length, 10, 14);
        foreach (var file in files)
        {
            var whole = File.ReadAllBytes(file);
            var flipped = whole.ToArray();
            flipped[flipped.Length / 2] ^= 1;
            foreach (var damaged in (byte[]?[])[flipped, whole[..(whole.Length / 2)], [], [.. whole, 0], null])
            {
                // Then the folder is not known to be Pial's, and is left alone
                if (damaged is null && file.EndsWith("pial.json", StringComparison.Ordinal)) continue;
                if (damaged is null) File.Delete(file);
                else File.WriteAllBytes(file, damaged);
                said.Clear();
                Assert.Single(Write().Written);
                // It is its own sidecar: nothing tells that it was there
                if (damaged is null && file.EndsWith("metrics.json", StringComparison.Ordinal)) Assert.Empty(said);
                else Assert.Single(said);
                Assert.Equal(whole, File.ReadAllBytes(file));
                Assert.Empty(Write().Written);
            }
        }
    }

    [Fact]
    public void A_bit_of_a_sidecar_changes_nothing_it_says_or_is_found()
    {
        Write();
        var path = Path.Combine(folder, "sub-1_T1w.json");
        var whole = File.ReadAllBytes(path);
        var (said, equal) = (Said(whole), 0);
        for (var n = 0; n < whole.Length; n++)
        {
            var damaged = whole.ToArray();
            damaged[n] ^= 1;
            File.WriteAllBytes(path, damaged);
            // A space that became another sign between two words of JSON
            if (Checksums.Fault(path, everything: false) is null && ++equal > 0) Assert.Equal(said, Said(damaged));
        }

        Assert.InRange(equal, 0, 5);
        static string? Said(byte[] json) => JsonNode.Parse(Encoding.UTF8.GetString(json))?.ToJsonString();
    }

    [Fact]
    public void A_large_file_that_kept_its_time_is_found_when_all_are_asked_for()
    {
        Write();
        var path = Path.Combine(folder, "sub-1_long.tsv");
        var time = File.GetLastWriteTimeUtc(path);
        using (var stream = new FileStream(path, FileMode.Open)) stream.WriteByte((byte)'y');
        Assert.Single(Write().Written); // it is younger than its sidecar
        time = File.GetLastWriteTimeUtc(path);
        using (var stream = new FileStream(path, FileMode.Open)) stream.WriteByte((byte)'y');
        File.SetLastWriteTimeUtc(path, time);
        Assert.Empty(Write().Written);
        said.Clear();
        Assert.Single(Write(verify: true).Written);
        Assert.Contains("sub-1_long.tsv is damaged, so it is made again", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_bit_of_a_stored_value_counts()
    {
        var (store, key) = (new ArtifactStore(folder), new ArtifactKey(new string('c', 64)));
        store.Write(key, ArtifactCodec.Image, Volume.Create(Grid, 0, static (Span<float> v, int _) => v[7] = 3));
        var file = Assert.Single(Directory.GetFiles(folder, "*.bin", SearchOption.AllDirectories));
        var whole = File.ReadAllBytes(file);
        Assert.True(store.TryRead(key, ArtifactCodec.Image, out _));
        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, damaged);
            Assert.False(store.TryRead(key, ArtifactCodec.Image, out _), $"bit {bit}");
        }

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            Assert.False(store.TryRead(key, ArtifactCodec.Image, out _), $"{length} bytes");
        }
    }

    private DerivativeWriter Write(bool verify = false)
    {
        var writer = new DerivativeWriter(folder, "sub-1", ["bids:raw:a.nii"], new ParallelOptions())
        {
            Verify = verify,
            Noticed = said.Add
        };
        writer.Image("T1w.nii.gz", Image, "An image.", null);
        writer.Labels("dseg.nii.gz", Labels, new([new(1, "one", "", 0xFF0000)]), "Labels.", null);
        writer.Json("metrics.json", Image, () => new JsonObject { ["x"] = 1.5 }, "Numbers.");
        writer.Text("long.tsv", Image, () => Long, "A long text.");
        writer.Folder(Path.Combine(folder, "surf", "sub-1"), Image, into =>
        {
            Directory.CreateDirectory(Path.Combine(into, "inner"));
            File.WriteAllText(Path.Combine(into, "inner", "one"), "1");
            File.WriteAllText(Path.Combine(into, "two"), "2");
        }, "A folder.");
        return writer;
    }
}
