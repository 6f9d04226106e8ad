using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Operations.Registration;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial register</c>: rigid, similarity, affine or nonlinear registration; the moving image on the reference's grid.</summary>
internal sealed class RegisterCommand
{
    private const int Nonlinear = 0;

    private readonly Argument<string> Moving = new("MOVING") { Description = "Image to move." };
    private readonly Argument<string> Reference = new("REFERENCE") { Description = "Image that stays; OUT lies on its grid." };
    private readonly Argument<string> Output = new("OUT") { Description = "The moving image on the reference's grid." };
    private readonly Option<int> Type = Choice.Option(
        "--type", "Maps to choose from.", "affine",
        ("rigid", (int)AffineDegrees.Rigid6), ("similarity", (int)AffineDegrees.Similarity7), ("affine", (int)AffineDegrees.Affine12),
        ("nonlinear", Nonlinear));

    private readonly Option<Likeness> Metric = Choice.Option(
        "--metric",
        "Likeness. mi: mutual information, any two contrasts; cr: correlation ratio; correlation: one contrast; for nonlinear maps cc: " +
            "local correlation, ssd: squared difference. auto: mi, and cc for nonlinear.",
        "auto",
        ("auto", Likeness.Auto), ("mi", Likeness.MutualInformation), ("cr", Likeness.CorrelationRatio),
        ("correlation", Likeness.Correlation),
        ("cc", Likeness.LocalCorrelation), ("ssd", Likeness.SquaredDifference));

    private readonly Option<RegistrationQuality> Quality = Choice.Option(
        "--quality", "Work to spend on a nonlinear map: fast ends at 2 mm, best goes on while it gains.", "standard",
        ("fast", RegistrationQuality.Fast), ("standard", RegistrationQuality.Standard), ("best", RegistrationQuality.Best));

