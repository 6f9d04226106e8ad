using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pial.Cli.Shell;
using Pial.Formats;
using Pial.Formats.LabelTables;
using Pial.Formats.Streams;
using Pial.Operations.BrainExtraction;
using Pial.Operations.Segmentation;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Derivatives;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial segment</c>: tissue maps of one image, named as the pipeline names them.</summary>
internal sealed class SegmentCommand
{
    private readonly Argument<string> Input = new("IN") { Description = "T1w head, or brain." };
    private readonly Argument<string> Output = new("OUT_DIR") { Description = "Folder for the maps; made if it is not there." };
    private readonly Option<string?> Mask = new("--mask")
    {
        Description = "Brain mask on the image's grid. Default: found by brain extraction.",
        HelpName = "M",
    };
    private readonly Option<string[]> Priors = new("--priors")
    {
        Description = "Probabilities of GM, WM and CSF on the image's grid, three files in this order. Default: none.",
        HelpName = "MAP",
        Arity = new(3, 3),
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> NoDenoise = new("--no-denoise") { Description = "Classify the voxels as they are." };
    private readonly Option<bool> NoBias = new("--no-bias") { Description = "Take the image as free of a bias field." };

    public static Command Create() => new SegmentCommand().Verb();

    private Verb Verb() => new(
        "segment",
        "Grey matter, white matter and CSF of a T1w head: labels, partial-volume maps, bias field and volumes.",
        [
            "pial segment T1w.nii.gz out",
            "pial segment T1w.nii.gz out --mask brain_mask.nii.gz",
            "pial segment T1w.nii.gz out --mask brain_mask.nii.gz --priors gm.nii.gz wm.nii.gz csf.nii.gz",
        ],
        [Input, Output, Mask, Priors, NoDenoise, NoBias],
        Run);

    private void Run(CommandRun run)
    {
        var (input, folder) = (run.Get(Input), run.Get(Output));
        if (File.Exists(folder)) throw new InputException($"{folder} is a file; give the name of a folder.");
        var name = BidsName.Of(input);
        string Target(string suffix) => Path.Combine(folder, $"{name.Prefix}_{suffix}");
        string[] targets =
        [
            Target(HeadDerivatives.TissueLabels.Name()), Target(HeadDerivatives.TissueNames.Name()),
            .. ((string[])["GM", "WM", "CSF"]).Select(l => Target(HeadDerivatives.Tissue.Name(null, l))),
            Target(HeadDerivatives.BiasField.Name("T1w")), Target(HeadDerivatives.TissueVolumes.Name()),
        ];
        var existing = targets.FirstOrDefault(File.Exists);
        if (existing is not null && !run.Force) throw new InputException($"{existing} exists; add --force to replace it.");

        var loaded = run.Load(input);
        var mask = run.Get(Mask) is { } path ? ImageFile.LoadMask(path, run.Parallel) : Extracted(run, loaded.Image);
        var result = TissueSegmentation.Run(loaded.Image, mask, Maps(run),
            new() { Denoise = !run.Get(NoDenoise), CorrectBias = !run.Get(NoBias) }, run.Parallel);
        if (!result.Parted)
            throw new InputException(
                $"{input}: the intensities inside the mask do not part into grey matter, white matter and CSF; is this a T1w image of a " +
                    "brain, and does the mask lie on it?");
        run.Log($"segment: noise {result.NoiseLevel:g3}, {result.Iterations} rounds{(result.Converged ? ", converged" : "")}");

        run.Wrote(folder);
        Directory.CreateDirectory(folder);
        var options = new SaveOptions { Header = loaded.Header };
        ImageFile.Save(targets[0], result.Labels, options, run.Parallel);
        OutputFile.WriteText(targets[1], LabelTableFile.Tsv(LabelTable.Tissues));
        ImageFile.Save(targets[2], result.Fractions.Gm, options, run.Parallel);
        ImageFile.Save(targets[3], result.Fractions.Wm, options, run.Parallel);
        ImageFile.Save(targets[4], result.Fractions.Csf, options, run.Parallel);
        ImageFile.Save(targets[5], result.BiasField, options, run.Parallel);
        var volumes = new TissueVolumes(result.Gm.VolumeMl, result.Wm.VolumeMl, result.Csf.VolumeMl);
        OutputFile.WriteText(targets[6], TissueVolumesTable.Text(volumes));
        if (run.Json)
            run.Out.WriteLine(JsonSerializer.Serialize(new
            {
                result.Gm,
                result.Wm,
                result.Csf,
                result.NoiseLevel,
                result.Iterations,
                result.Converged,
                files = targets,
            }, JsonSerializerOptions.Web));
        else
            run.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"GM {volumes.Gm:0.0} mL, WM {volumes.Wm:0.0} mL, CSF {volumes.Csf:0.0} mL, together {volumes.Tiv:0.0} mL"));
    }

    private static Volume<bool> Extracted(CommandRun run, Volume<float> image)
    {
        var found = BrainExtraction.Run(image, EmbeddedTemplate.Head(run.Parallel), null, run.Parallel);
        run.Log(found.AlreadyStripped ? "segment: the input is already skull-stripped" : "segment: no mask given, the brain was extracted");
        return found.Mask;
    }

    private TissueMaps? Maps(CommandRun run)
    {
        if (run.Get(Priors) is not { Length: 3 } files) return null;
        return new(run.Load(files[0]).Image, run.Load(files[1]).Image, run.Load(files[2]).Image);
    }
}
