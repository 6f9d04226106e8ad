using Pial.Operations.Quality;
using Pial.Pipelines.Head;
using Pial.Pipelines.Quality;

namespace Pial.Pipelines.Tests.Quality;

public sealed class GroupQualityTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_row_a_scan_MRIQCs_columns_first()
    {
        folder.Touch("sub-01/anat/sub-01_desc-tissue_volumes.tsv", "GM\tWM\tCSF\tTIV\n1\t2\t3\t6\n");
        Scan("01", new("cjv", 0.5), new("cat_iqr", 2), new("efc", 0.25));
        Scan("02", new("cjv", 0.75), QualityMetric.Of("efc", double.NaN, "the image is empty"), new("cat_iqr", 3));
        Assert.Contains(GroupTables.WriteAll(folder.Path, folder.Path).Tables,
            t => t.Path.EndsWith("group_quality.tsv", StringComparison.Ordinal) && t.Scans == 2);
        Assert.Equal(
            ["participant_id\tbids_name\tcjv\tefc\tcat_iqr", "sub-01\tsub-01_T1w\t0.5\t0.25\t2", "sub-02\tsub-02_T1w\t0.75\tn/a\t3"],
            File.ReadAllLines(folder["group_quality.tsv"]));
        folder.Touch("sub-02/anat/sub-02_desc-quality_metrics.json", "{\"cjv\": 1");
        Assert.Contains("damaged", Assert.Throws<InputException>(() => GroupTables.WriteAll(folder.Path, folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(97, "A+")]
    [InlineData(82, "B-")]
    [InlineData(85, "B")]
    [InlineData(50, "E-")]
    [InlineData(49.9, "F")]
    [InlineData(100, "A+")]
    public void Percent_has_a_letter(double percent, string letter) => Assert.Equal(letter, QualityJson.Letter(percent));

    private void Scan(string subject, params QualityMetric[] metrics) =>
        folder.Touch($"sub-{subject}/anat/sub-{subject}_desc-quality_metrics.json", QualityJson.Text(metrics));
}
