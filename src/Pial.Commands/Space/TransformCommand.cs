using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Formats.Transforms;
using Pial.Operations.Warps;
using Pial.Pipelines;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial transform convert|compose</c>: transforms in other tools' forms, and chains as one.</summary>
internal sealed class TransformCommand
{
    private readonly Argument<string> Input = new("IN") { Description = "Transform, or [T,1] for its inverse." };
    private readonly Argument<string> Output = new("OUT")
    {
        Description = ".txt, .tfm, .mat (ITK), .lta, .xfm, or .nii.gz for a displacement field.",
    };
    private readonly Option<string[]> Transforms = TransformChain.Option();
    private readonly Option<string?> Moving = new("--moving")
    {
        Description = "Image the transform moves; FLIRT matrices need it, LTA files keep its geometry.",
        HelpName = "IMAGE",
    };
    private readonly Option<string?> Reference = new("--reference")
    {
        Description = "Its reference; also the grid of a displacement field.",
        HelpName = "IMAGE",
    };
    private readonly Option<string?> Form = new Option<string?>("--form")
    {
        Description = "Tool whose form OUT gets, when the name does not say it: .mat is ITK's unless --form fsl.",
        HelpName = "itk|fsl|lta|xfm",
    }
        .AcceptOnlyFromAmong("itk", "fsl", "lta", "xfm");

    public static Command Create() =>
        new("transform", "Transforms in other tools' forms, inverted, and several as one.") { new TransformCommand().Convert(),
            new TransformCommand().Compose() };

    private Verb Convert() => new(
        "convert",
        "Writes a transform in another tool's form, or its inverse.",
        [
            "pial transform convert T1w_to_template.mat T1w_to_template.lta --moving T1w.nii.gz --reference template.nii.gz",
            "pial transform convert flirt.mat itk.txt --moving FLAIR.nii.gz --reference T1w.nii.gz",
            "pial transform convert itk.txt flirt.mat --form fsl --moving FLAIR.nii.gz --reference T1w.nii.gz",
            "pial transform convert [T1w_to_template.nii.gz,1] template_to_T1w.nii.gz --reference T1w.nii.gz",
        ],
        [Input, Output, Moving, Reference, Form],
        run => Run(run, [run.Get(Input)]));

    private Verb Compose() => new(
        "compose",
        "Several transforms as one: an affine when all are, else a displacement field on the reference's grid.",
        ["pial transform compose FLAIR_to_template.nii.gz -t T1w_to_template.nii.gz -t FLAIR_to_T1w.txt --reference template.nii.gz"],
        [Output, Transforms, Moving, Reference, Form],
        run => Run(run, run.Get(Transforms) ?? []));

    private void Run(CommandRun run, string[] words)
    {
        var chain = TransformChain.Parse(words);
        var (moving, reference) = (run.Get(Moving), run.Get(Reference));
        var output = run.Output(run.Get(Output), [moving, reference, .. chain.Files]);
        var from = moving is null ? (Grid?)null : run.Load(moving).Image.Grid;
        var to = reference is null ? (Grid?)null : run.Load(reference).Image.Grid;
        var form = run.Get(Form) is { } word ? Enum.Parse<TransformForm>(word, ignoreCase: true) : (TransformForm?)null;
        var map = chain.Read(run, from, to);
        if (TransformFile.IsFieldName(output))
            map = Field(map, to, run);
        TransformFile.Write(output, map, from, to, form, run.Parallel);
    }

    private static Warp Field(PointMap map, Grid? reference, CommandRun run)
    {
        var own = map.Links is [{ Warp: { } only }] && map.FirstAffine == Affine.Identity ? only : null;
        if (own is not null && (reference is not { } wanted || own.Grid.Matches(wanted, 1e-4))) return own;
        var grid = reference ?? throw new InputException("A displacement field needs --reference, the image whose grid it gets.");
        return WarpField.Of(map, grid, run.Parallel);
    }
}
