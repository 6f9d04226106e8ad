using System.IO.Compression;
using Pial.Pipelines;
using Pial.Web.Store;

namespace Pial.Web.Tests.Runs;

public sealed class ArchiveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pial-zip-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a/../../b", "leads out of it")]
    [InlineData("/etc/b", "leads out of it")]
    [InlineData("a\\..\\b", "leads out of it")]
    [InlineData("other/a", "two files called a")]
    public void Names_are_not_followed(string name, string expected)
    {
        var zip = Zip(("a", 10), (name, 10));
        var e = Assert.Throws<InputException>(() => Archive.Unpack(zip, Out(), 10, 100, static (n, _) => n.Split('/')[^1]));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder, "b", SearchOption.AllDirectories));
    }

    [Fact]
    public void Bombs_links_crowds_and_damage_are_refused()
    {
        string Refusal(string zip, int files = 10) =>
            Assert.Throws<InputException>(() => Archive.Unpack(zip, Out(), files, 1 << 20, static (_, n) => $"{n}")).Message;
        Assert.Contains("more than 1 MiB", Refusal(Zip(("a", 600 << 10), ("b", 600 << 10))), StringComparison.Ordinal);
        Assert.Contains("3 files", Refusal(Zip(("a", 1), ("b", 1), ("c", 1)), 2), StringComparison.Ordinal);
        var link = Zip(("a", 3));
        using (var archive = ZipFile.Open(link, ZipArchiveMode.Update))
            archive.GetEntry("a")!.ExternalAttributes = 0xA1FF << 16;
        Assert.Contains("holds a link", Refusal(link), StringComparison.Ordinal);
        var cut = Path.Combine(folder, "cut.zip");
        File.WriteAllBytes(cut, File.ReadAllBytes(Zip(("a", 9)))[..40]);
        Assert.Contains("damaged", Refusal(cut), StringComparison.Ordinal);
    }

    [Fact]
    public void What_systems_add_is_left_out_and_the_rest_is_called_by_number()
    {
        var zip = Zip(("dicom/", 0), ("dicom/IM 1", 5), ("__MACOSX/x", 5), ("dicom/.DS_Store", 5), ("dicom/IM 2", 5));
        var files = Archive.Unpack(zip, Out(), 10, 100, static (_, n) => $"{n}.dcm");
        Assert.Equal(["1.dcm", "2.dcm"], files.Select(Path.GetFileName));
    }

    private string Out() => Path.Combine(folder, Path.GetRandomFileName(), "deep", "out");

    private string Zip(params (string Name, int Bytes)[] files)
    {
        var path = Path.Combine(folder, $"{Path.GetRandomFileName()}.zip");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files)
        {
            using var into = archive.CreateEntry(name).Open();
            into.Write(new byte[bytes]);
        }

        return path;
    }
}
