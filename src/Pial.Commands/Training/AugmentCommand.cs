using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Operations.Augmentation;
using Pial.Pipelines;
using Pial.Pipelines.Augmentation;
using Pial.Pipelines.Store;

namespace Pial.Cli.Commands;

/// <summary><c>pial augment IN OUT</c>: random or replayed changes of an image and its labels.</summary>
internal sealed class AugmentCommand
{
    private readonly Argument<string> In = new("IN") { Description = "Image." };
    private readonly Argument<string> Out = new("OUT") { Description = "Changed image; with --count its name gets -1, -2, …" };
    private readonly Option<string?> Pipeline = new("--pipeline")
    {
        Description = "Transforms and their parameters, under TorchIO's names.",
        HelpName = "AUG.yaml",
    };
    private readonly Option<string?> Replay = new("--replay")
    {
        Description = "History of an earlier run, instead of --pipeline: the same changes again.",
        HelpName = "HISTORY.yaml",
    };
    private readonly Option<bool> Undo = new("--undo") { Description = "With --replay: what undoes it, as far as it can be undone." };
    private readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed gives the same bytes; the n-th of --count has the seed + n − 1. Default 0.",
        HelpName = "N",
    };
    private readonly Option<int> Count = new("--count")
    {
        Description = "How many. Default 1.",
        HelpName = "K",
        DefaultValueFactory = static _ => 1,
    };
    private readonly Option<string?> Labels = new("--labels") { Description = "Labels that move with the image.", HelpName = "SEG" };
    private readonly Option<string?> Table = new("--table")
    {
        Description = "What the labels mean (dseg.tsv or FreeSurfer's LUT): mirrored left and right labels are exchanged.",
        HelpName = "TSV",
    };
    private readonly Option<bool> Lateral = new("--lateralised")
    {
        Description = "The task depends on left and right: a mirror across them is refused.",
    };

    public static Command Create() => new AugmentCommand().Verb();

    private Verb Verb() => new(
        "augment",
        "Random changes of an image for training: space, intensities, artefacts of MR; each result with the history that replays it.",
        ["pial augment T1w.nii.gz out.nii.gz --pipeline aug.yaml --seed 1",
            "pial augment T1w.nii.gz out.nii.gz --pipeline aug.yaml --count 10 --labels dseg.nii.gz --table dseg.tsv",
            "pial augment T1w.nii.gz again.nii.gz --replay out_history.yaml"],
        [In, Out, Pipeline, Replay, Undo, Seed, Count, Labels, Table, Lateral],
        Run);

    private void Run(CommandRun run)
    {
        if (run.Get(Pipeline) is null == run.Get(Replay) is null) throw new InputException("Give --pipeline or --replay, one of the two.");
        if (run.Get(Count) is < 1 or > 100_000) throw new InputException("--count must be between 1 and 100000.");
        if (run.Get(Table) is not null && run.Get(Labels) is null)
            throw new InputException("--table says what --labels mean; give those too.");
        if (run.Get(Undo) && run.Get(Replay) is null) throw new InputException("--undo needs the --replay it undoes.");
        var text = PipelineFile.Read(run.Get(Replay) ?? run.Get(Pipeline)!);
        var replayed = run.Get(Replay) is null ? null : HistoryFile.Fixed(text);
        var targets = Enumerable.Range(1, run.Get(Count)).Select(n => Targets(run, n)).ToArray();
        if (!run.Get(Undo)) text.Check(Outlines(run));
        var loaded = run.Load(In);
        var subject = Read(run, loaded);
        using var progress = new CountProgress(run, "augmenting");
        for (var n = 0; n < targets.Length; n++)
        {
            progress.Report(n, targets.Length);
            var drawn = replayed ?? text.Pipeline.Draw(History.NamesOf(subject), run.Get(Seed) + (ulong)n);
            if (run.Get(Undo)) drawn = drawn.Inverse();
            Write(run, Applied(drawn, subject, run, text.Name), targets[n], loaded);
            OutputFile.WriteText(targets[n].History, HistoryFile.Text(drawn));
            run.Log($"{targets[n].Image}: {string.Join(", ", drawn.Transforms.Select(t => TransformCatalog.NameOf(t.GetType())))}");
        }
    }

    // What the headers tell is enough to refuse a pipeline that cannot work.
    private Outline Outlines(CommandRun run)
    {
        var images = ImmutableArray.Create(new ImageOutline("image", false, ImageFile.Describe(run.Get(In)).Grid));
        if (run.Get(Labels) is not { } path) return new(images);
        var (grid, own) = (ImageFile.Describe(path).Grid, images[0].Grid!.Value);
        if (!grid.Matches(own))
            throw new InputException(
                $"{path} ({grid}) is not on the grid of {run.Get(In)} ({own}), so its labels would not be those of the image; 'pial " +
                    "resample --like' brings it there.");
        return new(images.Add(new("labels", true, grid)));
    }

    // The image and its labels under the names that were asked for; what the pipeline made besides under its own.
    private static void Write(CommandRun run, Subject result, (string Image, string? Labels, string History) target, LoadedImage loaded)
    {
        foreach (var image in result.Images)
        {
            var path = image.Name switch
            {
                "image" => target.Image,
                "labels" when target.Labels is not null => target.Labels,
                var name => run.Output(ImageFormats.WithoutEnding(target.Image) + "_" + name + ImageFormats.EndingOf(target.Image))
            };
            if (image is ScalarImage scalar) ImageFile.Save(path, scalar.Volume, new() { Header = loaded.Header }, run.Parallel);
            else ImageFile.Save(path, ((LabelMap)image).Volume, parallel: run.Parallel);
        }
    }

    private static Subject Applied(History history, Subject subject, CommandRun run, string file)
    {
        try
        {
            return history.Apply(subject, run.Parallel);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InputException($"{file}: {e.Message.Split(" (Parameter", StringSplitOptions.None)[0]}", e);
        }
    }

    private Subject Read(CommandRun run, LoadedImage loaded)
    {
        var images = ImmutableArray.Create<SubjectImage>(new ScalarImage("image", loaded.Image));
        if (run.Get(Labels) is { } path)
            images = images.Add(new LabelMap("labels", ImageFile.LoadLabels(path, run.Parallel),
                run.Get(Table) is { } table ? LabelTableFile.Read(table) : null));
        return new(images) { DependsOnSide = run.Get(Lateral) };
    }

    private (string Image, string? Labels, string History) Targets(CommandRun run, int n)
    {
        var output = run.Get(Out);
        var name = Path.GetFileName(output);
        var dot = name.Length - ImageFormats.EndingOf(name).Length;
        if (dot <= 0 || dot == name.Length) throw new InputException($"{output} needs an ending that says its format, such as .nii.gz.");
        var stem = Path.Combine(Path.GetDirectoryName(output) ?? "",
            name[..dot] + (run.Get(Count) == 1 ? "" : "-" + n.ToString(CultureInfo.InvariantCulture)));
        return (run.Output(stem + name[dot..], run.Get(In), run.Get(Labels)),
            run.Get(Labels) is null ? null : run.Output($"{stem}_labels{name[dot..]}", run.Get(In), run.Get(Labels)),
            run.Output(stem + "_history.yaml", run.Get(Replay)));
    }
}
