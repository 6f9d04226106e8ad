using System.Text.Json.Nodes;
using Pial.Analysis.Splits;
using Pial.Analysis.Tables;

namespace Pial.Analysis.Tests;

/// <summary>Whoever was fitted on is known, and is found again under other names.</summary>
public sealed class FittedOnTests
{
    private static readonly FittedOn Fit = new(["sub-02", "sub-01", "sub-02", "IXI7"], "cohort.tsv", "split = train", ["sub-09"]);

    [Fact]
    public void Ids_are_kept_once_and_in_order()
    {
        Assert.Equal(["IXI7", "sub-01", "sub-02"], Fit.Ids);
        Assert.Throws<ArgumentException>(() => new FittedOn([], "t", "all"));
        Assert.Throws<ArgumentException>(() => new FittedOn([" "], "t", "all"));
    }

    [Theory]
    [InlineData("sub-01", true)]
    [InlineData("01", true)]
    [InlineData("sub-01_ses-2_T1w", true)]
    [InlineData("IXI7", true)]
    [InlineData("sub-011", false)]
    [InlineData("sub-03", false)]
    [InlineData("ixi7", false)]
    public void A_person_is_known_by_other_names(string id, bool seen) => Assert.Equal(seen, Fit.Saw(id));

    [Fact]
    public void Held_out_subjects_must_not_have_been_seen()
    {
        Fit.MustNotHaveSeen(["sub-03", "sub-04"], "the test side");
        var leak = Assert.Throws<LeakException>(() => Fit.MustNotHaveSeen(["sub-03", "sub-02_ses-1"], "the test side"));
        Assert.Equal(["sub-02_ses-1"], leak.Subjects);
        Assert.Contains("1 subject (sub-02_ses-1) of the test side", leak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seen_and_new_subjects_must_not_be_mixed()
    {
        Fit.MustNotBeMixed(["sub-01", "sub-02"], "t");
        Fit.MustNotBeMixed(["sub-03", "sub-04"], "t");
        Fit.MustNotBeMixed(["sub-01", "sub-09"], "t"); // known to be held out
        Assert.Throws<LeakException>(() => Fit.MustNotBeMixed(["sub-01", "sub-03"], "t"));
    }

    [Fact]
    public void The_record_survives_its_file()
    {
        var back = FittedOn.FromJson(JsonNode.Parse(Fit.ToJson().ToJsonString()));
        Assert.Equal((Fit.Table, Fit.Rows), (back.Table, back.Rows));
        Assert.Equal(Fit.Ids, back.Ids);
        Assert.Equal(Fit.HeldOut, back.HeldOut);
        Assert.Throws<FormatException>(() => FittedOn.FromJson(null));
        Assert.Throws<FormatException>(() => FittedOn.FromJson(JsonNode.Parse("""{"subjects":1}""")));
        Assert.Throws<FormatException>(() => FittedOn.FromJson(JsonNode.Parse("""{"subjects":2,"ids":["a"]}""")));
        Assert.Throws<FormatException>(() => FittedOn.FromJson(JsonNode.Parse("""{"ids":[{}]}""")));
    }

    [Fact]
    public void Models_say_what_they_are()
    {
        var text = ModelText.Of("tiv", 1, "For people.", new JsonObject { ["slope"] = 0.25 }, Fit);
        Assert.Equal((0.25, 3), ModelText.Read(text, "m.json", "tiv", 1, static (json, on) => ((double)json["slope"]!, on.Ids.Count)));
        Assert.Contains("a 'tiv' model, expected 'nyul'", Refused(text, "nyul"), StringComparison.Ordinal);
        Assert.Contains("reads up to 1", Refused(text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal), "tiv"),
            StringComparison.Ordinal);
        Assert.Contains("m.json", Refused("{", "tiv"), StringComparison.Ordinal);
        Assert.Contains("fittedOn", Refused("""{"model":"tiv","version":1,"slope":1}""", "tiv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_divided_by_column_or_list()
    {
        var table = SubjectTable.Parse("id\tsplit\na\ttrain\nb\ttest\nc\tTraining\nd\tval\n", "t.tsv");
        Assert.Equal(["a", "c"], TrainingRows.Of(table, "split").Train);
        Assert.Equal(["b", "d"], TrainingRows.Of(table, "split").HeldOut);
        Assert.Equal(["b", "d"], TrainingRows.HeldOutBy(table, "split"));
        Assert.Equal("split", TrainingRows.ColumnOf(table));
        Assert.Equal(["b"], TrainingRows.Of(table, ["b"], "list").Train);
        Assert.Throws<FormatException>(() => TrainingRows.Of(table, ["b", "x"], "list"));
        Assert.Throws<FormatException>(() => TrainingRows.Of(SubjectTable.Parse("id\tsplit\na\tn/a\n", "t"), "split"));
        Assert.Throws<FormatException>(() => TrainingRows.Of(SubjectTable.Parse("id\tsplit\na\ttest\n", "t"), "split"));
    }

    [Fact]
    public void A_person_cannot_be_on_both_sides() => Assert.Contains(
        "sub-1_ses-2",
        Assert.Throws<FormatException>(() => TrainingRows.Of(SubjectTable.Parse("id\tsplit\nsub-1_ses-1\ttrain\nsub-1_ses-2\ttest\n", "t"),
            "split")).Message, StringComparison.Ordinal);

    [Fact]
    public void Folds_keep_groups_whole()
    {
        string[] sites = ["a", "a", "a", "b", "b", "c", "c", "c", "c", "d"];
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], GroupFolds.Of(sites, 2)); // sklearn.model_selection.GroupKFold(2)
        Assert.Equal([1, 1, 1, 2, 2, 0, 0, 0, 0, 2], GroupFolds.Of(sites, 3));
        Assert.Throws<ArgumentException>(() => GroupFolds.Of(sites, 5));
    }

    private static string Refused(string text, string kind) =>
        Assert.Throws<FormatException>(() => ModelText.Read(text, "m.json", kind, 1, static (_, _) => 0)).Message;
}
