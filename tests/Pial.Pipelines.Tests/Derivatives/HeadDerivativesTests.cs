using System.Reflection;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Pipelines.Tests.Derivatives;

public sealed class HeadDerivativesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_is_in_the_list_once_and_names_are_told_apart()
    {
        var declared = typeof(HeadDerivatives).GetProperties(BindingFlags.Public | BindingFlags.Static).Select(p => p.GetValue(null))
            .OfType<Derivative>().ToArray();
        Assert.Equal(declared, HeadDerivatives.All);
        Assert.Equal(HeadDerivatives.All.Count, HeadDerivatives.All.Select(d => d.Pattern).Distinct().Count());
    }

    [Fact]
    public void Names_are_made_of_the_pattern()
    {
        Assert.Equal("space-MNI_label-GM_desc-vbm_probseg.nii.gz", HeadDerivatives.Vbm.Name("MNI", "GM"));
        Assert.Equal("desc-preproc_T2w.nii.gz", HeadDerivatives.Preproc.Name(null, "T2w"));
        Assert.Equal("from-T1w_to-MNI_mode-image_desc-affine_xfm.txt", HeadDerivatives.Affine.Name("T1w", "MNI"));
        Assert.Equal("report.html", HeadDerivatives.Report.Name());
        Assert.Equal("a/sub-1_atlas-X_dseg.nii.gz", HeadDerivatives.RegionLabels.PathOf("a/sub-1", "X"));
        Assert.Equal("a/sub-1", HeadDerivatives.RegionLabels.StemOf("a/sub-1_atlas-X_dseg.nii.gz", "X"));
        Assert.Throws<ArgumentException>(() => HeadDerivatives.Vbm.Name("MNI"));
        Assert.Throws<ArgumentException>(() => HeadDerivatives.Vbm.Name("MNI", null));
        Assert.Throws<ArgumentException>(() => HeadDerivatives.Report.Name("x"));
    }

    [Fact]
    public void Files_are_found_by_the_same_names()
    {
        var anat = Directory.CreateDirectory(Path.Combine(folder.Path, "sub-1", "anat")).FullName;
        foreach (var name in (string[])["sub-1_space-A_label-GM_desc-vbm_probseg.nii.gz", "sub-1_space-A_label-WM_desc-vbm_probseg.nii.gz",
            "sub-10_space-A_label-GM_desc-vbm_probseg.nii.gz"])
            File.WriteAllText(Path.Combine(anat, name), "");
        Assert.Equal(["sub-10", "sub-1"], HeadDerivatives.Vbm.Find(folder.Path, "*", "GM").Select(f => BidsName.Of(f).Prefix));
        Assert.Single(HeadDerivatives.Vbm.FindOf(Path.Combine(anat, "sub-1"), "*", "GM"));
    }

    [Fact]
    public void A_table_of_volumes_is_read_as_it_was_written()
    {
        var path = HeadDerivatives.TissueVolumes.PathOf(Path.Combine(folder.Path, "sub-1"));
        Assert.Empty(HeadDerivatives.TissueVolumes.Read(path, null));
        File.WriteAllText(path, TissueVolumesTable.Text(new(700.1234, 500, 300) { Lesion = 2.5 }));
        var read = HeadDerivatives.TissueVolumes.Read(path, null);
        Assert.Equal([("GM", 700.123), ("WM", 500), ("CSF", 300), ("TIV", 1502.623), ("Lesion", 2.5)], read.Select(v => (v.Key, v.Value)));
        Assert.Equal(["GM", "WM", "CSF", "TIV", "Lesion"], TissueVolumesTable.Columns(lesion: true).Select(c => c.Name));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "Provenance": [ 3 ] }""")]
    [InlineData("""{ "Provenance": [ { "Inputs": [] } ] }""")]
    [InlineData("""{ "Provenance": [ { "Key": "a", "Step": "b", "Inputs": [ null ] } ] }""")]
    [InlineData("""{ "Provenance": [ { "Key": "a", "Step": 3, "Inputs": [] } ] }""")]
    public void A_damaged_sidecar_is_said_to_be_one(string json)
    {
        var file = Path.Combine(folder.Path, "x.nii.gz");
        File.WriteAllText(file, "");
        File.WriteAllText(Sidecar.PathOf(file), json);
        Assert.Contains("x.json", Assert.Throws<InputException>(() => Sidecar.ReadChain(file)).Message, StringComparison.Ordinal);
    }
}
