using Pial.Pipelines.Bids;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Pipelines.Tests.Bids;

/// <summary>The outputs of two scans of one name never lie together.</summary>
public sealed class EarlierOutputsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Those_of_another_scan_are_refused_or_all_removed()
    {
        Write(Raw(1), "x.nii.gz", "y.nii.gz");
        new DerivativeWriter(folder["out"], "sub-1_run-2", [], new()).Image("x.nii.gz", Raw(1), "", null);
        DatasetDescription.Write(folder.Path, Path.GetDirectoryName(folder.Touch("raw/scan.nii"))!, null, []);
        EarlierOutputs.MakeWay(folder["out"], "sub-1", Raw(1).Key, replace: false);
        Assert.Equal(6, Directory.GetFiles(folder["out"]).Length);
        var message = Assert.Throws<InputException>(
            () => EarlierOutputs.MakeWay(folder["out"], "sub-1", Raw(5).Key, replace: false)).Message;
        Assert.Contains(folder["raw/scan.nii"], message, StringComparison.Ordinal);
        Assert.Contains("option 'force'", message, StringComparison.Ordinal);
        EarlierOutputs.MakeWay(folder["out"], "sub-1", Raw(5).Key, replace: true);
        Assert.Equal(["sub-1_run-2_x.json", "sub-1_run-2_x.nii.gz"],
            Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_another_run_writes_meanwhile_is_not_replaced()
    {
        Write(Raw(1), "x.nii.gz");
        Assert.Throws<InputException>(() => Write(Raw(5), "x.nii.gz"));
        Assert.True(new DerivativeWriter(folder["out"], "sub-1", [], new()).IsCurrent("x.nii.gz", Raw(1).Key));
    }

    private void Write(Artifact<Volume<float>> raw, params string[] names)
    {
        var writer = new DerivativeWriter(folder["out"], "sub-1", ["bids:raw:scan.nii"], new(), raw.Key);
        foreach (var name in names)
            writer.Image(name, raw, "", null);
    }

    private static Artifact<Volume<float>> Raw(float from)
    {
        var image = Ramp.Image(Ramp.Grid(), from);
        return Artifact.FromOutside("raw", "scan.nii", ArtifactKey.Of(image), image);
    }
}
