using System.CommandLine;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Faces;
using Pial.Pipelines.Head;
using Pial.Pipelines.Quality;
using Pial.Pipelines.Steps;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial deface</c>: a head without its face.</summary>
internal sealed class DefaceCommand
{
    private readonly Argument<string> Input = new("IN") { Description = "Head of any contrast." };
    private readonly Argument<string> Output = new("OUT")
    {
        Description =
            "IN with eyes, nose, cheeks, mouth and chin set to 0: same grid, same type, the rest unchanged, but for the header's free " +
                "text.",
    };
    private readonly Option<string?> Mask = new("--mask")
    {
        Description = "Brain mask on IN's grid. Default: found by brain extraction.",
        HelpName = "M",
    };
    private readonly Option<bool> Ears = new("--ears") { Description = "Remove the outer ears too." };
    private readonly Option<double> Margin = new("--margin")
    {
        Description = "Nothing nearer to the brain is touched, mm.",
        DefaultValueFactory = _ => new DefacingOptions().MarginMm,
        HelpName = "MM",
    };

    private readonly Option<string?> Removed = new("--removed")
    {
        Description = "Also write what was removed, as a mask.",
        HelpName = "FILE"
    };

    private readonly Privacy privacy = new(usual: true);

    public static Command Create() => new DefaceCommand().Verb();

    private Verb Verb() => new(
        "deface",
        "Removes the face from a head; the brain and five millimetres around it stay as they are, to the bit.",
        [
            "pial deface T1w.nii.gz T1w_defaced.nii.gz",
            "pial deface T1w.nii.gz T1w_defaced.nii.gz --ears --removed removed.nii.gz",
            "pial deface T1w.nii.gz T1w_defaced.nii.gz --mask brain_mask.nii.gz        seconds, when the brain is known",
        ],
        [Input, Output, Mask, Ears, Margin, Removed, privacy.Option],
        Run);

    private void Run(CommandRun run)
    {
        var target = run.Output(run.Get(Output), run.Get(Input), run.Get(Mask));
        var removed = run.Output(Removed, run.Get(Input), run.Get(Mask), target);
        var head = HeadScan.Load(run.Get(Input), run.Parallel);
        var (brain, place) = Brain(run, head.Image);
        var result = Defacing.Run(head.Image, brain, place, new() { Ears = run.Get(Ears), MarginMm = run.Get(Margin) }, run.Parallel);
        if (result.After.Kind == HeadKind.WithFace)
            throw new InvalidOperationException(
                $"{run.Get(Input)}: the face was not found, and nothing was written. Look at the brain mask (pial strip --mask), and " +
                    "give a right one with --mask.");
        if (result.Before.Kind != HeadKind.WithFace)
            run.Error.WriteLine(
                $"pial: {run.Get(Input)}, as it came: {HeadText.Sentence(result.Before)} What there was of face was removed.");
        ImageFile.LoadStored(run.Get(Input), null, run.Parallel).Move(new Masked(result.Removed, keeps: false)).Save(target,
            new() { Header = privacy.Header(run, head.Header, run.Get(Input)) }, run.Parallel);
        if (removed is not null) ImageFile.Save(removed, result.Removed, null, run.Parallel);
        if (!run.Json) return;
        var voxels = result.Removed.Span.Count(true);
        run.Out.WriteLine(JsonSerializer.Serialize(
            new
            {
                before = HeadText.Json(result.Before),
                after = HeadText.Json(result.After),
                removedMl = voxels * head.Image.Grid.VoxelVolume / 1000,
            }, JsonSerializerOptions.Web));
    }

    // The brain, and where the template's places lie in the scan.
    private (Volume<bool> Brain, Affine TemplateToImage) Brain(CommandRun run, Volume<float> image)
    {
        if (run.Get(Mask) is not { } path)
        {
            var found = BrainExtraction.Run(image, EmbeddedTemplate.Head(run.Parallel), null, run.Parallel);
            return (found.Mask, found.TemplateToImage);
        }

        var mask = ImageFile.LoadMask(path, run.Parallel);
        var brain = new MaskingStep().Run((image, mask), run.Parallel);
        return (mask, new AffineStep().Run((brain, EmbeddedTemplate.Target(run.Parallel).Brain(), null), run.Parallel).ReferenceToMoving);
    }
}
