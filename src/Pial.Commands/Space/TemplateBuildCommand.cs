using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Pial.Pipelines.Population;
using Pial.Pipelines.Store;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial template build</c>.</summary>
internal static class TemplateBuildCommand
{
    private static readonly Argument<string> Input = new("BIDS_DIR")
    {
        Description = "T1w scans of the group: whole heads, stripped brains, or both.",
    };
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Receives the template in TemplateFlow's layout.",
        HelpName = "DIR",
        Required = true,
    };
    private static readonly Option<string?> Name = new("--space")
    {
        Description = "Identifier of the template's space, letters and digits. Default: Population.",
        HelpName = "NAME",
    };
    private static readonly Option<string?> Reference = new("--space-reference")
    {
        Description =
            "Brain T1w whose coordinates the template is to have; its voxels do not enter the average. Default: the group's mean shape.",
        HelpName = "T1w_brain.nii.gz",
    };
    private static readonly Option<string[]> Participants = new("--participant-label", "--participant_label")
    {
        Description = "Subjects to take; \"sub-\" is optional. Default: all.",
        HelpName = "LABEL …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int> Iterations = new("--iterations")
    {
        Description = "Rounds of registration and averaging, 1 to 10. Default: 4.",
        HelpName = "N",
        DefaultValueFactory = _ => 4,
    };
    private static readonly Option<RegistrationQuality> Quality = Choice.Option("--quality",
        "Registration of the last round; those before it are fast.", "standard", ("fast", RegistrationQuality.Fast),
        ("standard", RegistrationQuality.Standard));
    private static readonly Option<double> Voxel = new("--voxel")
    {
        Description = "Voxel size of the template, mm. Default: 1.",
        HelpName = "MM",
        DefaultValueFactory = _ => 1.0,
    };
    private static readonly Option<string?> Work = new("--work-dir", "-w")
    {
        Description = "Keep intermediate results here, for later builds. Default: in DIR/.pial until the template is done.",
        HelpName = "WORK",
    };
    private static readonly Option<double?> Memory = new("--mem-gb")
    {
        Description = "Memory to stay within: limits how many subjects run together.",
        HelpName = "G",
    };

    public static Verb Create() => new(
        "build", "Make a template of a group's T1w scans: mean shape, mean intensities, brain mask and tissue priors.",
        [
            "pial template build bids -o tpl-Study --space Study",
            "pial template build bids -o tpl-Study --space Study --space-reference tpl-MNI152NLin2009cAsym_res-01_desc-brain_T1w.nii.gz",
            "pial template build bids -o tpl-Quick --participant-label 01 02 03 --iterations 2 --quality fast --voxel 2",
        ],
        [Input, Output, Name, Reference, Participants, Iterations, Quality, Voxel, Work, Memory],
        Build);

    private static void Build(CommandRun run)
    {
        var input = run.Get(Input);
        var output = run.Wrote(run.Get(Output)!);
        var name = run.Get(Name) ?? "Population";
        if (!name.All(char.IsAsciiLetterOrDigit) || name.Length == 0)
            throw new InputException($"--space {name}: letters and digits alone can be part of file names.");
        if (File.Exists(output)) throw new InputException($"{output} is a file; DIR must be a directory.");
        if (File.Exists(Path.Combine(output, "template_description.json")) && !run.Force)
            throw new InputException($"{output} holds a template already; add --force to replace it.");
        if (run.Get(Memory) is <= 0) throw new InputException("--mem-gb must be positive.");
        var reference = run.Get(Reference) is { } path
            ? TemplateProvider.Load(TemplateProvider.Default().Resolve(path), run.Parallel) : null;
        var options = new PopulationOptions
        {
            Name = name,
            SpaceReference = reference,
            Iterations = run.Get(Iterations),
            Quality = run.Get(Quality),
            VoxelMm = run.Get(Voxel),
            KeepWork = run.Get(Work) is not null,
        };
        var found = BidsDataset.FindT1w(input, run.Get(Participants)!, []);
        foreach (var reason in found.Reasons())
            run.Error.WriteLine($"pial: {reason.AsFlags()}");
        if (run.Given(Participants) && found.PassedOver.Any(p => p.WholeSubject))
            throw new InputException("Not everybody who was asked for has a T1w scan; leave them out of --participant-label.");
        var scans = found.Scans;
        var store = new ArtifactStore(run.Get(Work) ?? Path.Combine(output, ".pial"), temporary: run.Get(Work) is null);
        var templates = HeadTemplates.Load(TemplateProvider.Embedded, run.Parallel);
        var build = new PopulationBuild(options, templates, store, new(run.Parallel.MaxDegreeOfParallelism, run.Get(Memory)),
            run.Error.WriteLine, run.Cancellation);
        var template = build.Run(scans);
        var files = PopulationWriter.Write(template, options, scans, output, run.Parallel);
        if (!options.KeepWork) store.Remove(template.Key);
        if (run.Json) run.Out.WriteLine(JsonText.Of(new { Folder = output, template.Value.Subjects, template.Value.Heads, Files = files }));
        else run.Out.WriteLine($"{output}: {template.Value.Subjects} subjects, {template.Value.Heads} of them whole heads");
    }
}
