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
        folder.Touch("model.json", new FittedOn(["sub-05", "sub-06"], "t.tsv", "all").ToJson() is var on
            ? $$"""{"model": "tiv", "version": 1, "fittedOn": {{on.ToJsonString()}}}""" : "");
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
    [InlineData("FILE_ID\nPitt_0050003\nPitt_0050004\n", 2)]
    [InlineData("Subjects\nsub-01\nsub-02\n", 2)]
    [InlineData("PTID\n002_S_0295\n", 1)]
    [InlineData("MR ID\nOAS30001_MR_d0129\nOAS30001_MR_d2430\n", 1)]
    [InlineData("anna\nben\n", 2)]
    [InlineData("P001\nP002\n", 2)]
    [InlineData("\uFEFFid\n1\n2\n", 2)]
    public void A_line_that_names_the_column_is_nobody(string text, int persons)
    {
        folder.Touch("list", text);
        Assert.Equal(persons, AuditInput.Read(folder["list"], Usual).Side.Persons);
        Assert.Equal(persons, SubjectKey.Set(Pial.Pipelines.Tables.TableFile.ReadIds(folder["list"])).Count);
    }

    [Fact]
    public void Tables_bring_families_fits_measures_and_codes_for_missing()
    {
        folder.Touch("t.csv", "FILE_ID,FamilyID,volume\na1,F1,3001\na2,F1,2955\na3,F2,3110\na4,F3,2800\na5,F4,2901\na6,F5,-9999\n");
        folder.Touch("t.json",
            $$"""{"Sources": ["raw.csv", "tiv.json"], "FittedOn": {{new FittedOn(["b1"], "raw.csv", "all").ToJson().ToJsonString()}}}""");
        var read = AuditInput.Read(folder["t.csv"], Usual);
        Assert.Equal(["F1", "F1", "F2", "F3", "F4", "F5"], read.Side.Families!);
        Assert.Equal("volume", Assert.Single(read.Side.Measures!).Name);
        Assert.Contains("volume (-9999)", Assert.Single(read.Notes), StringComparison.Ordinal);
        var audit = LeakAudit.Of(read.Side, new("test", ["b1", "b2"]));
        Assert.Equal((LeakKind.Fit, "b1"), (Assert.Single(audit.Leaks).Kind, audit.Leaks[0].Test));
        folder.Touch("t.json", """{"Sources": ["raw.csv", "tiv.json"], "FittedSubjects": 3}""");
        Assert.Contains(AuditInput.Read(folder["t.csv"], Usual).Notes,
            n => n.StartsWith("tiv.json, which t.csv was made with, does not say whom", StringComparison.Ordinal));
        folder.Touch("rows.csv", "sub-01,3001\nsub-02,2955\n");
        Assert.Contains("begins with a row", Assert.Throws<InputException>(() => AuditInput.Read(folder["rows.csv"], Usual)).Message,
            StringComparison.Ordinal);
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
        Assert.Contains(says, Assert.Throws<InputException>(() => AuditInput.Read(folder["side"], Usual)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_column_gets_the_nearest_name()
    {
        folder.Touch("table.csv", "id,age\n1,2\n");
        Assert.Contains("Did you mean 'age'?",
            Assert.Throws<InputException>(() => AuditInput.Read(folder["table.csv"], new("aeg", null, []))).Message,
            StringComparison.Ordinal);
        Directory.CreateDirectory(folder["none"]);
        Assert.Throws<InputException>(() => AuditInput.Read(folder["none"], Usual));
        Assert.Throws<InputException>(() => AuditInput.Read(folder["nowhere"], Usual));
    }
}
