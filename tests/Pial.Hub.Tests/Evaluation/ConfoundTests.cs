using System.Globalization;
using Pial.Hub.Reports;

namespace Pial.Hub.Tests.Evaluation;

public sealed class ConfoundTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Confounds_are_measured_with_target_and_predictions_also_within_sites()
    {
        var run = SmallTask.Run(SmallTask.Sex(folder.Write("t.csv", SmallTask.Table(120))));
        Assert.Equal(["site", "head_size", "age"], run.Confounds.Select(c => c.Role));
        var head = run.Confounds.Single(c => c.Role == "head_size");
        Assert.True(head.WithTarget.Strength > 0.5 && head.TargetInSite!.Strength > 0.5 && head.WithTarget.P < 1e-4);
        Assert.Null(run.Confounds[0].TargetInSite);
        Assert.Equal(3, run.ConfoundReport!.AmongThemselves.Count);
        Assert.Equal(["target", "site", "eTIV", "age"], run.ConfoundReport.BetweenSides.Select(b => b.Imbalance.Name));
        var eval = EvalFile.Record(run);
        Assert.Equal(3, eval.ConfoundPairs.Count);
        Assert.Contains("with_prediction_given_target_p", eval.Confounds[1].Values.Keys);
        foreach (var text in new[] { MarkdownReport.Write(run), HtmlReport.Write(run) })
        {
            Assert.Contains("ested against trained on", text, StringComparison.Ordinal);
            Assert.Contains("given the target", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Predictions_that_carry_the_site_beyond_the_target_are_named()
    {
        var benchmark = SmallTask.Age(folder.Write("t.csv", SmallTask.Table(120)));
        var (table, tested) = SmallTask.Tested(benchmark);
        var (site, truth) = (table.Ids.Zip(table.Columns["site"]).ToDictionary(), table.Ids.Zip(table.Truth).ToDictionary());
        var run = SmallTask.Run(benchmark,
            folder.Write("p.csv",
                "participant_id,prediction\n" +
                    string.Concat(
                        tested.Select((id, n) => string.Create(CultureInfo.InvariantCulture, $"{id}," +
                            $"{truth[id] + (site[id] == "A" ? 6 : -6) + (n % 3)}" +
                            $"\n")))));
        Assert.True(run.Confounds[0].IsCarried);
        Assert.Contains(run.Notes,
            n => n.StartsWith("The predictions go with site beyond what the target explains", StringComparison.Ordinal));
    }
}
