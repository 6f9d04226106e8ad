using Pial.Pipelines;
using Pial.Tests.Shared;

namespace Pial.Hub.Tests.Programs;

/// <summary>Users' programs, as shell scripts.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public void A_program_sees_training_labels_and_no_test_label_and_is_scored()
    {
        // Predicts the mean of the training ages, and fails should test.tsv have a target.
        var run = Run("""
            grep -q age test.tsv && exit 3
            mean=$(awk -F'\t' 'NR > 1 { s += $2; n++ } END { print s / n }' train.tsv)
            awk -F'\t' -v m="$mean" 'BEGIN { print "participant_id,prediction" } NR > 1 { print $1 "," m }' test.tsv > predictions.csv
            """);
        Assert.Equal(run.Entries.Single(e => e.Id == "mean").Metrics["MAE"], run.Candidate.Metrics["MAE"], 3);
        Assert.StartsWith("the ids it was fitted on are recorded", run.Candidate.FittedOn, StringComparison.Ordinal);
    }

    [UnixFact]
    public void One_that_hangs_is_ended_with_its_children() =>
        Assert.StartsWith("mine was still running after 0.5 s and was ended", Fails("sleep 60 & sleep 60", "seconds: 0.5\n"),
            StringComparison.Ordinal);

    [UnixFact]
    public void One_that_dies_is_told_with_its_last_words() =>
    Assert.Equal("mine died with exit code 7; it said last: no weights", Fails("echo 'no weights' >&2; exit 7"));

    [UnixFact]
    public void One_that_writes_nothing_is_told() =>
    Assert.Equal("mine ended without writing predictions.csv in its folder; it wrote out.csv.", Fails("echo hello > out.csv"));

    [UnixFact]
    public void One_that_writes_elsewhere_is_told() =>
    Assert.Contains("wrote outside its folder", Fails($"echo leak > {folder["elsewhere.txt"]}"), StringComparison.Ordinal);

    [UnixFact]
    public void One_that_grows_too_large_is_ended() =>
        Assert.Contains("more than the 30 it may",
            Fails("x=$(head -c 80000000 /dev/zero | tr '\\0' x); sleep 5; echo ${#x}", "memory_mb: 30\n"), StringComparison.Ordinal);

    [UnixFact]
    public void One_that_is_not_there_is_told()
    {
        var model = folder.Write("m.yaml", "model_id: mine\ntype: command\ncommand: [no-such-program-anywhere]\n");
        Assert.StartsWith("mine cannot be started: no-such-program-anywhere",
            Assert.Throws<InputException>(() => SmallTask.Run(SmallTask.Age(folder.Write("data/t.csv", SmallTask.Table())), model)).Message,
            StringComparison.Ordinal);
    }

    private string Fails(string script, string more = "") => Assert.Throws<InputException>(() => Run(script, more)).Message;

    private Pial.Hub.Evaluation.RunResult Run(string script, string more = "")
    {
        folder.Write("model.sh", script.ReplaceLineEndings("\n") + "\n");
        var model = folder.Write("m.yaml", $"model_id: mine\ntype: command\ncommand: [sh, model.sh]\n{more}");
        return SmallTask.Run(SmallTask.Age(folder.Write("data/t.csv", SmallTask.Table())), model);
    }
}
