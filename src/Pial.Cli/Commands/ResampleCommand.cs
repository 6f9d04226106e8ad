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

    private readonly Option<string?> Like = new("--like") { Description = "Image whose grid to take over; both must be in the same space.", HelpName = "REF" };
    private readonly Option<string> Method = new Option<string>("--interpolation")
    {
        Description = "nearest and vote (majority, for coarser labels) keep labels whole; cubic is the prefiltered B-spline.",
        DefaultValueFactory = _ => "linear",
        HelpName = "nearest|linear|cubic|vote",
    }.AcceptOnlyFromAmong("nearest", "linear", "cubic", "vote");

    private readonly Option<bool> AntiAlias = new("--antialias") { Description = "Smooth to the new resolution first where the new voxels are larger." };
    private readonly Option<float> Fill = new("--fill") { Description = "Value outside the image. Default 0.", HelpName = "VALUE" };

    public static Command Create() => new ResampleCommand().Verb();

    private Verb Verb() => new(
        "resample",
        "Puts an image onto another voxel size, or onto the grid of another image.",
        [
            "pial resample T1w.nii.gz T1w_2mm.nii.gz --voxel 2 --antialias",
            "pial resample T1w.nii.gz T1w_like.nii.gz --like template.nii.gz --interpolation cubic",
            "pial resample dseg.nii.gz dseg_2mm.nii.gz --voxel 2 --interpolation vote",
        ],
        [Input, Output, Voxel, Like, Method, AntiAlias, Fill],
        Run);

    private void Run(CommandRun run)
    {
        var (input, like) = (run.Get(Input), run.Get(Like));
        if (run.Get(Voxel) is null == like is null) throw new InputException("Give either --voxel or --like.");
        var size = run.Get(Voxel) is { } text ? Size(text) : default;
        var output = run.Output(run.Get(Output), input, like);
        var loaded = run.Load(input);
        var grid = like is null ? Resample.GridOf(loaded.Image.Grid, size) : run.Load(like).Image.Grid;
        if (run.Get(Method) == "vote")
        {
            var labels = ImageFile.LoadLabels(input, run.Parallel);
            var voted = Resample.Labels(labels, grid, null, LabelInterpolation.Vote, run.Parallel);
            ImageFile.Save(output, voted, new() { Header = loaded.Header }, run.Parallel);
            return;
        }

        var interpolation = Enum.Parse<Interpolation>(run.Get(Method)!, ignoreCase: true);
        var options = new ResampleOptions { AntiAlias = run.Get(AntiAlias), Fill = run.Get(Fill), HalfVoxelEdge = like is null };
        var result = Resample.ToGrid(loaded.Image, grid, null, interpolation, options, run.Parallel);

        // Nearest makes no new values, so what was stored as whole numbers can be again.
        var type = interpolation == Interpolation.Nearest ? ImageFile.KeptType(loaded, output) : (StoredType?)null;
        ImageFile.Save(output, result, new() { Header = loaded.Header, Type = type }, run.Parallel);
    }

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
