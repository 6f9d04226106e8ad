using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Pipelines;
using Pial.Pipelines.Plots;
using Pial.Pipelines.Store;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot</c>.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("IMAGE") { Description = "Image to show." };
        var overlay = new Option<string?>("--overlay") { Description = "Mask (outlined), labels (coloured) or map (heat) to lay over it, on any grid.", HelpName = "O" };
        var warp = new Option<string?>("--warp") { Description = "Transform, as register writes it for IMAGE as reference: lay over it where the lines of the moving image's square grid go.", HelpName = "FILE" };
        var board = new Option<string?>("--checkerboard") { Description = "Another image in every second square, to see how well two images agree.", HelpName = "OTHER" };
        var step = new Option<double>("--square") { Description = "Side of the squares of --warp and --checkerboard, mm.", HelpName = "MM", DefaultValueFactory = _ => 10 };
        var output = new Option<string>("--output", "-o") { Description = "PNG to write.", HelpName = "OUT.png", Required = true };
        var at = new Option<double[]?>("--at") { Description = "Where the cuts meet, RAS+ mm. Default: the middle of what is shown.", HelpName = "X Y Z", AllowMultipleArgumentsPerToken = true };
        return new Verb(
            "plot", "Cuts in three planes, axes labelled, left and right marked (the subject's left is on the left).",
            ["pial plot T1w.nii.gz -o T1w.png", "pial plot T1w.nii.gz --overlay mask.nii.gz -o check.png", "pial plot T1w.nii.gz --at 0 -20 10 -o thalamus.png",
                "pial plot template.nii.gz --warp T1w_to_template.nii.gz -o grid.png", "pial plot template.nii.gz --checkerboard T1w_in_template.nii.gz -o check.png"],
            [input, overlay, warp, board, step, output, at],
            run =>
            {
                var target = run.Output(run.Get(output)!, run.Get(input), run.Get(overlay), run.Get(warp), run.Get(board));
                if (!target.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new InputException($"{target} must end in .png.");
                var image = run.Load(input).Image;
                if (run.Get(step) is not (>= 1 and <= 200)) throw new InputException("--square must be between 1 and 200 mm.");
                Overlay?[] given =
                [
                    run.Get(overlay) is { } path ? Read(run, path) : null,
                    run.Get(warp) is { } map ? new Overlay.Lines(TransformFile.Read(map, null, image.Grid, run.Parallel), run.Get(step)) : null,
                    run.Get(board) is { } other ? new Overlay.Checkerboard(run.Load(other).Image, run.Get(step)) : null,
                ];
                if (given.Count(o => o is not null) > 1) throw new InputException("Give one of --overlay, --warp and --checkerboard.");
                var lay = given.FirstOrDefault(o => o is not null);
                Point? point = run.Get(at) is { Length: > 0 } p
                    ? p.Length == 3 ? new Point(p[0], p[1], p[2]) : throw new InputException("--at takes three numbers: x y z in mm.")
                    : null;
                var picture = OrthoPlot.Draw(image, lay, point);
                AtomicFile.Write(target, stream => stream.Write(picture.ToPng()));
                run.Log(string.Create(CultureInfo.InvariantCulture, $"{target}: {picture.Width}×{picture.Height} pixels"));
            });
    }

    // Zeros and one other value make a mask, few whole numbers labels, anything else a map.
    private static Overlay Read(CommandRun run, string path)
    {
        var image = run.Load(path).Image;
        var values = new HashSet<float>();
        foreach (var v in image.Span)
        {
            if (v == 0 || !values.Add(v)) continue;
            if (values.Count > 1000 || v != MathF.Floor(v) || v < 0) return new Overlay.Map(image);
        }

        return values.Count <= 1 ? new Overlay.Mask(image.Map(v => v > 0)) : new Overlay.Labels(image.Map(v => (int)v));
    }
}
