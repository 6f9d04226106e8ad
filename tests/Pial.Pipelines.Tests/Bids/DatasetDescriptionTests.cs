using System.Text.Json.Nodes;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;

namespace Pial.Pipelines.Tests.Bids;

public sealed class DatasetDescriptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, "bids:raw:")]
    [InlineData("doi:10.18112/openneuro.ds000011.v1.0.0", "https://doi.org/10.18112/openneuro.ds000011.v1.0.0")]
    [InlineData("https://doi.org/10.1/a b", "https://doi.org/10.1/a%20b")]
    public void The_source_is_named_by_a_uri(string? doi, string url)
    {
        folder.Touch("raw/dataset_description.json", doi is null ? "{}" : $"{{ \"DatasetDOI\": \"{doi}\" }}");
        DatasetDescription.Write(folder["out"], folder["raw"], null, []);
        var json = JsonNode.Parse(File.ReadAllText(folder["out/dataset_description.json"]))!;
        Assert.Equal(url, (string?)json["SourceDatasets"]![0]!["URL"]);
        Assert.True(Uri.IsWellFormedUriString(url, UriKind.Absolute));
        Assert.Equal(doi, (string?)json["SourceDatasets"]![0]!["DOI"]);
        Assert.Equal("../raw", (string?)json["DatasetLinks"]!["raw"]);
        Assert.Equal(folder["raw"], DatasetDescription.SourceOfDerivatives(folder["out"]));
    }

    [Fact]
    public void What_is_not_bids_is_ignored()
    {
        DatasetDescription.Write(folder["out"], folder["raw"], null, HeadDerivatives.NotBids);
        var ignored = File.ReadAllLines(folder["out/.bidsignore"]);
        foreach (var pattern in (string[])["group_*", "*_report.*", "*_metrics.json", "*_xfm.*", "*_volumes.*", "*_atlas-*", "*_surfaces.*",
            "*_hemi-*", ".pial/", "freesurfer/"])
            Assert.Contains(pattern, ignored);
    }

    [Fact]
    public void A_raw_dataset_that_describes_itself_is_left_alone()
    {
        DatasetDescription.WriteRaw(folder["raw"], "One");
        DatasetDescription.WriteRaw(folder["raw"], "Two");
        Assert.Equal("One", DatasetDescription.NameOf(folder["raw"]));
    }
}
