using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Streams;
using Pial.Operations.Faces;
using Pial.Operations.Quality;
using Pial.Pipelines;
using Pial.Pipelines.Exports;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial quality</c>: every image quality measure of one scan.</summary>
internal sealed class QualityCommand
{
    private readonly Argument<string> Image = new("IMAGE") { Description = "T1w head." };
    private readonly Option<string?> Mask = new("--mask")
    {
        Description = "Brain mask on the image's grid. Default: found by brain extraction.",
        HelpName = "M",
    };
    private readonly Option<string?> Tissues = new("--tissues")
    {
        Description =
            "Folder with *label-GM_probseg.nii.gz, WM and CSF of this scan, as pial run and pial segment leave it. Default: segmented " +
                "now, after bias correction.",
        HelpName = "DIR",
    };

    private readonly Option<string?> Out = new("--output", "-o")
    {
        Description = "Write the measures there as JSON: MRIQC's names, units, definitions, reasons.",
        HelpName = "FILE",
    };

    private readonly Option<string?> Masks = new("--masks")
    {
        Description = "Folder, made if it is not there, for the masks the measures are read from: head, air above the neck, artefacts.",
        HelpName = "DIR",
    };

    public static Command Create() => new QualityCommand().Verb();

    private Verb Verb() => new(
        "quality",
        "Image quality of a T1w head: MRIQC's measures under MRIQC's names, CAT12's rating, and what each number means.",
        [
            "pial quality T1w.nii.gz",
            "pial quality T1w.nii.gz --json",
            "pial quality T1w.nii.gz --mask brain_mask.nii.gz --tissues derivatives/sub-01/anat -o quality.json",
        ],
        [Image, Mask, Tissues, Out, Masks],
        Run);

    private void Run(CommandRun run)
    {
        var path = run.Get(Image);
        var output = run.Output(Out, path, run.Get(Mask));
        if (run.Get(Tissues) is null != run.Get(Mask) is null)
            throw new InputException("--mask and --tissues belong together: give both, or neither to have them made.");
        var kept = MaskFiles(run);
        var (metrics, masks, state, sides) = run.Get(Tissues) is { } folder ? Given(run, folder) : Made(run, path);
        foreach (var (file, mask) in kept.Zip([masks.Head, masks.Air, masks.Artefacts]))
            ImageFile.Save(file, mask, parallel: run.Parallel);
        var json = QualityJson.Text(metrics, state, sides);
        if (output is not null) OutputFile.WriteText(output, json);
        if (run.Json) run.Out.Write(json);
        else if (output is null) Tell(run, metrics, state, sides);
    }

    private (IReadOnlyList<QualityMetric>, HeadMasks, HeadState, LeftRight?) Given(CommandRun run, string folder)
    {
        var image = run.Load(Image).Image;
        var brain = ImageFile.LoadMask(run.Get(Mask)!, run.Parallel);
        var found = TissueFiles.Find(folder, null, []);
        if (found.Count > 1)
            throw new InputException(
                $"--tissues {folder}: {Path.GetFileName(found[0].Gm)} and {Path.GetFileName(found[1].Gm)} are both grey matter; give the " +
                    "folder of one scan.");
        var tissues = new TissueMaps(run.Load(found[0].Gm).Image, run.Load(found[0].Wm).Image, run.Load(found[0].Csf).Image);
        var masks = HeadMasks.Of(image, brain, run.Parallel);
        var state = HeadState.Of(image, brain, masks.Head, run.Parallel);
        return (ImageQuality.Run(new(image, brain, tissues, masks) { State = state }, run.Parallel), masks, state, null);
    }

    private static (IReadOnlyList<QualityMetric>, HeadMasks, HeadState, LeftRight?) Made(CommandRun run, string path)
    {
        using var progress = new StageProgress(run, "", true);
        var runner = new StepRunner(null, run.Parallel, progress);
        var templates = HeadTemplates.Load(TemplateProvider.Embedded, run.Parallel);
        var loaded = HeadScan.LoadPositive(path, run.Parallel);
        var raw = Artifact.FromOutside("raw", Path.GetFileName(path), ArtifactKey.Of(loaded.Image), loaded.Image);
        var made = new HeadGraph(runner, raw, templates with { Structures = null }, new()).Of<HeadQuality>();
        return (made.Metrics.Value, made.Surroundings.Value, made.State.Value, made.Sides?.Value);
    }

    // Where the masks go; what stands in the way is said before the work.
    private IReadOnlyList<string> MaskFiles(CommandRun run)
    {
        if (run.Get(Masks) is not { } folder) return [];
        if (File.Exists(folder)) throw new InputException($"--masks {folder} is a file; give the name of a folder.");
        Directory.CreateDirectory(folder);
        return [.. new[] { "head", "air", "artefact" }.Select(name => run.Output(Path.Combine(folder, $"desc-{name}_mask.nii.gz")))];
    }

    private static void Tell(CommandRun run, IReadOnlyList<QualityMetric> metrics, HeadState state, LeftRight? sides)
    {
        var width = metrics.Max(m => m.Name.Length);
        foreach (var metric in metrics)
        {
            var definition = QualityDefinition.Of(metric.Name);
            var value = metric.Value is { } v ? v.ToString("G5", CultureInfo.InvariantCulture) : "n/a";
            var unit = definition.Unit is "1" or "image units" ? "" : definition.Unit;
            run.Out.WriteLine($"{metric.Name.PadRight(width)}  {value,10} {unit,-7} {metric.Reason ?? definition.Label}".TrimEnd());
        }

        run.Out.WriteLine(HeadText.Sentence(state));
        if (sides is not null) run.Out.WriteLine(SideText.Sentence(sides));
    }
}
