using Pial.Formats;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Provenance;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Bids;

public sealed class DerivativeWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_image_comes_with_a_sidecar_that_explains_it()
    {
        var writer = Writer();
        writer.Image("desc-x_T1w.nii.gz", Raw(1), "Text.", "MNIColin27", ("SkullStripped", true));
        var path = writer.PathOf("desc-x_T1w.nii.gz");
        Assert.Equal(Ramp.Image(Ramp.Grid()).Span, ImageFile.Load(path).Image.Span);
        var sidecar = File.ReadAllText(Sidecar.PathOf(path));
        Assert.Contains("bids:raw:sub-1/anat/sub-1_T1w.nii.gz", sidecar, StringComparison.Ordinal);
        Assert.Contains("\"SkullStripped\": true", sidecar, StringComparison.Ordinal);
        Assert.Equal(Raw(1).Key, Sidecar.ReadChain(path).Single().Key);
        Assert.Contains("raw scan.nii", string.Join('\n', ChainText.Of(Sidecar.ReadChain(path))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_current_is_left_alone_and_what_changed_is_replaced()
    {
        Writer().Image("x.nii.gz", Raw(1), "", null);
        var path = Writer().PathOf("x.nii.gz");
        var stamp = File.GetLastWriteTimeUtc(path);
        var again = Writer();
        again.Image("x.nii.gz", Raw(1), "", null);
        Assert.Equal([path], again.Current);
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(path));
        var changed = Writer();
        changed.Image("x.nii.gz", Raw(5), "", null);
        Assert.Equal([path], changed.Written);
        Assert.Equal(5, ImageFile.Load(path).Image.Span[0]);
    }

    [Fact]
    public void A_file_whose_sidecar_is_missing_is_written_again()
    {
        Writer().Image("x.nii.gz", Raw(1), "", null);
        File.Delete(Sidecar.PathOf(Writer().PathOf("x.nii.gz")));
        var again = Writer();
        again.Image("x.nii.gz", Raw(1), "", null);
        Assert.Single(again.Written);
    }

    [Fact]
    public void Explaining_a_stranger_says_what_is_missing()
    {
        Assert.Contains("does not exist", Assert.Throws<InputException>(() => Sidecar.ReadChain(folder["no.nii"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("no sidecar", Assert.Throws<InputException>(() => Sidecar.ReadChain(folder.Touch("a.nii"))).Message,
            StringComparison.Ordinal);
        folder.Touch("a.json", "{}");
        Assert.Contains("Provenance", Assert.Throws<InputException>(() => Sidecar.ReadChain(folder["a.nii"])).Message,
            StringComparison.Ordinal);
        folder.Touch("a.json", "{");
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => Sidecar.ReadChain(folder["a.nii"])).Message,
            StringComparison.Ordinal);
    }

    private DerivativeWriter Writer() => new(folder["out"], "sub-1", ["bids:raw:sub-1/anat/sub-1_T1w.nii.gz"], new ParallelOptions());

    private static Artifact<Volume<float>> Raw(float from)
    {
        var image = Ramp.Image(Ramp.Grid(), from);
        return Artifact.FromOutside("raw", "scan.nii", ArtifactKey.Of(image), image);
    }
}
