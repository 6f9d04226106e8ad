using Pial.Hub.Leaderboard;
using Pial.Hub.Records;
using Pial.Hub.Reports;

namespace Pial.Hub.Tests.Leaderboard;

/// <summary>A board does not believe what people send.</summary>
public sealed class BoardOwnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_eval_of_2099_that_turns_the_measure_around_comes_last_and_is_marked()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        RunFolder.Write(folder["evals/honest"], SmallTask.Run(benchmark));
        var honest = File.ReadAllText(folder["evals/honest/eval.yaml"]);
        var lie = honest.Replace("higher_is_better: false", "higher_is_better: true", StringComparison.Ordinal)
            .Replace("date: '2026", "date: '2099", StringComparison.Ordinal).Replace("date: 2026", "date: 2099", StringComparison.Ordinal)
            .Replace("eval_id: ", "eval_id: X", StringComparison.Ordinal).Replace("candidate: ridge", "candidate: liar",
                StringComparison.Ordinal);
        lie = System.Text.RegularExpressions.Regex.Replace(lie, @"(?m)^metrics:\n  MAE: [0-9.]+", "metrics:\n  MAE: 999.0",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        lie = System.Text.RegularExpressions.Regex.Replace(lie, @"(?m)^  ridge:\n", "  liar:\n",
            System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Contains("999.0", lie, StringComparison.Ordinal);
        folder.Write("evals/liar/eval.yaml", lie);

        var task = Assert.Single(BoardTask.Of(BoardEval.ReadAll(folder["evals"], [benchmark])));
        Assert.False(task.Newest.HigherIsBetter);
        Assert.Equal("liar", task.Rows[^1].Id);
        Assert.True(task.Rows[^1].IsClaimed);
        Assert.False(task.Rows.Single(r => r.Id == "ridge").IsClaimed);
        Assert.DoesNotContain(task.Evals, e => e.Eval.Date.StartsWith("2099", StringComparison.Ordinal));
        Assert.Equal("Small", task.Name);
        Assert.Contains("claimed</small>", TaskPage.Write(task), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_those_of_the_predictions_where_they_are()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table()));
        RunFolder.Write(folder["evals/a"], SmallTask.Run(benchmark));
        var text = File.ReadAllText(folder["evals/a/eval.yaml"]);
        var said = EvalRecord.Read(RecordFile.Parse(text, "eval.yaml")).Metrics["MAE"];
        File.WriteAllText(folder["evals/a/eval.yaml"], System.Text.RegularExpressions.Regex.Replace(text, @"(?m)^metrics:\n  MAE: [0-9.]+",
            "metrics:\n  MAE: 0.001", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        var shown = Assert.Single(BoardEval.ReadAll(folder["evals"], [benchmark])).Eval.Metrics["MAE"];
        Assert.Equal(said, shown, 4);
    }

    [Theory]
    [InlineData("2099-01-01T00:00:00Z", "2026-03-04T05:06:07Z")]
    [InlineData("soon", "2026-03-04T05:06:07Z")]
    [InlineData("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("", "")]
    public void A_date_is_not_after_the_file_came(string said, string shown) =>
        Assert.Equal(shown, BoardOwner.DateOf(said, new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc)));
}
