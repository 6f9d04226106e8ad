using Pial.Hub.Leaderboard;
using Pial.Hub.Records;
using Pial.Hub.Reports;
using Pial.Pipelines;

namespace Pial.Hub.Tests.Reports;

public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Ran(string name, string? model = null, string more = "")
    {
        var run = SmallTask.Run(SmallTask.Sex(folder.Write("data/t.csv", SmallTask.Table()), more), model);
        RunFolder.Write(folder[name], run with { EvalId = $"{run.EvalId}-{name}" });
        return folder[name];
    }

    [Fact]
    public void The_eval_keeps_the_schema_and_says_what_fmbench_wants()
    {
        var record = RecordFile.Load(Path.Combine(Ran("a"), "eval.yaml"));
        Assert.Empty(record.Absent);
        var eval = EvalRecord.Read(record);
        Assert.Equal(("logistic", "Balanced Accuracy", true), (eval.Candidate, eval.Primary, eval.HigherIsBetter));
        Assert.Equal(6, eval.Entries.Count);
        Assert.Contains(eval.Groups, g => g is { Field: "site", Level: "A", Count: > 0 });
        Assert.All(eval.Entries.Where(e => !e.IsCandidate), e => Assert.NotNull(e.Comparison));
        Assert.NotNull(record.Entry["metrics"]!["stratified"]!["by_site"]!["A"]!["n_samples"]);
    }

    [Fact]
    public void The_report_says_what_is_shown_and_what_is_not()
    {
        var text = File.ReadAllText(Path.Combine(Ran("a"), "report.md"));
        Assert.Contains("| DEL3 data | The model saw no test data | yes |", text, StringComparison.Ordinal);
        Assert.Contains("| DEL3 performance | Generalisation to sites that were not trained on | **no** |", text, StringComparison.Ordinal);
        Assert.Contains("not stated (no model record was given)", text, StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(folder["a"], "report.html"));
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_there_is_not_replaced()
    {
        Ran("a");
        Assert.Contains("add option 'force'", Assert.Throws<InputException>(() => RunFolder.MustBeFree(folder["a"], force: false)).Message,
            StringComparison.Ordinal);
        RunFolder.MustBeFree(folder["a"], force: true);
    }

    [Fact]
    public void Two_entries_are_compared_in_pairs()
    {
        var (a, b, metrics) = Comparison.Of(Ran("a"), $"{folder["a"]}:majority");
        Assert.Equal(("logistic", "majority"), (a, b));
        Assert.Equal("Balanced Accuracy", metrics[0].Metric);
        Assert.Equal(metrics[0].First - 0.5, metrics[0].Difference.Difference, 9);
        Assert.InRange(metrics[0].Difference.P, 0.0001, 0.2);
        Assert.Equal(0, Comparison.Of(folder["a"], folder["a"]).Metrics[0].Difference.Difference);
        Assert.Contains("Did you mean 'majority'?",
            Assert.Throws<InputException>(() => Comparison.Of(folder["a"], $"{folder["a"]}:majorty")).Message, StringComparison.Ordinal);
        Assert.Contains("were not tested on the same subjects",
            Assert.Throws<InputException>(() => Comparison.Of(folder["a"], Ran("c", more: "  split: {test_fraction: 0.4}\n"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_board_ranks_evals_of_one_split_and_keeps_others_apart()
    {
        Ran("evals/a");
        Ran("evals/b", "majority");
        Ran("evals/c", more: "  split: {test_fraction: 0.4}\n");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Records", "fmbench", "evals",
            "SUITE-TOY-CLASS-dummy_classifier-20251127-064058.yaml"), folder["evals/toy.yaml"]);
        var tasks = BoardTask.Of(BoardEval.ReadAll(folder["evals"]));
        Assert.Equal(3, tasks.Count);
        var rows = tasks.Single(t => t.Evals.Count == 2).Rows;
        Assert.Equal(("logistic", 1), (rows[0].Id, rows[0].Rank));
        Assert.False(rows.Single(r => r.Id == "majority").IsBaseline);
        Assert.True(rows.Single(r => r.Id == "site-only").IsBaseline);
    }

    [Fact]
    public void The_site_is_complete_in_itself()
    {
        Ran("evals/a");
        Assert.Equal((1, 1), LeaderboardSite.Write(folder["evals"], folder["site"], force: false));
        foreach (var page in Directory.EnumerateFiles(folder["site"], "*.html", SearchOption.AllDirectories))
        {
            var html = File.ReadAllText(page);
            Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(html, "href=\"([^\"#]+)\"",
                System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)))
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), link.Value);
        }

        Assert.Throws<InputException>(() => LeaderboardSite.Write(folder["evals"], folder["site"], force: false));
        folder.Write("evals/again/eval.yaml", File.ReadAllText(folder["evals/a/eval.yaml"]));
        Assert.Contains("comes twice",
            Assert.Throws<InputException>(() => LeaderboardSite.Write(folder["evals"], folder["site2"], force: false)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["site2"]));
    }
}
