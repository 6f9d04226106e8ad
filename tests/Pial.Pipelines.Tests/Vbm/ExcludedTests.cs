using Pial.Analysis.Tables;
using Pial.Pipelines.Vbm;

namespace Pial.Pipelines.Tests.Vbm;

public sealed class ExcludedTests : IDisposable
{
    private static readonly SubjectTable Everybody = SubjectTable.Parse("participant_id\tage\nsub-01\t1\nsub-02\t2\n03\t3\n", "t.tsv");
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Of_a_table_of_ratings_those_that_are_to_be_excluded_are_left_out()
    {
        File.WriteAllText(path, "participant_id\tscan\tquality\nsub-01\tsub-01_ses-a\texclude\nsub-02\tsub-02_ses-a\tpoor\n" +
            "sub-03\tsub-03_ses-b\texclude\nsub-99\tsub-99_ses-a\texclude\n");
        Assert.Equal(["sub-02", "sub-01", "sub-03"], VbmInputs.Excluded(["sub-02", path], Everybody, null));
        Assert.Equal(["sub-01"], VbmInputs.Excluded([path], Everybody, "a"));
        Assert.Equal(["sub-02"], VbmInputs.Without(Everybody, VbmInputs.Excluded([path], Everybody, null)).Ids);
    }

    [Theory]
    [InlineData("participant_id\tscan\tquality\nsub-01\tsub-01\tn/a\n", "settle it")]
    [InlineData("participant_id\tage\nsub-01\t3\n", "no table of ratings")]
    public void A_table_that_leaves_it_open_is_refused(string text, string said)
    {
        File.WriteAllText(path, text);
        var e = Assert.Throws<InputException>(() => VbmInputs.Excluded([path], Everybody, null));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }
}
