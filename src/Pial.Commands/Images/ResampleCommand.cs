using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial resample IN OUT (--voxel MM | --like REF)</c>: onto another voxel size or another image's grid.</summary>
internal sealed class ResampleCommand
{
    private readonly Argument<string> Input = new("IN") { Description = "Image, or labels with --interpolation nearest or vote." };
    private readonly Argument<string> Output = new("OUT") { Description = "The image on the new grid." };
    private readonly Option<string?> Voxel = new("--voxel")
    {
        Description = "New voxel size over the same field of view, mm: one number, or three along the image's axes as 1x1x3.",
        HelpName = "MM",
    };

    private readonly Option<string?> Like = new("--like")
    {
        Description = "Image whose grid to take over; both must be in the same space.",
        HelpName = "REF",
    };
    private readonly Option<string> Along = new Option<string>("--along")
    {
        Description =
            "Axes of the voxels of --voxel: the image's own, over the same field of view; or the world's (right, anterior, superior) " +
                "from the lowest voxel centre to the highest, the grid of nilearn's diagonal target_affine. Default: own.",
        DefaultValueFactory = _ => "own",
        HelpName = "own|world",
    }.AcceptOnlyFromAmong("own", "world");

    private readonly Option<string> Method = new Option<string>("--interpolation")
    {
        Description =
            "nearest and vote (majority, for coarser labels) keep labels whole; cubic is the prefiltered B-spline; continuous is cubic " +
                "held within the input's range, as nilearn's. Default: linear.",
        DefaultValueFactory = _ => "linear",
        HelpName = "nearest|linear|cubic|continuous|vote",
    }.AcceptOnlyFromAmong("nearest", "linear", "cubic", "continuous", "vote");

    private readonly Option<bool> AntiAlias = new("--antialias")
    {
        Description = "Smooth to the new resolution first where the new voxels are larger.",
    };
    private readonly Option<float> Fill = new("--fill") { Description = "Value outside the image. Default 0.", HelpName = "VALUE" };

    public static Command Create() => new ResampleCommand().Verb();

    private Verb Verb() => new(
        "resample",
        "Puts an image onto another voxel size, or onto the grid of another image.",
        [
            "pial resample T1w.nii.gz T1w_2mm.nii.gz --voxel 2 --antialias",
            "pial resample T1w.nii.gz T1w_like.nii.gz --like template.nii.gz --interpolation cubic",
            "pial resample dseg.nii.gz dseg_2mm.nii.gz --voxel 2 --interpolation vote",
            "pial resample T1w.nii.gz T1w_2mm.nii.gz --voxel 2 --along world --interpolation continuous        resample_img of nilearn",
        ],
        [Input, Output, Voxel, Like, Along, Method, AntiAlias, Fill],
        Run);

    private void Run(CommandRun run)
    {
        var (input, like) = (run.Get(Input), run.Get(Like));
        if (run.Get(Voxel) is null == like is null) throw new InputException("Give either --voxel or --like.");
        if (like is not null && run.Given(Along)) throw new InputException("--along belongs to --voxel; --like has the axes of its image.");
        var size = run.Get(Voxel) is { } text ? Size(text) : default;
        var output = run.Output(run.Get(Output), input, like);
        var method = run.Get(Method)!;
        if (method is "nearest" or "vote")
        {
            var stored = run.LoadStored(input);
            var target = Target(run, stored.Grid, size);
            if (method == "vote") stored.ThrowIfNotLabels(input);
            IVoxelMove move = method == "vote" ? new VotedLabels(target, null, run.Parallel)
                : new NearestVoxels(target, null, KeepsField(run), run.Parallel);
            stored.Move(move, run.Get(Fill)).Save(output, new() { Header = stored.Header }, run.Parallel);
            return;
        }

        var loaded = run.LoadToInterpolate(input);
        var grid = Target(run, loaded.Image.Grid, size);
        var clipped = method == "continuous";
        var options = new ResampleOptions
        {
            AntiAlias = run.Get(AntiAlias),
            Fill = run.Get(Fill),
            HalfVoxelEdge = KeepsField(run),
            ClipToInput = clipped,
        };
        var result = Resample.ToGrid(loaded.Image, grid, null,
            clipped ? Interpolation.Cubic : Enum.Parse<Interpolation>(method, ignoreCase: true), options, run.Parallel);
        ImageFile.Save(output, result, new() { Header = loaded.Header }, run.Parallel);
    }

    // Voxels over the same field of view begin nearer to its edge than the image's own.
    private bool KeepsField(CommandRun run) => run.Get(Like) is null && run.Get(Along) == "own";

    private Grid Target(CommandRun run, Grid own, Point size) => run.Get(Like) is { } like
        ? run.Load(like).Image.Grid
        : run.Get(Along) == "own" ? Resample.GridOf(own, size) : Resample.WorldGrid(own, size);

    private static Point Size(string text)
    {
        double[] parts;
        try
        {
            parts = [.. text.Split('x').Select(p => double.Parse(p, NumberStyles.Float, CultureInfo.InvariantCulture))];
        }
        catch (FormatException)
        {
            parts = [];
        }

        return parts switch
        {
            [var one] => new(one, one, one),
            [var i, var j, var k] => new(i, j, k),
            _ => throw new InputException($"--voxel takes one size in mm or three as 1x1x3, got '{text}'."),
        };
    }
}
