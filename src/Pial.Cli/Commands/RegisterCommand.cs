using System.CommandLine;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Registration;
using Pial.Operations.Resampling;
using Pial.Pipelines;

namespace Pial.Cli.Commands;

/// <summary><c>pial register</c>: rigid, similarity or affine registration; the moving image on the reference's grid.</summary>
internal sealed class RegisterCommand
{
    private const int Nonlinear = 0;

    private readonly Argument<string> Moving = new("MOVING") { Description = "Image to move." };
    private readonly Argument<string> Reference = new("REFERENCE") { Description = "Image that stays; OUT lies on its grid." };
    private readonly Argument<string> Output = new("OUT") { Description = "The moving image on the reference's grid." };
    private readonly Option<int> Type = Choice.Option(
        "--type", "Maps to choose from.", "affine",
        ("rigid", (int)AffineDegrees.Rigid6), ("similarity", (int)AffineDegrees.Similarity7), ("affine", (int)AffineDegrees.Affine12), ("nonlinear", Nonlinear));

    private readonly Option<AffineMetric> Metric = Choice.Option(
        "--metric", "Likeness: mutual information, correlation ratio, or correlation (one contrast only).", "mi",
        ("mi", AffineMetric.MutualInformation), ("cr", AffineMetric.CorrelationRatio), ("correlation", AffineMetric.Correlation));

    private readonly Option<string?> Transform = new("--transform")
    {
        Description = "Also write the map as an ITK transform, .txt or .mat, which ANTs reads; the inverse goes beside it with _inverse before the extension.",
        HelpName = "FILE",
    };

    private readonly Option<string?> ReferenceMask = new("--reference-mask")
    {
        Description = "Where in the reference to compare: for a head, its brain mask dilated by a centimetre. Default: the foreground.",
        HelpName = "M",
    };

    private readonly Option<string?> MovingMask = new("--moving-mask")
    {
        Description = "Where the moving image counts; leaves out lesions, say. Default: everywhere.",
        HelpName = "M",
    };

    private readonly Option<Interpolation> Interpolation = Choice.Interpolation();

    public static Command Create() => new RegisterCommand().Verb();

    private Verb Verb() => new(
        "register",
        "Finds the rigid, similarity or affine map between two images of any contrast, from any starting position, and applies it.",
        [
            "pial register T1w.nii.gz template.nii.gz T1w_in_template.nii.gz --transform T1w_to_template.txt",
            "pial register FLAIR.nii.gz T1w.nii.gz FLAIR_in_T1w.nii.gz --type rigid",
            "pial register T1w.nii.gz template.nii.gz out.nii.gz --reference-mask template_brain_dilated.nii.gz --interpolation cubic",
        ],
        [Moving, Reference, Output, Type, Metric, Transform, ReferenceMask, MovingMask, Interpolation],
        Run);

    private void Run(CommandRun run)
    {
        if (run.Get(Type) == Nonlinear)
            throw new InputException("--type nonlinear is not available yet; choose rigid, similarity or affine.");
        var (moving, reference, referenceMask, movingMask) = (run.Get(Moving), run.Get(Reference), run.Get(ReferenceMask), run.Get(MovingMask));
        var output = run.Output(run.Get(Output), moving, reference, referenceMask, movingMask);
        var transform = run.Output(Transform, moving, reference, referenceMask, movingMask, output);
        if (transform is not null && !ItkFile.IsAffine(transform))
            throw new InputException($"{transform}: an affine map is written as .txt, .tfm or .mat.");
        var inverse = transform is null ? null : run.Output(ItkFile.Inverse(transform), moving, reference, referenceMask, movingMask, output);

        var (from, to) = (run.Load(moving), run.Load(reference));
        var found = AffineRegistration.Run(from.Image, to.Image, new()
        {
            Degrees = (AffineDegrees)run.Get(Type),
            Metric = run.Get(Metric),
            ReferenceMask = referenceMask is null ? null : ImageFile.LoadMask(referenceMask, run.Parallel),
            MovingMask = movingMask is null ? null : ImageFile.LoadMask(movingMask, run.Parallel),
        }, run.Parallel);
        if (found.Levels.Count == 0)
            throw new InputException($"{moving} or {reference} has one value everywhere (within its mask): there is nothing to register.");
        foreach (var level in found.Levels)
            run.Log($"register: {level.SpacingMm:g3} mm, {level.Starts} starts, {level.Iterations} iterations, likeness {level.Similarity:f4}");
        if (!found.Converged)
            run.Error.WriteLine("register: the last level had not come to rest when its iterations ran out; look at the result.");

        ImageFile.Save(output, Resample.ToGrid(from.Image, to.Image.Grid, found.ReferenceToMoving, run.Get(Interpolation), null, run.Parallel),
            new() { Header = from.Header }, run.Parallel);
        if (transform is not null && inverse is not null)
        {
            ItkTransform.Write(transform, found.ReferenceToMoving);
            ItkTransform.Write(inverse, found.ReferenceToMoving.Inverse());
        }

        Report(run, found);
    }

    private static void Report(CommandRun run, AffineResult found)
    {
        var map = found.ReferenceToMoving;
        if (run.Json)
        {
            var rows = Enumerable.Range(0, 3).Select(r => Enumerable.Range(0, 4).Select(c => map[r, c]).ToArray()).ToArray();
            run.Out.WriteLine(JsonSerializer.Serialize(
                new { referenceToMovingRas = rows, found.Similarity, found.Overlap, found.Converged, found.Levels }, JsonSerializerOptions.Web));
            return;
        }

        run.Out.WriteLine($"likeness {found.Similarity:f4}, overlap {found.Overlap:p1}, volume scale {map.Determinant:f3}");
    }
}
