using System.Globalization;
using Pial.Tests.Shared;

namespace Pial.Cli.Tests.Commands;

/// <summary>What cannot be judged is named in one line, and nothing is left of the run.</summary>
public sealed class BenchmarkBadInputTests : IDisposable
{
    private const string Head =
        "benchmark_id: BM\nname: Small\nversion: '1'\nhealth_domain: Neurology\nhealth_topic: Tests\nai_task: Any\ninput_modality: " +
            "sMRI\noutput_type: Any\n";
    private const string AgeTask =
        "metrics: {primary: MAE}\ntask:\n  kind: regression\n  data: t.csv\n  target: age\n  split: {scheme: column, column: split}\n  " +
            "bootstrap: 20\n  permutations: 20\n";
    private const string SexTask =
        "metrics: {primary: AUROC}\ntask:\n  kind: classification\n  data: t.csv\n  target: sex\n  bootstrap: 20\n  permutations: 20\n";
    private readonly string folder = Directory.CreateTempSubdirectory("pial-benchmark-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("metrics: {primary: MAE}\ntask:\n  kind: regression\n  targt: age\n",
        "b.yaml, line 12: there is no field 'targt' in 'task'. Did you mean 'target'?")]
    [InlineData("metrics: {primry: MAE}\n", "b.yaml, line 9: there is no field 'primry' in 'metrics'. Did you mean 'primary'?")]
    public Task An_unknown_field_is_named_with_its_line_and_the_nearest(string yaml, string says) => Refused(yaml, says);

    [Fact]
    public Task Missing_labels_are_named() =>
        Refused(AgeTask,
            "t.csv: 2 of 30 subjects have no 'age': s4, s9. Give them one, take them out, or say missing_labels: drop in the task.",
            age: s => s is 4 or 9 ? "" : null);

    [Fact]
    public Task A_class_of_one_is_named() =>
        Refused(SexTask,
            "t.csv: class 'X' of 'sex' has one member, s7; it cannot be both trained on and tested. Join classes, or take it out of " +
                "'classes'.", sex: s => s == 7 ? "X" : null);

    [Theory]
    [InlineData("s21,3\nnobody,4\n", "p.csv has predictions for 1 unknown subject: nobody.")]
    [InlineData("s21,3\ns21,4\n", "p.csv has s21 twice; one prediction a subject is expected.")]
    [InlineData("s21,3\ns22,NaN\n", "p.csv: 'prediction' of s22 is 'NaN'; a finite number is expected.")]
    [InlineData("s1,3\n",
        "p.csv has predictions for 1 subject who is not tested (they are for training): s1. Give predictions for the test subjects alone.")]
    public Task Predictions_that_cannot_be_used_are_named(string rows, string says)
    {
        File.WriteAllText(In("p.csv"),
            $"participant_id,prediction\n{rows}{string.Concat(Enumerable.Range(23, 8).Select(s => $"s{s},30\n"))}");
        return Refused(AgeTask, says, model: "p.csv");
    }

    [UnixTheory]
    [InlineData("sleep 60 & sleep 60", "mine was still running after 0.5 s and was ended", "seconds: 0.5\n")]
    [InlineData("echo 'no weights' >&2; exit 7", "mine died with exit code 7; it said last: no weights", "")]
    [InlineData("echo x > ../stray.txt", "wrote outside its folder", "")]
    [InlineData("cp t.csv predictions.csv", "mine", "")]
    public async Task A_program_that_hangs_dies_or_writes_elsewhere_is_named(string script, string says, string limits)
    {
        if (OperatingSystem.IsWindows()) return; // skipped there already; the compiler cannot know
        // Where a program runs is not known beforehand; what lies beside its record is watched.
        File.WriteAllText(In("model.sh"), script.Replace("../stray.txt", In("stray.txt"), StringComparison.Ordinal) + "\n");
        File.WriteAllText(In("m.yaml"), $"model_id: mine\ntype: command\ncommand: [sh, model.sh]\n{limits}");
        await Refused(AgeTask, says, model: "m.yaml", isWhole: false);
    }

    private string In(string name) => Path.Combine(folder, name);

    private async Task Refused(string yaml, string says, Func<int, string?>? age = null, Func<int, string?>? sex = null,
        string? model = null, bool isWhole = true)
    {
        await File.WriteAllTextAsync(In("b.yaml"), Head + yaml);
        await File.WriteAllTextAsync(In("t.csv"), "participant_id,age,sex,f1,f2,split\n" + string.Concat(Enumerable.Range(1, 30).Select(s =>
            string.Create(CultureInfo.InvariantCulture, $"s{s},{age?.Invoke(s) ?? $"{20 + s}"}," +
                $"{sex?.Invoke(s) ?? (s % 2 == 0 ? "M" : "F")},{s % 7},{s * 3 % 11},{(s > 20 ? "test" : "train")}\n"))));
        // shut in, a program could not write elsewhere
        string[] args = ["benchmark", "run", In("b.yaml"), "-o", In("out"),
            .. model is null ? Array.Empty<string>() : ["--model", In(model), "--sandbox", "none"]];
        var (code, output, error) = await PialLine.Run(args);
        Assert.Equal((2, ""), (code, output));
        var line = Assert.Single(error.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
        if (isWhole) Assert.Equal($"pial: {says}", line);
        else Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("out")));
    }
}
