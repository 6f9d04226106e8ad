using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.Transforms;
using Pial.Kernels.Surfaces;
using Pial.Pipelines;
using Pial.Plots;
using Pial.Plots.Canvas;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial plot</c> and <c>pial plot anat</c>: an anatomical image, with something laid over it if wanted.</summary>
internal sealed class PlotAnatCommand
{
    private readonly PlotOptions shared = new(DisplayMode.Names, dark: true);
    private readonly Argument<string> input = new("IMAGE") { Description = "Image to show." };
    private readonly Option<string?> overlay = new("--overlay")
    {
        Description = "Mask (outlined), labels (coloured) or map (heat) to lay over it, on any grid.",
        HelpName = "O",
    };
    private readonly Option<string?> warp = new("--warp")
    {
        Description =
            "Transform, as register writes it for IMAGE as reference: lay over it where the lines of the moving image's square grid " +
                "go.",
        HelpName = "FILE",
    };
    private readonly Option<string?> board = new("--checkerboard")
    {
        Description = "Another image in every second square, to see how well two images agree.",
        HelpName = "OTHER",
    };
    private readonly Option<string[]> surfaces = new("--contour-surface")
    {
        Description = "Surface to outline on the cuts; may be given several times. Names with white are yellow, with pial red.",
        HelpName = "MESH",
    };
    private readonly Option<double> step = new("--square")
    {
        Description = "Side of the squares of --warp and --checkerboard, mm.",
        HelpName = "MM",
        DefaultValueFactory = _ => 10,
    };

    public static Verb Create(string name, string description) => new PlotAnatCommand().Verb(name, description);

    private Verb Verb(string name, string description) => new(
        name, description,
        ["pial plot T1w.nii.gz -o T1w.png", "pial plot T1w.nii.gz --overlay mask.nii.gz -o check.png",
            "pial plot T1w.nii.gz --cut-coords 0 -20 10 --dpi 300 -o thalamus.svg",
            "pial plot T1w.nii.gz --display-mode mosaic -o all.png",
            "pial plot template.nii.gz --warp T1w_to_template.nii.gz -o grid.png",
            "pial plot template.nii.gz --checkerboard T1w_in_template.nii.gz -o check.png",
            "pial plot anat mri/T1.mgz --contour-surface surf/lh.white --contour-surface surf/lh.pial -o surfaces.png"],
        [input, overlay, warp, board, step, surfaces, .. shared.Symbols],
        Work);

    private void Work(CommandRun run)
    {
        string[] meshes = run.Get(surfaces) ?? [];
        var target = shared.Target(run, [run.Get(input), run.Get(overlay), run.Get(warp), run.Get(board), .. meshes]);
        if (run.Get(step) is not (>= 1 and <= 200)) throw new InputException("--square must be between 1 and 200 mm.");
        var options = shared.Read(run, new BrainPlotOptions());
        var image = run.Load(input).Image;
        Overlay?[] given =
        [
            run.Get(overlay) is { } path ? Read(run, path) : null,
            run.Get(warp) is { } map ? new Overlay.Lines(TransformFile.Read(map, null, image.Grid, run.Parallel), run.Get(step))
                : null,
            run.Get(board) is { } other ? new Overlay.Checkerboard(run.Load(other).Image, run.Get(step)) : null,
            meshes.Length > 0 ? new Overlay.Surfaces([.. meshes.Select(SurfaceOutline)]) : null,
        ];
        if (given.Count(o => o is not null) > 1)
            throw new InputException("Give one of --overlay, --warp, --checkerboard and --contour-surface.");
        shared.Write(run, target, AnatPlot.Draw(image, given.FirstOrDefault(o => o is not null), options, run.Parallel));
    }

    // White yellow and pial red, as everyone knows them; others blue.
    private static (TriangleMesh Mesh, int Colour) SurfaceOutline(string path)
    {
        var surface = SurfaceFile.ReadPlaced(path);
        if (surface is { Space: SurfaceSpace.TkRas, Geometry: null })
        {
            throw new InputException(
                $"{path} holds FreeSurfer's coordinates and does not name its volume; give it first: pial convert --reference VOLUME.");
        }

        var (mesh, name) = (surface.To(SurfaceSpace.Scanner).Mesh, Path.GetFileName(path));
        var colour = name.Contains("white", StringComparison.OrdinalIgnoreCase) ? 0xFFE000
            : name.Contains("pial", StringComparison.OrdinalIgnoreCase) ? 0xFF2020 : 0x56B4E9;
        return (new(mesh.Coordinates.ToArray(), mesh.Triangles.ToArray()), colour);
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
