using Pial.Hub.Tasks;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Tasks;

public sealed class TaskTableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Features_are_the_columns_of_numbers_without_another_role()
    {
        var (table, _) = SmallTask.Tested(SmallTask.Age(folder.Write("t.csv", SmallTask.Table())));
        Assert.Equal(["eTIV", "f1", "f2", "f3"], table.Features.Names);
        Assert.Equal(["sex", "site"], table.StrataFields().Where(f => f != "age_band"));
        Assert.Equal("20-40", table.Levels("age_band")![0]);
    }

    [Fact]
    public void Subjects_without_a_label_are_named_and_refused()
    {
        var path = folder.Write("t.csv", SmallTask.Table(age: s => s is 3 or 8 ? "n/a" : null));
        var error = Assert.Throws<InputException>(() => SmallTask.Run(SmallTask.Age(path)));
        Assert.Equal(
            "t.csv: 2 of 60 subjects have no 'age': s4, s9. Give them one, take them out, or say missing_labels: drop in the task.",
            error.Message);
        Assert.Contains(SmallTask.Run(SmallTask.Age(path, "  missing_labels: drop\n")).Notes,
            n => n.StartsWith("2 of 60 subjects without 'age' were left out: s4, s9", StringComparison.Ordinal));
    }

    [Fact]
    public void A_class_with_one_member_is_named_and_refused()
    {
        var path = folder.Write("t.csv", SmallTask.Table(sex: s => s == 5 ? "X" : null));
        Assert.Equal(
            "t.csv: class 'X' of 'sex' has one member, s6; it cannot be both trained on and tested. Join classes, or take it out of " +
                "'classes'.",
            Assert.Throws<InputException>(() => SmallTask.Run(SmallTask.Sex(path))).Message);
    }

    [Theory]
    [InlineData("  features: [f9]\n", "no column is 'f9', which the task's features name. Did you mean 'f1'?")]
    [InlineData("  strata: [sx]\n", "the task's stratum 'sx' is no column of t.csv. Did you mean 'sex'?")]
    [InlineData("  split: {by: famly}\n", "t.csv has no column 'famly', which the task names.")]
    public void Columns_that_are_not_there_are_named(string more, string message) =>
        Assert.Contains(message,
            Assert.Throws<InputException>(() => SmallTask.Run(SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), more))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("lh_a_thickness", "*_thickness", true)]
    [InlineData("lh_a_thickness", "lh_*_thick*", true)]
    [InlineData("lh_a_area", "*_thickness", false)]
    [InlineData("aa", "a*a*a", false)]
    public void A_star_stands_for_anything(string column, string pattern, bool matches) =>
    Assert.Equal(matches, TaskTable.Matches(column, pattern));

    [Fact]
    public void Another_table_is_tested_and_whoever_is_in_both_refused()
    {
        // Other people: the last twenty of eighty.
        var lines = SmallTask.Table(80).TrimEnd().Split('\n');
        folder.Write("other.csv", string.Join('\n', lines.Where((_, n) => n is 0 or > 60)).Replace("\ns", "\nt",
            StringComparison.Ordinal).Replace("f3", "f4", StringComparison.Ordinal) + "\n");
        var path = folder.Write("t.csv", SmallTask.Table());
        var run = SmallTask.Run(SmallTask.Age(path, "  split: {scheme: test-table, test: other.csv}\n"));
        Assert.Equal((60, 20, "tested on other.csv"), (run.Train, run.Test, run.Split));
        Assert.Contains("2 columns that only one of t.csv and other.csv has are not used: f3, f4.", run.Notes);
        folder.Write("still.csv", "participant_id,age,sex,site,eTIV,f1,f2\n" +
            string.Concat(Enumerable.Range(0, 20).Select(n => $"u{n},{20 + n},{"MF"[n % 2]},{"AB"[n % 2]},{1400 + n},{n / 10.0:0.0},0\n")));
        Assert.Contains(
            "1 columns vary in t.csv and are one value throughout still.csv; where that stands for nothing measured, exclude them: f2.",
            SmallTask.Run(SmallTask.Age(path, "  split: {scheme: test-table, test: still.csv}\n")).Notes);
        folder.Write("both.csv", SmallTask.Table(20));
        Assert.StartsWith("20 subjects of t.csv are in both.csv too: s1, s2, s3, s4, s5 and 15 more. They would be trained on and tested",
            Assert.Throws<InputException>(
                () => SmallTask.Run(SmallTask.Age(path, "  split: {scheme: test-table, test: both.csv}\n"))).Message,
                StringComparison.Ordinal);
        Assert.Equal((40, 20),
            (SmallTask.Run(SmallTask.Age(path, "  repeated_ids: drop\n  split: {scheme: test-table, test: both.csv}\n")) is var rest
                ? rest.Train : 0, rest.Test));
    }

    [Fact]
    public void A_table_is_joined_by_person()
    {
        var table = Pial.Analysis.Tables.SubjectTable.Parse("participant_id\tv\nsub-01\t1\nsub-03\t3\n", "a.tsv");
        var joined = TaskData.Join(table, Pial.Analysis.Tables.SubjectTable.Parse("participant_id\tage\n01\t30\n02\t40\n", "b.tsv"));
        Assert.Equal(["30", "n/a"], joined["age"]);
    }

    [Fact]
    public void Bins_cut_a_number_into_classes()
    {
        var task = SmallTask.Of(
            $"metrics: {{primary: Accuracy}}\ntask: {{kind: classification, data: {folder.Write("t.csv", SmallTask.Table())}, target: " +
                "age, bins: [30, 45]}\n");
        Assert.Equal(["<30", "30-45", "45+"], SmallTask.Tested(task).Table.Classes);
    }
}
