using System.Diagnostics;
using Pial.Hub.Evaluation;
using Pial.Hub.Programs;
using Pial.Hub.Records;
using Pial.Hub.Reports;
using Pial.Pipelines;
using Pial.Tests.Shared;

namespace Pial.Hub.Tests.Programs;

/// <summary>
/// What a hostile program tried, and that it gets none of it in bubblewrap; and the honest ones over which the runner stumbled.
/// </summary>
public sealed class SandboxTests : IDisposable
{
    private const string Mean = """
        mean=$(awk -F'\t' 'NR > 1 { s += $2; n++ } END { print s / n }' train.tsv)
        awk -F'\t' -v m="$mean" 'BEGIN { print "participant_id,prediction" } NR > 1 { print $1 "," m }' test.tsv > predictions.csv
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [BwrapFact]
    public void An_honest_program_runs_and_it_is_said_how()
    {
        var run = Run(Mean);
        Assert.Equal(run.Entries.Single(e => e.Id == "mean").Metrics["MAE"], run.Candidate.Metrics["MAE"], 3);
        Assert.StartsWith("bubblewrap", run.Isolation, StringComparison.Ordinal);
        Assert.Empty(run.Warnings);
        Assert.Contains("isolation: 'bubblewrap",
            EvalFile.Write(run).Replace("isolation: \"bubblewrap", "isolation: 'bubblewrap", StringComparison.Ordinal)
                .Replace("isolation: bubblewrap", "isolation: 'bubblewrap", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    // Each script succeeds at its attack with exit code 0 and is caught here by going on to die with 9 when it does not.
    [BwrapFact]
    public void The_labels_are_not_to_be_had()
    {
        var data = folder["data/t.csv"];
        Attack($"test -s {data}");
        Attack($"cat {folder["data"]}/* | grep -q age");
        Attack($"cat /proc/*/cmdline | tr '\\0' ' ' | grep -q -e '[-]-data' -e '[v]stest' -e '[t]esthost'"); // grep must not find itself
        Attack($"find / -name t.csv -size +0 2>/dev/null | grep -q t.csv");
        Attack($"ln -s {data} predictions.csv; test -s predictions.csv");
    }

    [BwrapFact]
    public void Nothing_can_be_changed_outside()
    {
        Attack($"echo x >> {folder["data/t.csv"]}");
        Attack($"echo x > {folder["elsewhere.txt"]}");
        Attack("echo x > model.txt; cp model.txt " + folder["model.sh"]);
        Attack($"echo x >> {folder["model.sh"]}");
        Attack("touch /usr/x || touch /etc/x || touch /bin/x");
        Assert.False(File.Exists(folder["elsewhere.txt"]));
        Assert.False(File.ReadAllText(folder["data/t.csv"]).EndsWith("x\n", StringComparison.Ordinal));
    }

    [BwrapFact]
    public void There_is_no_network_and_no_other_process()
    {
        Attack("test $(ls -d /proc/[0-9]* | wc -l) -gt 12");
        Attack($"kill -0 {Environment.ProcessId} && test -d /proc/{Environment.ProcessId}/fd");
        Attack("test $(ls /sys/class/net 2>/dev/null | wc -l) -gt 1 || grep -q ':' /proc/net/route");
        Attack("awk 'NR > 2 && !/lo:/ { found = 1 } END { exit !found }' /proc/net/dev");
    }

    [BwrapFact]
    public void Variables_are_those_of_the_list()
    {
        Environment.SetEnvironmentVariable("PIAL_TEST_SECRET", "swordfish");
        Attack("env | grep -q swordfish");
        Attack("cat /proc/*/environ | grep -q swordfish");
    }

    [BwrapFact]
    public void Nothing_is_left_running()
    {
        var mark = $"7{Random.Shared.Next(1000, 9999)}.25";
        _ = Run($"(setsid sleep {mark} &) ; (setsid sh -c 'trap \"\" TERM HUP; sleep {mark}' &)\n{Mean}");
        Thread.Sleep(300);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc").Select(d => Path.Combine(d, "cmdline")).Where(File.Exists)
            .Select(Read), c => c.Contains(mark, StringComparison.Ordinal));
        static string Read(string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [BwrapFact]
    public void Processes_files_and_memory_have_limits()
    {
        // Forking fails at the limit of the user; root has none, and the program is ended for it.
        Assert.Matches("^mine (died with exit code 9|started [0-9]+ processes, more than the 512 it may)", Fails(
            "i=0; while [ $i -lt 700 ]; do sleep 9 & i=$((i + 1)); done 2>/dev/null; sleep 4; " +
            "if test $(ls -d /proc/[0-9]* | wc -l) -gt 600; then exit 8; else exit 9; fi"));
        Attack("dd if=/dev/zero of=big bs=1M count=1 seek=8000000 2>/dev/null && test $(wc -c < big) -gt 5000000000");
        Assert.Contains("mine", Fails("x=$(head -c 400000000 /dev/zero | tr '\\0' x); echo ${#x} >&2; test ${#x} -eq 400000000 && sleep 3",
            "memory_mb: 60\n"), StringComparison.Ordinal);
    }

    [BwrapFact]
    public void What_it_leaves_for_the_reader_is_looked_at_first()
    {
        Assert.Contains("as a link", Fails($"ln -s {folder["data/t.csv"]} predictions.csv"), StringComparison.Ordinal);
        Assert.Contains("as a pipe", Fails("mkfifo predictions.csv"), StringComparison.Ordinal);
        Assert.Contains("bytes, more than", Fails("dd if=/dev/zero of=predictions.csv bs=1 count=1 seek=3000000000 2>/dev/null"),
            StringComparison.Ordinal);
    }

    [BwrapFact]
    public void Labels_beside_the_model_are_hidden_too()
    {
        folder.Write("data/model.sh", $"test -s {folder["data/t.csv"]} && exit 8\n{Mean.ReplaceLineEndings("\n")}\n");
        var model = folder.Write("data/m.yaml", "model_id: mine\ntype: command\ncommand: [sh, model.sh]\n");
        Assert.Equal("mine",
            SmallTask.Run(SmallTask.Age(folder.Write("data/t.csv", SmallTask.Table())), model, sandbox: SandboxKind.Bwrap).Candidate.Id);
    }

    [UnixFact]
    public void Without_a_sandbox_it_is_said_and_hidden_labels_are_refused()
    {
        var run = Run(Mean, sandbox: SandboxKind.None);
        Assert.Equal("not isolated", run.Isolation);
        Assert.Contains("was not isolated", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Contains(run.Notes, n => n.Contains("was not isolated", StringComparison.Ordinal));
        Assert.Contains("isolation: not isolated", EvalFile.Write(run), StringComparison.Ordinal);
        Assert.Contains("was not isolated", HtmlReport.Write(run), StringComparison.Ordinal);
        Assert.Contains("labels are hidden", Fails(Mean, task: "  hidden_labels: true\n", sandbox: SandboxKind.None),
            StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_child_that_keeps_its_output_open_does_not_delay_the_end()
    {
        var watch = Stopwatch.StartNew();
        _ = Run($"{Mean}\nsleep 600 &", sandbox: SandboxKind.None, more: "seconds: 500\n");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 450);
    }

    [UnixFact]
    public void Output_without_end_and_without_lines_costs_no_memory()
    {
        var before = GC.GetTotalAllocatedBytes();
        var said = Fails("head -c 300000000 /dev/zero | tr '\\0' 'x'; printf '\\n\\033[31mred\\a\\n'; exit 4", sandbox: SandboxKind.None);
        Assert.Contains(@"\x1B[31mred\x07", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', said);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < 500L << 20); // a little below 0 where hardly anything is held
        Assert.InRange((GC.GetTotalAllocatedBytes() - before) >> 20, 0, 2500);
    }

    [UnixFact]
    public void Another_run_in_the_same_folder_is_not_the_programs_doing()
    {
        var other = folder["out1"];
        Assert.NotNull(
            Run($"mkdir -p {other}; touch {other}/eval.yaml {other}/report.md; mkdir -p {folder["."]}/.out2.1-ab-cd.part; touch " +
                $"{folder["."]}/.out2.1-ab-cd.part/eval.yaml\n{Mean}", sandbox: SandboxKind.None));
    }

    private void Attack(string script)
    {
        var said = Fails($"if {{ {script}; }}; then exit 8; else exit 9; fi");
        Assert.StartsWith("mine died with exit code 9", said, StringComparison.Ordinal);
    }

    private string Fails(string script, string more = "", string task = "", SandboxKind sandbox = SandboxKind.Bwrap) =>
        Assert.Throws<InputException>(() => Run(script, more, task, sandbox)).Message;

    private RunResult Run(string script, string more = "", string task = "", SandboxKind sandbox = SandboxKind.Bwrap)
    {
        folder.Write("model.sh", script.ReplaceLineEndings("\n") + "\n");
        var model = folder.Write("m.yaml", $"model_id: mine\ntype: command\ncommand: [sh, model.sh]\n{more}");
        return SmallTask.Run(SmallTask.Age(folder.Write("data/t.csv", SmallTask.Table()), task), model, sandbox: sandbox);
    }
}
