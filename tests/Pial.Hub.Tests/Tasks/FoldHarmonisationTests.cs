using System.Globalization;
using System.Text;
using Pial.Analysis.Splits;
using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Hub.Tasks;
using Pial.Kernels;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Tasks;

public sealed class FoldHarmonisationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sites_are_taken_out_inside_of_each_fold()
    {
        // Scanners shift what age does to the features by far more than age does.
        var (raw, prepared) = (SmallTask.Run(Task("")), SmallTask.Run(Task("  prepare: combat\n  combat: {keep: [sex]}\n")));
        Assert.InRange(Error(prepared) / Error(raw), 0.2, 0.85);
        Assert.Contains(prepared.Notes, n =>
            n.Contains("taken out of 5 features by combat, fitted on the fold's training rows; kept: sex", StringComparison.Ordinal));
        Assert.Contains("sites taken out by what training rows say", prepared.Checked.Done, StringComparison.Ordinal);
        Assert.Equal(Error(prepared), Error(SmallTask.Run(Task("  prepare: combat\n  combat: {keep: [sex]}\n"), threads: 1)));
    }

    [Fact]
    public void Test_rows_do_not_change_what_training_rows_become()
    {
        var (table, plan, _) = BenchmarkRun.Prepare(Task("  prepare: combat\n"), null, null);
        var fold = TableEvaluation.FoldOf(table, plan.Folds[0], []);
        var fewer = TableEvaluation.FoldOf(table, plan.Folds[0] with { Test = [.. plan.Folds[0].Test.Take(5)] }, []);
        Assert.Equal(fold.Train.Values.ToArray(), fewer.Train.Values.ToArray());
        Assert.NotEqual(table.Features.Take(plan.Folds[0].Train).Values.ToArray(), fold.Train.Values.ToArray());
        Assert.Equal(fold.Tests[0].Row(0).ToArray(), fewer.Tests[0].Row(0).ToArray());
    }

    [Theory]
    [InlineData("  prepare: combat\n  combat: {keep: [age]}\n", "has 'age', the target")]
    [InlineData("  prepare: combat\n  combat: {keep: [years]}\n", "is the target 'age' in all but name")]
    [InlineData("  prepare: combat\n  combat: {keep: [nowhere]}\n", "has no column 'nowhere'")]
    [InlineData("  combat: {keep: [sex]}\n", "is of prepare: combat")]
    [InlineData("  prepare: combat\n  split: {scheme: leave-site-out}\n", "sites without a training row")]
    public void What_would_leak_or_cannot_be_done_is_refused(string more, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => SmallTask.Run(Task(more))).Message, StringComparison.Ordinal);

    [Fact]
    public void Rows_of_sites_without_training_rows_can_be_left() =>
        Assert.InRange(Error(SmallTask.Run(Task("  prepare: combat\n  combat: {new_site: leave}\n  split: {scheme: leave-site-out}\n"))), 1,
            60);

    [Fact]
    public void A_table_that_was_harmonised_with_tested_people_or_the_target_is_refused()
    {
        var task = Task("");
        var (table, plan, _) = BenchmarkRun.Prepare(task, null, null);
        var sidecar = System.IO.Path.ChangeExtension(folder["table.csv"], ".json");
        void Record(IEnumerable<string> ids, string kept) => File.WriteAllText(sidecar,
            $"{{\"Sources\": [\"raw.csv\", \"combat.json\"], \"KeptColumns\": [{kept}], \"FittedOn\": " +
                $"{new FittedOn(ids, "raw.csv", "all").ToJson().ToJsonString()}}}");
        string[] train = [.. plan.Folds[0].Train.Select(r => table.Ids[r])];
        Record(table.Ids, "\"sex\"");
        Assert.Contains("combat.json, which table.csv was made with, saw", Assert.Throws<LeakException>(() => SmallTask.Run(task)).Message,
            StringComparison.Ordinal);
        Record(train, "\"sex\", \"age\"");
        Assert.Contains("has kept the effect of 'age', which is the target here",
            Assert.Throws<LeakException>(() => SmallTask.Run(task)).Message, StringComparison.Ordinal);
        Record(train, "\"sex\"");
        Assert.InRange(Error(SmallTask.Run(task)), 1, 60);
    }

    private static double Error(RunResult run) => run.Candidate.Figures.First(f => f.Key == "MAE").Value;

    private Benchmark Task(string more)
    {
        var path = folder["table.csv"];
        if (!File.Exists(path)) File.WriteAllText(path, Table());
        return SmallTask.Age(path, $"  exclude: [years]\n{more}");
    }

    private static string Table()
    {
        var text = new StringBuilder("participant_id,age,years,sex,site,eTIV,f1,f2,f3,f4\n");
        for (var s = 0; s < 150; s++)
        {
            var random = new CounterRandom(3, (ulong)s);
            var ((a, b, c, d), (u, _, _, _)) = (random.Normals(0), random.Normals(1));
            var (age, site) = (20 + (s * 7 % 50), s % 6);
            var (p, q, r, t) = new CounterRandom(11, (ulong)site).Normals(0);
            text.Append(CultureInfo.InvariantCulture,
                $"s{s + 1},{age},{12 * age},{(u > 0 ? "M" : "F")},{"ABCDEF"[site]},{1450 + (60 * d):0.0}," +
                    $"{(age / 12.0) + (a * 0.6) + (4 * p):0.000},{(age / 15.0) + (b * 0.6) + (4 * q):0.000}," +
                    $"{(age / 15.0) + (c * 0.6) + (4 * r):0.000},{d + (4 * t):0.000}\n");
        }

        return text.ToString();
    }
}
