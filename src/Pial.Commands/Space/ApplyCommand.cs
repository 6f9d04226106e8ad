using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Operations.Morphometry;
using Pial.Operations.Resampling;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial apply</c>: one or more transforms, composed, and one interpolation; the Jacobian of the whole.</summary>
internal sealed class ApplyCommand
{
    private readonly Argument<string> Moving = new("MOVING") { Description = "Image to move." };
    private readonly Argument<string> Reference = new("REFERENCE") { Description = "Image whose grid OUT gets." };
    private readonly Argument<string> Output = new("OUT") { Description = "The moving image on the reference's grid." };
    private readonly Option<string[]> Transforms = TransformChain.Option();
    private readonly Option<string> Method = new Option<string>("--interpolation")
    {
        Description =
            "nearest and vote keep labels whole; cubic is the prefiltered B-spline; continuous is cubic held within the input's range. " +
                "Default: linear.",
        DefaultValueFactory = _ => "linear",
        HelpName = "nearest|linear|cubic|continuous|vote",
    }.AcceptOnlyFromAmong("nearest", "linear", "cubic", "continuous", "vote");

    private readonly Option<bool> Modulate = new("--modulate")
    {
        Description = "Keep totals, not values: sum × voxel volume of OUT is that of MOVING. For tissue maps.",
    };

    private readonly Option<string?> JacobianOut = new("--jacobian")
    {
        Description = "Also write the Jacobian determinant of the whole map on the reference's grid: above 1 where MOVING is larger.",
        HelpName = "J",
    };

    private readonly Option<string?> LogJacobian = new("--log-jacobian")
    {
        Description = "Also write its natural logarithm.",
        HelpName = "LJ"
    };
    private readonly Option<string> Part = new Option<string>("--jacobian-part")
    {
        Description = "total, or nonlinear: without the determinant of the map's affine. Default: total.",
        DefaultValueFactory = _ => "total",
        HelpName = "total|nonlinear",
    }.AcceptOnlyFromAmong("total", "nonlinear");

    public static Command Create() => new ApplyCommand().Verb();

    private Verb Verb() => new(
        "apply",
        "Moves an image onto a reference's grid by one or more transforms, interpolated once.",
        [
            "pial apply T1w.nii.gz template.nii.gz T1w_in_template.nii.gz -t T1w_to_template.nii.gz",
            "pial apply FLAIR.nii.gz template.nii.gz FLAIR_in_template.nii.gz -t T1w_to_template.nii.gz -t FLAIR_to_T1w.txt",
            "pial apply atlas.nii.gz T1w.nii.gz atlas_in_T1w.nii.gz -t [T1w_to_template.txt,1] --interpolation nearest",
            "pial apply GM.nii.gz template.nii.gz GM_modulated.nii.gz -t T1w_to_template.nii.gz --modulate --log-jacobian logJ.nii.gz",
        ],
        [Moving, Reference, Output, Transforms, Method, Modulate, JacobianOut, LogJacobian, Part],
        Run);

    private void Run(CommandRun run)
    {
        var chain = TransformChain.Parse(run.Get(Transforms) ?? []);
        var (moving, reference) = (run.Get(Moving), run.Get(Reference));
        var output = run.Output(run.Get(Output), [moving, reference, .. chain.Files]);
        var jacobian = run.Output(JacobianOut, [moving, reference, output, .. chain.Files]);
        var log = run.Output(LogJacobian, [moving, reference, output, jacobian, .. chain.Files]);
        if (run.Get(Modulate) && run.Given(Method))
            throw new InputException("--modulate integrates over voxels; it takes no --interpolation.");

        var moves = !run.Get(Modulate) && run.Get(Method) is "nearest" or "vote";
        var stored = moves ? run.LoadStored(moving) : null;
        var from = moves ? null : run.LoadToInterpolate(moving);
        var own = stored?.Grid ?? from!.Image.Grid;
        var grid = run.Load(reference).Image.Grid;
        var map = chain.Read(run, own, grid);
        ThrowIfApart(map, own, grid, run);
        if (stored is not null) Move(run, stored, grid, map, moving, output);
        else Interpolate(run, from!, grid, map, output);
        if (jacobian is null && log is null) return;
        var found = Jacobian.Run(map, grid, null, run.Parallel);
        var nonlinear = run.Get(Part) == "nonlinear";
        if (jacobian is not null)
            ImageFile.Save(jacobian, nonlinear ? found.Nonlinear(run.Parallel) : found.Determinant, null, run.Parallel);
        if (log is not null)
            ImageFile.Save(log, found.Log(nonlinear, run.Parallel), null, run.Parallel);
        run.Out.WriteLine(
            $"affine volume scale {found.AffineDeterminant:f4}, smallest determinant {found.Minimum:f3}, folded voxels {found.Folded}, " +
                $"SD of the logarithm {found.LogStandardDeviation:f3}");
    }

    private void Move(CommandRun run, StoredImage stored, Grid grid, PointMap map, string moving, string output)
    {
        var votes = run.Get(Method) == "vote";
        if (votes) stored.ThrowIfNotLabels(moving);
        IVoxelMove move = votes ? new VotedLabels(grid, map, run.Parallel)
            : new NearestVoxels(grid, map, halfVoxelEdge: false, run.Parallel);
        stored.Move(move).Save(output, new() { Header = stored.Header }, run.Parallel);
    }

    private void Interpolate(CommandRun run, LoadedImage from, Grid grid, PointMap map, string output)
    {
        var clipped = run.Get(Method) == "continuous";
        var result = run.Get(Modulate)
            ? Modulation.Apply(from.Image, grid, map, 0, run.Parallel)
            : Resample.ToGrid(from.Image, grid, map, clipped ? Interpolation.Cubic
                : Enum.Parse<Interpolation>(run.Get(Method)!, ignoreCase: true), new() { ClipToInput = clipped }, run.Parallel);
        ImageFile.Save(output, result, new() { Header = from.Header }, run.Parallel);
    }

    // An empty result is nearly always a transform in the wrong direction or order: said before it is written.
    private static void ThrowIfApart(PointMap map, Grid moving, Grid reference, CommandRun run)
    {
        var s = reference.Shape;
        var (stepI, stepJ, stepK) = ((s.I + 31) / 32, (s.J + 31) / 32, (s.K + 31) / 32);
        var toVoxel = moving.WorldToVoxel;
        for (var k = 0; k < s.K; k += stepK)
        {
            for (var j = 0; j < s.J; j += stepJ)
            {
                for (var i = 0; i < s.I; i += stepI)
                {
                    var v = toVoxel.Apply(map.Apply(reference.Affine.Apply(new(i, j, k))));
                    if (Math.Abs(v.X - ((moving.Shape.I - 1) / 2.0)) <= moving.Shape.I / 2.0
                        && Math.Abs(v.Y - ((moving.Shape.J - 1) / 2.0)) <= moving.Shape.J / 2.0
                        && Math.Abs(v.Z - ((moving.Shape.K - 1) / 2.0)) <= moving.Shape.K / 2.0)
                    {
                        return;
                    }
                }
            }
        }

        if (Resample.Mask(Volume.Filled(moving, true), reference, map, run.Parallel).Span.Contains(true)) return;
        throw new InputException(
            "MOVING and REFERENCE do not overlap under these transforms, so OUT would be empty; check their order and direction ([T,1] " +
                "is the inverse of T).");
    }
}
