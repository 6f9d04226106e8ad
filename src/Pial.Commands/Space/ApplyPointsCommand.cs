using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial apply-points POINTS OUT -t …</c>: points of the reference to points of the moving image.</summary>
internal sealed class ApplyPointsCommand
{
    private readonly Argument<string> Input = new("POINTS")
    {
        Description = "CSV or TSV with columns x, y and z in mm; other columns are kept.",
    };
    private readonly Argument<string> Output = new("OUT") { Description = "The same table with the points moved." };
    private readonly Option<string[]> Transforms = TransformChain.Option();
    private readonly Option<bool> Lps = new("--lps") { Description = "Coordinates are LPS, as ANTs and ITK have them. Default: RAS." };
    private readonly Option<string?> Moving = new("--moving") { Description = "Moving image of a FLIRT matrix.", HelpName = "IMAGE" };
    private readonly Option<string?> Reference = new("--reference") { Description = "Reference of a FLIRT matrix.", HelpName = "IMAGE" };

    public static Command Create() => new ApplyPointsCommand().Verb();

    private Verb Verb() => new(
        "apply-points",
        "Moves points by transforms. Points go the other way than images: the transforms that bring an image to REFERENCE take points of " +
            "REFERENCE to the image.",
        [
            "pial apply-points peaks_in_template.csv peaks_in_T1w.csv -t T1w_to_template.nii.gz",
            "pial apply-points landmarks_in_T1w.tsv landmarks_in_template.tsv -t [T1w_to_template.nii.gz,1]",
            "pial apply-points ants_points.csv out.csv -t T1w_to_template.txt --lps",
        ],
        [Input, Output, Transforms, Lps, Moving, Reference],
        Run);

    private void Run(CommandRun run)
    {
        var chain = TransformChain.Parse(run.Get(Transforms) ?? []);
        var input = run.Get(Input);
        var output = run.Output(run.Get(Output), [input, .. chain.Files]);
        var table = PointTable.Read(input);
        Grid? GridOf(Option<string?> option) => run.Get(option) is { } path ? run.Load(path).Image.Grid : null;
        var points = chain.Apply(Turned(table.Points, run), run, GridOf(Moving), GridOf(Reference));
        table.Write(output, Turned(points, run));
    }

    private Point[] Turned(Point[] points, CommandRun run) =>
        run.Get(Lps) ? [.. points.Select(static p => new Point(-p.X, -p.Y, p.Z))] : points;
}
