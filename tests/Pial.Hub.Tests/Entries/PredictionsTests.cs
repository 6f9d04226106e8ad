using Pial.Pipelines;

namespace Pial.Hub.Tests.Entries;

public sealed class PredictionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Predictions_are_scored_on_exactly_the_subjects_tested()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        var (table, tested) = SmallTask.Tested(benchmark);
        var truth = table.Ids.Zip(table.Truth).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        var run = SmallTask.Run(benchmark,
            folder.Write("mine.csv",
                "participant_id,prediction\n" + string.Concat(tested.Select((id, n) => $"{id},{truth[id] + (n % 2 == 0 ? 1 : -1)}\n"))));
        Assert.Equal("mine", run.Candidate.Id);
        Assert.Equal(1, run.Candidate.Metrics["MAE"], 9);
        Assert.StartsWith("not shown", run.Candidate.FittedOn, StringComparison.Ordinal);
        Assert.Equal("BM-SMALL-mine-20260102-030405", run.EvalId);
        Assert.Contains(run.Entries, e => e is { Id: "head-size-only", IsCandidate: false, Outcome: not null });
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "unknown", "mine.csv has predictions for 1 unknown subject: nobody." },
        { "twice", "mine.csv has S twice; one prediction a subject is expected." },
        { "nan", "mine.csv: 'prediction' of S is 'NaN'; a finite number is expected." },
        { "absent", "mine.csv has no prediction for 1 of 18 tested subjects: S." },
        { "train",
            "mine.csv has predictions for 1 subject who is not tested (they are for training): T. Give predictions for the test subjects " +
                "alone." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_be_used_is_named(string fault, string message)
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        var (table, tested) = SmallTask.Tested(benchmark);
        var lines = tested.Select(id => $"{id},30").ToList();
        switch (fault)
        {
            case "unknown": lines.Add("nobody,3"); break;
            case "twice": lines.Add(lines[0]); break;
            case "nan": lines[0] = $"{tested[0]},NaN"; break;
            case "absent": lines.RemoveAt(0); break;
            default: lines.Add($"{table.Ids.Except(tested, StringComparer.Ordinal).First()},3"); break;
        }

        var path = folder.Write("mine.csv", "participant_id,prediction\n" + string.Join('\n', lines) + "\n");
        var expected = message.Replace(": S.", $": {tested[0]}.", StringComparison.Ordinal)
            .Replace(" S ", $" {tested[0]} ", StringComparison.Ordinal).Replace(": T.",
                $": {table.Ids.Except(tested, StringComparer.Ordinal).First()}.", StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Throws<InputException>(() => SmallTask.Run(benchmark, path)).Message);
    }

    [Fact]
    public void Several_repeats_need_a_column_that_tells_them()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()), "  split: {seeds: [1, 2]}\n");
        var path = folder.Write("mine.csv", "participant_id,prediction\ns1,3\n");
        Assert.Contains("has no column 'repeat', and the split has 2",
            Assert.Throws<InputException>(() => SmallTask.Run(benchmark, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_was_trained_on_must_not_be_tested()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        var (_, tested) = SmallTask.Tested(benchmark);
        folder.Write("p.csv", "participant_id,prediction\n" + string.Concat(tested.Select(id => $"{id},30\n")));
        folder.Write("seen.txt", tested[0] + "\n");
        var model = folder.Write("m.yaml", "model_id: leaky\ntype: predictions\npath: p.csv\nfitted_on: seen.txt\n");
        Assert.Contains("Leak:", Assert.Throws<Pial.Analysis.Splits.LeakException>(() => SmallTask.Run(benchmark, model)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_may_come_with_or_without_probabilities()
    {
        var benchmark = SmallTask.Sex(folder.Write("t.csv", SmallTask.Table()));
        var (_, tested) = SmallTask.Tested(benchmark);
        var soft = SmallTask.Run(benchmark,
            folder.Write("soft.csv", "participant_id,F,M\n" + string.Concat(tested.Select(id => $"{id},0.2,0.8\n"))));
        Assert.Equal(0.5, soft.Candidate.Metrics["Balanced Accuracy"], 9);
        var hard = SmallTask.Run(benchmark,
            folder.Write("hard.csv", "participant_id,prediction\n" + string.Concat(tested.Select(id => $"{id},M\n"))));
        Assert.Contains(hard.Notes, n => n.Contains("without probabilities", StringComparison.Ordinal));
        Assert.Contains("must lie between 0 and 1 and sum to 1",
            Assert.Throws<InputException>(
                () => SmallTask.Run(benchmark,
                    folder.Write("odd.csv", "participant_id,F,M\n" + string.Concat(tested.Select(id => $"{id},0.6,0.8\n"))))).Message,
                    StringComparison.Ordinal);
    }

    [Fact]
    public void An_embedding_gets_a_linear_probe()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        var (table, _) = SmallTask.Tested(benchmark);
        folder.Write("e.csv",
            "participant_id,d1,d2\n" +
                string.Concat(table.Ids.Select((id, r) => FormattableString.Invariant($"{id},{table.Truth[r] / 7:0.000},{r % 3}\n"))));
        var run = SmallTask.Run(benchmark, folder.Write("m.yaml", "model_id: emb\ntype: embeddings\npath: e.csv\n"));
        Assert.Equal(1, run.Candidate.Rank);
        Assert.True(run.Candidate.Metrics["MAE"] < 1);
    }
}
