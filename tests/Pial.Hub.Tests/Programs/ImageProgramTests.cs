using System.Text.Json.Nodes;
using Pial.Formats;
using Pial.Hub.Evaluation;
using Pial.Hub.Suites;
using Pial.Hub.Tests.Networks;
using Pial.Pipelines;
using Pial.Tests.Shared;
using Pial.Volumes;

namespace Pial.Hub.Tests.Programs;

/// <summary>Users' programs and networks over images of two channels.</summary>
public sealed class ImageProgramTests : IDisposable
{
    private static readonly Grid Small = new(new(6, 5, 4), Affine.Identity);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixFact]
    public void A_program_gets_images_and_training_references_and_is_scored()
    {
        // Copies a training reference as every prediction; all cases have the same truth. Fails should a test reference be there.
        var run = Run("""
            ls test | grep -q reference && exit 3
            grep -q '"prediction": "predictions/' manifest.json || exit 4
            grep -q '"FLAIR": "test/' manifest.json || exit 5
            for t in test/*_T1w.nii; do n=$(basename "$t" _T1w.nii); cp "$(ls train/*_reference.nii | head -1)" "predictions/$n.nii"; done
            """);
        Assert.Equal(1, run.Candidate.Metrics["Dice"]);
        Assert.StartsWith("the ids it was fitted on are recorded", run.Candidate.FittedOn, StringComparison.Ordinal);
        Assert.True(run.Candidate.PeakMemoryMb >= 0);
        Assert.Equal(["Worst", "Median", "Best"], run.Pictures.Select(p => p.Place));
    }

    [UnixFact]
    public void One_that_writes_too_little_is_told() =>
        Assert.Equal("predictions/ of mine in fold 1 has no image of 1 of 1 cases: a.",
            Assert.Throws<InputException>(() => Run("true")).Message.Replace("fold 2", "fold 1", StringComparison.Ordinal)
                .Replace("fold 3", "fold 1", StringComparison.Ordinal).Replace(": b.", ": a.", StringComparison.Ordinal).Replace(": c.",
                    ": a.", StringComparison.Ordinal));

    [UnixFact]
    public void One_that_hangs_is_ended() => Assert.StartsWith("mine was still running after 0.5 s and was ended",
        Assert.Throws<InputException>(() => Run("sleep 60", "seconds: 0.5\n")).Message, StringComparison.Ordinal);

    [UnixFact]
    public void One_that_writes_beside_the_data_is_told() =>
    Assert.Contains("wrote outside its folder", Assert.Throws<InputException>(() => Run($"echo x > {folder["data"]}/x.txt")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void What_a_program_gets_is_written_without_the_test_references()
    {
        var benchmark = Task();
        Assert.Equal(3, TaskFolder.Write(folder["out"], benchmark, null, null));
        var folds = Directory.GetDirectories(folder["out"]).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, folds.Count);
        foreach (var fold in folds)
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(fold, "manifest.json")))!;
            Assert.Equal(["T1w", "FLAIR"], manifest["channels"]!.AsArray().Select(c => c!.GetValue<string>()));
            Assert.Equal(1, manifest["labels"]!["Lesion"]!.GetValue<int>());
            Assert.Equal(2, manifest["train"]!.AsArray().Count);
            Assert.All(manifest["train"]!.AsArray(),
                c => Assert.True(File.Exists(Path.Combine(fold, c!["reference"]!.GetValue<string>()))));
            var test = Assert.Single(manifest["test"]!.AsArray())!;
            Assert.Null(test["reference"]);
            Assert.True(File.Exists(Path.Combine(fold, test["images"]!["FLAIR"]!.GetValue<string>())));
            Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(fold, "test")),
                f => f.Contains("reference", StringComparison.Ordinal));
        }
    }

    [OnnxFact]
    public void A_network_of_two_channels_gets_them_in_the_tasks_order()
    {
        var benchmark = Task();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Networks", "models", "two-channels.onnx"), folder["two.onnx"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Networks", "models", "volume.onnx"), folder["one.onnx"]);
        // FLAIR − 2 T1w is 1 in the lesion and −1 elsewhere.
        Assert.Equal(1,
            SmallTask.Run(benchmark,
                folder.Write("m.yaml", "model_id: net\ntype: onnx\npath: two.onnx\nwindow: [4, 4, 4]\n")).Candidate.Metrics["Dice"]);
        Assert.Equal("the network takes 1 channel (its input is 1, 1, -1, -1, -1); the task's images have 2.",
            Assert.Throws<InputException>(
                () => SmallTask.Run(benchmark,
                    folder.Write("n.yaml", "model_id: net\ntype: onnx\npath: one.onnx\nwindow: [4, 4, 4]\n"))).Message);
    }

    // T1w is 1; FLAIR is 3 in the lesion and 1 elsewhere.
    private Benchmark Task()
    {
        Directory.CreateDirectory(folder["data"]);
        foreach (var id in (string[])["a", "b", "c"])
        {
            var lesion = Volume.Create<int, int>(Small, 0, static (voxels, _) => voxels.Slice(40, 20).Fill(1));
            ImageFile.Save(folder[$"data/{id}_T1w.nii"], Volume.Filled(Small, 1f));
            ImageFile.Save(folder[$"data/{id}_FLAIR.nii"], lesion.Map(v => v == 1 ? 3f : 1f));
            ImageFile.Save(folder[$"data/{id}_lesion.nii"], lesion);
        }

        return SmallTask.Of(
            $"metrics: {{primary: Dice}}\ntask:\n  kind: segmentation\n  data: {folder["data"]}\n  channels: {{T1w: _T1w.nii, FLAIR: " +
                "_FLAIR.nii}\n  references: _lesion.nii\n  labels: {Lesion: 1}\n  lesions: {}\n  baselines: [nothing]\n  " +
                "bootstrap: 20\n  permutations: 20\n");
    }

    private RunResult Run(string script, string more = "")
    {
        folder.Write("program/model.sh", script.ReplaceLineEndings("\n") + "\n");
        return SmallTask.Run(Task(), folder.Write("program/m.yaml", $"model_id: mine\ntype: command\ncommand: [sh, model.sh]\n{more}"));
    }
}
