using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial apply</c>: one or more transforms, composed, and one interpolation.</summary>
internal sealed class ApplyCommand
{
    private readonly Argument<string> Moving = new("MOVING") { Description = "Image to move." };
    private readonly Argument<string> Reference = new("REFERENCE") { Description = "Image whose grid OUT gets." };
    private readonly Argument<string> Output = new("OUT") { Description = "The moving image on the reference's grid." };
    private readonly Option<string[]> Transforms = new("--transform", "-t")
    {
        Description = "ITK affine (.txt, .tfm, .mat). Give it again to compose; as in antsApplyTransforms the last one given is applied to the moving image first.",
        HelpName = "T",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<Interpolation> Interpolation = Choice.Interpolation();

    public static Command Create() => new ApplyCommand().Verb();

    private Verb Verb() => new(
        "apply",
        "Moves an image onto a reference's grid by one or more transforms, interpolated once.",
        [
            "pial apply T1w.nii.gz template.nii.gz T1w_in_template.nii.gz -t T1w_to_template.txt",
            "pial apply FLAIR.nii.gz template.nii.gz FLAIR_in_template.nii.gz -t T1w_to_template.txt -t FLAIR_to_T1w.txt",
            "pial apply labels.nii.gz T1w.nii.gz labels_in_T1w.nii.gz -t T1w_to_template_inverse.txt --interpolation nearest",
        ],
        [Moving, Reference, Output, Transforms, Interpolation],
        Run);

    private void Run(CommandRun run)
    {
        var (moving, reference, transforms) = (run.Get(Moving), run.Get(Reference), run.Get(Transforms) ?? []);
        var output = run.Output(run.Get(Output), [moving, reference, .. transforms]);

        // Each file pulls points: its own reference → its own moving. The first takes the points of REFERENCE, the last arrives in MOVING.
        var map = Affine.Identity;
        foreach (var path in transforms)
        {
            if (!ItkFile.IsAffine(path))
                throw new InputException($"{path}: only affine transforms (.txt, .tfm, .mat) can be applied yet.");
            map = ItkTransform.Read(path) * map;
        }

        var from = run.Load(moving);
        var grid = run.Load(reference).Image.Grid;
        ImageFile.Save(output, Resample.ToGrid(from.Image, grid, map, run.Get(Interpolation), null, run.Parallel), new() { Header = from.Header }, run.Parallel);
    }
}