    private readonly Option<string?> Initial = new("--initial")
    {
        Description = "Begin a nonlinear map at this affine (ITK, FLIRT, LTA, xfm) instead of finding one.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> Channels = new("--channel")
    {
        Description =
            "One more pair that shares a nonlinear map: a tissue map and the template's, say (compared by squared difference). May be " +
                "given twice.",
        HelpName = "MOVING,REFERENCE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> Transform = new("--transform")
    {
        Description =
            "Also write the map: an affine as .txt, .tfm, .mat (ITK), .lta or .xfm, a nonlinear one, its affine included, as an ITK " +
                "displacement field .nii.gz. "
            + "The inverse goes beside it with _inverse before the extension.",
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

    private enum Likeness
    {
        Auto,
        MutualInformation,
        CorrelationRatio,
        Correlation,
        LocalCorrelation,
        SquaredDifference,
    }

    public static Command Create() => new RegisterCommand().Verb();

    private Verb Verb() => new(
        "register",
        "Finds the rigid, similarity, affine or nonlinear map between two images and applies it. Nonlinear maps are diffeomorphic, and " +
            "come with their inverse.",
        [
            "pial register T1w.nii.gz template.nii.gz T1w_in_template.nii.gz --transform T1w_to_template.txt",
            "pial register FLAIR.nii.gz T1w.nii.gz FLAIR_in_T1w.nii.gz --type rigid",
            "pial register brain.nii.gz template_brain.nii.gz out.nii.gz --type nonlinear --transform brain_to_template.nii.gz",
            "pial register brain.nii.gz template_brain.nii.gz out.nii.gz --type nonlinear --moving-mask not_lesion.nii.gz",
        ],
        [Moving, Reference, Output, Type, Metric, Quality, Transform, Initial, Channels, ReferenceMask, MovingMask, Interpolation],
        Run);

    private void Run(CommandRun run)
    {
        var nonlinear = run.Get(Type) == Nonlinear;
        var (moving, reference) = (run.Get(Moving), run.Get(Reference));
        string?[] inputs = [moving, reference, run.Get(ReferenceMask), run.Get(MovingMask), run.Get(Initial),
            .. run.Get(Channels)!.SelectMany(c => c.Split(','))];
        Check(run, nonlinear);
        var output = run.Output(run.Get(Output), inputs);
        var transform = run.Output(Transform, [.. inputs, output]);
        if (transform is not null && nonlinear != TransformFile.IsFieldName(transform))
            throw new InputException(
                $"{transform}: " +
                    $"{(nonlinear ? "a nonlinear map is written as .nii.gz"
                        : "an affine map is written as .txt, .tfm, .mat, .lta or .xfm")}.");
        var inverse = transform is null ? null : run.Output(TransformFile.InverseName(transform), [.. inputs, output]);

        var (from, to) = (run.Load(moving), run.Load(reference));
        var maps = nonlinear ? Bent(run, from.Image, to.Image) : Straight(run, from.Image, to.Image);
        using var progress = new StageProgress(run, "", live: true);
        progress.Do("writing", () => Write(run, output, transform, inverse, from, to.Image.Grid, maps));
    }

    private void Write(CommandRun run, string output, string? transform, string? inverse, LoadedImage from, Grid grid,
        (PointMap There, PointMap Back) maps)
    {
        ImageFile.Save(output, Resample.ToGrid(from.Image, grid, maps.There, run.Get(Interpolation), null, run.Parallel),
            new() { Header = from.Header }, run.Parallel);
        if (transform is null || inverse is null) return;
        TransformFile.Write(transform, maps.There, from.Image.Grid, grid, null, run.Parallel);
        TransformFile.Write(inverse, maps.Back, grid, from.Image.Grid, null, run.Parallel);
    }

    private void Check(CommandRun run, bool nonlinear)
    {
        var metric = run.Get(Metric);
        if (nonlinear && metric is Likeness.CorrelationRatio or Likeness.Correlation)
            throw new InputException("--metric: a nonlinear map is found by cc, mi or ssd.");
        if (!nonlinear && metric is Likeness.LocalCorrelation or Likeness.SquaredDifference)
            throw new InputException("--metric: cc and ssd are for --type nonlinear; choose mi, cr or correlation.");
        if (!nonlinear && (run.Get(Channels)!.Length > 0 || run.Get(Initial) is not null))
            throw new InputException("--channel and --initial are for --type nonlinear.");
        if (run.Get(Channels)!.Length > 2)
            throw new InputException("--channel may be given twice: three pairs in all share a map.");
    }

    private (PointMap There, PointMap Back) Straight(CommandRun run, Volume<float> moving, Volume<float> reference)
    {
        using var progress = new StageProgress(run, "", live: true);
        var found = progress.Do("registration",
            () => AffineRegistration.Run(moving, reference, Options(run, (AffineDegrees)run.Get(Type)), run.Parallel));
        Refuse(run, found);
        foreach (var level in found.Levels)
            run.Log($"register: {level.SpacingMm:g3} mm, {level.Starts} starts, {level.Iterations} iterations, likeness " +
                $"{level.Similarity:f4}");
        if (!found.Converged)
            run.Error.WriteLine("register: the last level had not come to rest when its iterations ran out; look at the result.");
        Judge(run, found);
        var map = found.ReferenceToMoving;
        if (run.Json)
        {
            var told = new
            {
                referenceToMovingRas = Rows(map),
                found.Similarity,
                found.Overlap,
                found.Margin,
                found.IsChance,
                found.Converged,
                found.Levels,
            };
            run.Out.WriteLine(JsonSerializer.Serialize(told, JsonSerializerOptions.Web));
        }
        else
            run.Out.WriteLine($"likeness {found.Similarity:f4}, overlap {found.Overlap:p1}, volume scale {map.Determinant:f3}");
        return (map, map.Inverse());
    }

    private (PointMap There, PointMap Back) Bent(CommandRun run, Volume<float> moving, Volume<float> reference)
    {
        List<RegistrationChannel> channels = [new(moving, reference) { Metric = Local(run.Get(Metric)) }];
        foreach (var pair in run.Get(Channels)!.Select(c => c.Split(',')))
        {
            if (pair.Length != 2) throw new InputException($"--channel {string.Join(',', pair)}: give two images, MOVING,REFERENCE.");
            channels.Add(new(run.Load(pair[0]).Image, run.Load(pair[1]).Image) { Metric = DiffeomorphicMetric.SquaredDifference });
        }

        var options = DiffeomorphicOptions.Of(run.Get(Quality)) with
        {
            ReferenceMask = Mask(run, ReferenceMask),
            MovingMask = Mask(run, MovingMask)
        };
        using var progress = new StageProgress(run, "", live: true);
        var affine = progress.Do("affine", () => Begin(run, moving, reference));
        var found = progress.Do($"warp, {run.Get(Quality).ToString().ToLowerInvariant()} quality",
            () => DiffeomorphicRegistration.Run(channels, affine, options, run.Parallel));
        foreach (var level in found.Levels)
            run.Log($"register: {level.SpacingMm:g3} mm, {level.Iterations} iterations, likeness {level.Before:f4} to {level.After:f4}, " +
                $"{(level.Converged ? "at rest" : "iterations used up")}");
        if (found.Repairs > 0)
            run.Log($"register: folds were smoothed away in {found.Repairs} rounds");
        if (found.SmallestJacobian <= 0)
            run.Error.WriteLine(
                $"register: the map folds (smallest Jacobian determinant {found.SmallestJacobian:f3}); are these images of the same kind?");
        if (run.Json)
            run.Out.WriteLine(JsonSerializer.Serialize(new
            {
                affineRas = Rows(found.Affine),
                found.Converged,
                found.SmallestJacobian,
                found.Repairs,
                found.Levels,
            }, JsonSerializerOptions.Web));
        else
            run.Out.WriteLine($"likeness {found.Levels[^1].After:f4}, smallest Jacobian determinant {found.SmallestJacobian:f3}");
        return (found.ReferenceToMoving, found.MovingToReference);
    }

    private Affine Begin(CommandRun run, Volume<float> moving, Volume<float> reference)
    {
        if (run.Get(Initial) is { } path)
        {
            var map = TransformFile.Read(path, moving.Grid, reference.Grid, run.Parallel);
            return map.IsAffine ? map.FirstAffine : throw new InputException($"{path}: --initial takes an affine.");
        }

        var found = AffineRegistration.Run(moving, reference, Options(run, AffineDegrees.Affine12), run.Parallel);
        Refuse(run, found);
        Judge(run, found);
        return found.ReferenceToMoving;
    }

    private AffineOptions Options(CommandRun run, AffineDegrees degrees) => new()
    {
        Degrees = degrees,
        Metric = run.Get(Metric) switch
        {
            Likeness.CorrelationRatio => AffineMetric.CorrelationRatio,
            Likeness.Correlation => AffineMetric.Correlation,
            _ => AffineMetric.MutualInformation,
        },
        ReferenceMask = Mask(run, ReferenceMask),
        MovingMask = Mask(run, MovingMask),
    };

    private static DiffeomorphicMetric Local(Likeness likeness) => likeness switch
    {
        Likeness.MutualInformation => DiffeomorphicMetric.MutualInformation,
        Likeness.SquaredDifference => DiffeomorphicMetric.SquaredDifference,
        _ => DiffeomorphicMetric.LocalCorrelation,
    };

    private static Volume<bool>? Mask(CommandRun run, Option<string?> option) =>
        run.Get(option) is { } path ? ImageFile.LoadMask(path, run.Parallel) : null;

    private void Refuse(CommandRun run, AffineResult found)
    {
        if (found.Levels.Count == 0)
            throw new InputException(
                $"{run.Get(Moving)} or {run.Get(Reference)} has one value everywhere (within its mask): there is nothing to register.");
    }

    // Says the likeness, and what about it should not pass without a word.
    private static void Judge(CommandRun run, AffineResult found)
    {
        run.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"register: likeness {found.Similarity:f4}, {found.Margin:f1} times the best of 23 wrong turns of REFERENCE, overlap " +
                $"{100 * found.Overlap:f0} %"));
        if (found.IsChance)
            run.Error.WriteLine(
                "register: WARNING: the likeness is no better than chance: turned by a right angle the images are about as alike; do not " +
                    "use the result before you have looked at it.");
        if (found.Overlap < 0.5)
            run.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"register: WARNING: only {100 * found.Overlap:f0} % of what is compared of REFERENCE lies inside MOVING."));
        var lies = Orientation.Of(found.ReferenceToMoving).ToString();
        if (lies != "RAS")
            run.Error.WriteLine(
                "register: WARNING: by their headers the images are turned against each other: R, A and S of REFERENCE lie along " +
                    $"{string.Join(", ", lies.ToCharArray())} of MOVING. One header is wrong; it may mirror as well, so left and right " +
                    "cannot be vouched for.");
    }

    private static double[][] Rows(Affine map) =>
        [.. Enumerable.Range(0, 3).Select(r => Enumerable.Range(0, 4).Select(c => map[r, c]).ToArray())];
}
