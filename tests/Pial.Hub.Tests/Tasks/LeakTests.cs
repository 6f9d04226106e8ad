using System.Globalization;
using System.Text;
using Pial.Analysis.Splits;
using Pial.Hub.Evaluation;
using Pial.Hub.Reports;
using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Tasks;

/// <summary>Every way in which a tested person, or the answer, gets into training: refused or named by a run.</summary>
public sealed class LeakTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_table_corrected_with_a_model_that_saw_the_tested_is_refused()
    {
        var path = folder.Write("t.tsv", SmallTask.Table().Replace(',', '\t'));
        var fitted = new FittedOn(["s01", "s02"], "raw.tsv", "all").ToJson().ToJsonString();
        folder.Write("t.json", $$"""{"Sources": ["raw.tsv", "tiv.json"], "FittedOn": {{fitted}}}""");
        var leak = Assert.Throws<LeakException>(() => SmallTask.Tested(SmallTask.Age(path, "  split: {scheme: kfold, folds: 3}\n")));
        Assert.Contains("tiv.json, which t.tsv was made with, saw", leak.Message, StringComparison.Ordinal);
        folder.Write("t.json", """{"Sources": ["raw.tsv", "tiv.json"], "FittedSubjects": 60}""");
        Assert.Contains(SmallTask.Tested(SmallTask.Age(path)).Table.Notes,
            n => n.StartsWith("Not known: whom tiv.json, which t.tsv was made with, saw", StringComparison.Ordinal));
        folder.Write("t.json", """{"age": {"Description": "years"}}""");
        Assert.DoesNotContain(SmallTask.Tested(SmallTask.Age(path)).Table.Notes, n => n.Contains("Not known", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_spelling_on_the_other_side_is_refused()
    {
        var path = folder.Write("t.csv", Ids(SmallTask.Table(), n => $"sub-{n:0000}"));
        folder.Write("other.csv", Ids(SmallTask.Table(20), n => n == 7 ? "sub-7" : $"sub-{n + 500}"));
        var error = Assert.Throws<InputException>(() =>
            SmallTask.Tested(SmallTask.Age(path, "  split: {scheme: test-table, test: other.csv}\n")));
        Assert.Contains("1 subjects of t.csv are in other.csv too: sub-0007 (sub-0007 as 7)", error.Message, StringComparison.Ordinal);
        var column = folder.Write("c.csv", WithColumn(Ids(SmallTask.Table(), n => n == 60 ? "sub-3" : $"sub-{n:0000}"), "split",
            n => n < 40 ? "train" : "test"));
        Assert.Contains("sub-0003 for training and sub-3 for testing",
            Assert.Throws<LeakException>(() => SmallTask.Tested(SmallTask.Age(column, "  split: {scheme: column}\n"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(SmallTask.Tested(SmallTask.Age(column)).Table.Warnings,
            w => w.StartsWith("1 id differs from another in zeros", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OAS3{0:0000}_MR_d{1:0000}")]
    [InlineData("002_S_{0:0000}_m{1:00}")]
    [InlineData("P{0:000}_V{1}")]
    public void Visits_of_a_person_stay_on_one_side(string form)
    {
        var path = folder.Write("t.csv", Ids(SmallTask.Table(),
            n => string.Format(CultureInfo.InvariantCulture, form, (n + 1) / 2, (n % 2) + 1)));
        var (table, plan, _) = BenchmarkRun.Prepare(SmallTask.Age(path), null, null);
        Assert.Equal(30, table.Ids.Select(SubjectKey.Of).Distinct().Count());
        Assert.Empty(SubjectKey.Set(plan.TrainIds(plan.Folds[0])).Intersect(SubjectKey.Set(plan.TestIds(plan.Folds[0]))));
    }

    [Theory]
    [InlineData("FamilyID")]
    [InlineData("Family ID")]
    [InlineData("rel_family_id")]
    public void Families_are_kept_whole_without_being_named_in_the_task(string column)
    {
        var path = folder.Write("t.csv", WithColumn(SmallTask.Table(), column, n => $"F{n / 3}"));
        var (table, plan, _) = BenchmarkRun.Prepare(SmallTask.Age(path), null, null);
        Assert.Equal(20, plan.Rows.Units.Count);
        Assert.Contains($"20 families of column '{column}' are kept on one side each.", table.Warnings);
        var split = folder.Write("c.csv", WithColumn(File.ReadAllText(path), "split", n => n < 40 ? "train" : "test"));
        Assert.Contains("share family", Assert.Throws<LeakException>(() =>
            SmallTask.Tested(SmallTask.Age(split, "  split: {scheme: column}\n"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_the_same_features_stay_together_or_are_refused()
    {
        var lines = SmallTask.Table().TrimEnd().Split('\n');
        lines[50] = lines[3].Replace("s3,", "s50,", StringComparison.Ordinal);
        var path = folder.Write("t.csv", string.Join('\n', lines) + "\n");
        var (table, plan, _) = BenchmarkRun.Prepare(SmallTask.Age(path), null, null);
        Assert.Contains(table.Warnings, w => w.StartsWith("1 pair of rows have the same features under two ids (s3 and s50)",
            StringComparison.Ordinal));
        Assert.Equal(plan.Rows.UnitOf[2], plan.Rows.UnitOf[49]);
        var split = folder.Write("c.csv", WithColumn(File.ReadAllText(path), "split", n => n < 40 ? "train" : "test"));
        Assert.Contains("s3 for training and s50 for testing",
            Assert.Throws<LeakException>(() => SmallTask.Tested(SmallTask.Age(split, "  split: {scheme: column}\n"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_feature_that_is_the_target_is_refused_and_a_near_one_is_named()
    {
        var ages = SmallTask.Table().TrimEnd().Split('\n').Skip(1).Select(l =>
            double.Parse(l.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        string With(string name, Func<int, double> value) =>
            folder.Write($"{name}.csv", WithColumn(SmallTask.Table(), name, n => value(n).ToString("0.###", CultureInfo.InvariantCulture)));
        foreach (var copy in new[] { With("age_at_scan", n => ages[n] + 0.01), With("months", n => 12 * ages[n]),
            With("born", n => Math.Floor(2020 - ages[n])), With("rank", n => Math.Pow(ages[n] / 10, 3)) })
        {
            var name = Path.GetFileNameWithoutExtension(copy);
            var error = Assert.Throws<InputException>(() => SmallTask.Tested(SmallTask.Age(copy)));
            Assert.Contains($"a feature is a copy of the target 'age': '{name}'", error.Message, StringComparison.Ordinal);
            Assert.Contains($"exclude: [{name}]", error.Message, StringComparison.Ordinal);
            SmallTask.Tested(SmallTask.Age(copy, $"  exclude: [{name}]\n"));
        }

        var near = With("near", n => ages[n] + (1.5 * new CounterRandom(3, 9).Normals((ulong)n).Item1));
        Assert.Contains(SmallTask.Tested(SmallTask.Age(near)).Table.Warnings,
            w => w.StartsWith("Feature 'near' ", StringComparison.Ordinal) && w.Contains(" 0.9", StringComparison.Ordinal));
        var code = folder.Write("sex.csv", WithColumn(SmallTask.Table(), "sex_code", n => n % 2 == 0 ? "1" : "2"));
        Assert.Contains("'sex_code' has one value for each class",
            Assert.Throws<InputException>(() => SmallTask.Tested(SmallTask.Sex(code))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-9999")]
    [InlineData("999")]
    [InlineData("9999")]
    [InlineData("-1")]
    public void Numbers_that_stand_for_missing_are_named_and_refused_as_targets(string code)
    {
        var path = folder.Write("t.csv", WithColumn(SmallTask.Table(), "score",
            n => n % 20 == 3 ? code : (10 + (n % 17)).ToString(CultureInfo.InvariantCulture)));
        Assert.Contains(SmallTask.Tested(SmallTask.Age(path)).Table.Warnings,
            w => w.StartsWith($"3 numbers look like codes for missing and are taken as measured: score {code}", StringComparison.Ordinal));
        var target = folder.Write("a.csv", SmallTask.Table(age: s => s == 4 ? code : null));
        Assert.Contains($"'age' of s5 is {code}, which stands for missing",
            Assert.Throws<InputException>(() => SmallTask.Tested(SmallTask.Age(target))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_says_what_was_checked_and_what_nobody_can_know()
    {
        var run = SmallTask.Run(SmallTask.Age(folder.Write("t.csv", WithColumn(SmallTask.Table(), "FamilyID", n => $"F{n / 2}"))));
        var row = Ai4hReport.Of(run).Single(r => r.Asks == "The model saw no test data");
        Assert.Contains(
            "Checked: persons by id, visits and other spellings, families ('FamilyID'), rows with the same features, features that copy " +
                "the target, fits recorded beside the data.", row.Where, StringComparison.Ordinal);
        Assert.Contains("Cannot be known: people under unrelated ids", row.Where, StringComparison.Ordinal);
        Assert.Contains("draws of tested persons, BCa", run.Intervals, StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_of_splits_need_splits_and_hold_more_than_those_of_persons()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        RunResult Run(IntervalKind kind, int? repeats) =>
            BenchmarkRun.Execute(benchmark, new() { Date = SmallTask.Date, Intervals = kind, Repeats = repeats, Baselines = false });
        Assert.Contains("option 'repeats' 20", Assert.Throws<InputException>(() => Run(IntervalKind.Splits, null)).Message,
            StringComparison.Ordinal);
        var splits = Run(IntervalKind.Splits, 6);
        var interval = splits.Candidate.Confidence[splits.Primary.Id];
        Assert.InRange(splits.Candidate.Metrics[splits.Primary.Id], interval.Low, interval.High);
        Assert.Contains("repeated splits", splits.Intervals, StringComparison.Ordinal);
        Assert.NotEqual(interval, Run(IntervalKind.Bca, 6).Candidate.Confidence[splits.Primary.Id]);
    }

    [Fact]
    public void Visits_find_their_own_rows_when_tables_are_joined()
    {
        static Pial.Analysis.Tables.SubjectTable Of(string text, string name) => Pial.Analysis.Tables.SubjectTable.Parse(text, name);
        var visits = Of("participant_id\tv\nP001_V1\t1\nP001_V2\t2\n", "a.tsv");
        Assert.Equal(["20", "22"], TaskData.Join(visits, Of("participant_id\tage\nP001_V2\t22\nP001_V1\t20\n", "b.tsv"))["age"]);
        Assert.Equal(["20", "20"], TaskData.Join(visits, Of("participant_id\tage\nP001\t20\n", "b.tsv"))["age"]);
        Assert.Contains("has 2 rows of P001", Assert.Throws<InputException>(() =>
            TaskData.Join(Of("participant_id\tv\nP001\t1\n", "a.tsv"),
            Of("participant_id\tage\nP001_V2\t22\nP001_V1\t20\n", "b.tsv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_on_a_scale_that_saw_the_tested_are_refused()
    {
        var image = Pial.Volumes.Volume.Filled(new Pial.Volumes.Grid(new(2, 2, 2), Pial.Volumes.Affine.Scaling(1, 1, 1)), 1f);
        ImageCase Case(string id, params string[] seen) =>
            new(id, image, null, null, image, new Dictionary<string, string>())
            {
                Fits = seen.Length == 0 ? [] : [("nyul.json, which b was made with,", new FittedOn(seen, "4 images", "all"))],
            };
        ImageCase[] clean = [Case("a"), Case("b"), Case("c"), Case("d")];
        var plan = TaskSplit.OfImages(new() { Kind = TaskKind.Denoising, Split = new() { Scheme = "kfold", Folds = 2 } },
            [.. clean.Select(c => c.Id)]);
        TaskSplit.MustNotHaveSeen(clean, plan);
        Assert.Contains("nyul.json", Assert.Throws<LeakException>(() =>
            TaskSplit.MustNotHaveSeen([clean[0], Case("b", "c_T1w"), clean[2], clean[3]], plan)).Message, StringComparison.Ordinal);
    }

    private static string Ids(string table, Func<int, string> id) =>
        string.Join('\n', table.TrimEnd().Split('\n').Select((l, n) => n == 0 ? l
        : id(n) + l[l.IndexOf(',', StringComparison.Ordinal)..])) + "\n";

    private static string WithColumn(string table, string name, Func<int, string> value)
    {
        var text = new StringBuilder();
        foreach (var (line, n) in table.TrimEnd().Split('\n').Select((l, n) => (l, n)))
            text.Append(line).Append(',').Append(n == 0 ? name : value(n - 1)).Append('\n');
        return text.ToString();
    }
}
