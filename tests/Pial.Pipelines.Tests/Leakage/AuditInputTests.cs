using Pial.Analysis.Splits;
using Pial.Pipelines.Leakage;

namespace Pial.Pipelines.Tests.Leakage;

public sealed class AuditInputTests : IDisposable
{
    private static readonly AuditColumns Usual = new(null, null, []);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_of_side_is_read()
    {
        folder.Touch("table.csv", "age,Subject,family_id,other\n30,sub-01,f1,x\n31,sub-02,n/a,\n");
        folder.Touch("visits.tsv", "participant_id\tage\nsub-01\t30\nsub-01\t31\n");
        folder.Touch("list.txt", "sub-01\nsub-03\n");
        folder.Touch("column.tsv", "participant_id\nsub-01\n");
        folder.Touch("model.json", new FittedOn(["sub-05", "sub-06"], "t.tsv", "all").ToJson() is var on ? $$"""{"model": "tiv", "version": 1, "fittedOn": {{on.ToJsonString()}}}""" : "");
        folder.Touch("template/template_description.json", """{"Scans": ["sub-08/anat/sub-08_T1w.nii.gz"]}""");
        folder.Touch("bids/sub-01/anat/sub-01_T1w.nii.gz");
        folder.Touch("bids/sub-02/anat/sub-02_desc-brain_mask.nii.gz");
        folder.Touch("bids/participants.tsv", "participant_id\tfamily\nsub-02\tf9\n");
        folder.Touch("images/a.nii.gz");

        var table = AuditInput.Read(folder["table.csv"], new(null, null, ["other"])).Side;
        Assert.Equal(["sub-01", "sub-02"], table.Ids);
        Assert.Equal(["f1", "n/a"], table.Families!);
        Assert.Equal(["x", ""], table.Aliases.Single());
        Assert.Equal(["30", "31"], AuditInput.Read(folder["table.csv"], new("age", null, [])).Side.Ids);
        Assert.Equal(["sub-01", "sub-01"], AuditInput.Read(folder["visits.tsv"], Usual).Side.Ids);
        Assert.Equal(["sub-01", "sub-03"], AuditInput.Read(folder["list.txt"], Usual).Side.Ids);
        Assert.Equal(["sub-01"], AuditInput.Read(folder["column.tsv"], Usual).Side.Ids);
        Assert.Equal(["sub-05", "sub-06"], AuditInput.Read(folder["model.json"], Usual).Side.Ids);
        Assert.Equal("08", SubjectKey.Of(AuditInput.Read(folder["template"], Usual).Side.Ids.Single()));
        var bids = AuditInput.Read(folder["bids"], Usual);
        Assert.Equal(["sub-01", "sub-02"], bids.Side.Ids);
        Assert.Equal(["", "f9"], bids.Side.Families!);
        Assert.Equal("sub-01/anat/sub-01_T1w.nii.gz", Assert.Single(bids.Images).Name);
        Assert.Equal("a.nii.gz", Assert.Single(AuditInput.Read(folder["images"], Usual).Images).Name);
    }

    [Theory]
    [InlineData("{\"model\": \"tiv\"}", "does not say whom it was fitted on")]
    [InlineData("{\"model\": ", "cannot be read as a fitted model")]
    [InlineData("", "is empty")]
    [InlineData("participant_id\tage\nsub-01\n", "line 2: 1 values for 2 columns")]
    [InlineData("participant_id\tage\nn/a\t3\n", "row 1 has no 'participant_id'")]
    public void What_cannot_be_used_is_told(string text, string says)
    {
        folder.Touch("side", text);
        Assert.Contains(says, Assert.Throws<InputException>(() => AuditInput.Read(folder["side"], Usual)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_column_gets_the_nearest_name()
    {
        folder.Touch("table.csv", "id,age\n1,2\n");
        Assert.Contains("Did you mean 'age'?", Assert.Throws<InputException>(() => AuditInput.Read(folder["table.csv"], new("aeg", null, []))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder["none"]);
        Assert.Throws<InputException>(() => AuditInput.Read(folder["none"], Usual));
        Assert.Throws<InputException>(() => AuditInput.Read(folder["nowhere"], Usual));
    }
}
