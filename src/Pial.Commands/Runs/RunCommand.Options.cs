using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head.Stages;

namespace Pial.Cli.Commands;

/// <content>What the command line takes.</content>
internal sealed partial class RunCommand
{
    private readonly Argument<string> inputArgument = new("INPUT") { Description = "An image of a head, or a BIDS directory." };
    private readonly Argument<string> outputArgument = new("OUT_DIR")
    {
        Description = "BIDS derivative dataset; what is there already is not done again.",
    };
    private readonly Argument<string?> levelArgument = new("LEVEL")
    {
        Description = "For a BIDS directory: participant or group; status and resume for what --engine slurm was given.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => null,
    };
    private readonly Option<string[]> participants = Words("--participant-label", "LABEL …",
        "Subjects to run; \"sub-\" is optional.", "--participant_label");
    private readonly Option<string[]> sessions = Words("--session-label", "LABEL …",
        "Sessions to run; \"ses-\" is optional.", "--session_label");
    private readonly Option<string[]> also = new("--also")
    {
        Description =
            "Scans of the same head in other contrasts (T2w, FLAIR, PDw, inplaneT1, inplaneT2), laid on INPUT. The name's ending " +
                "tells the contrast, or NAME=FILE does. In a BIDS directory they are found.",
        HelpName = "[NAME=]FILE …",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> channels = Words("--channels", "CONTRAST …",
        "Segment the tissues from these contrasts together, as T1w T2w; the others are laid on the T1w first. Default: the T1w alone.");
    private readonly Option<string?> contrast = new("--contrast")
    {
        Description = "Contrast of the image. Default: what its name ends in, as in sub-01_T2w.nii.gz; else T1w.",
        HelpName = string.Join('|', ContrastName.All.Where(ContrastName.StandsAlone)),
    };
    private readonly Option<string?> lesion = new("--lesion")
    {
        Description =
            "Mask of a lesion on INPUT's grid: kept out of the tissues and of the registration, and measured. Default: one named " +
                "…_label-lesion_roi or _mask beside the scan; none for no mask.",
        HelpName = "FILE|none",
    };
    private readonly Option<string?> template = new("--template")
    {
        Description =
            "TemplateFlow identifier on this machine, or a path. Default: Pial's own, in the coordinates of MNI152NLin2009cAsym.",
        HelpName = "NAME|PATH",
    };
    private readonly Option<string[]> steps = Words("--steps", "STEP …", $"Write only these: {string.Join(", ", HeadStages.Words)}.");
    private readonly Option<string[]> skip = Words("--skip", "STEP …", "Do not write these.");
    private readonly Option<string> lean = Choice.Option(
        "--outputs",
        "lean leaves out the large files that neither VBM nor a table needs (warps, bias-corrected and normalised images, modulated " +
            "maps): at most 60 MB a head of 1 mm.",
        "full",
        ("full", "full"), ("lean", "lean"));
    private readonly Option<double> voxel = new("--voxel")
    {
        Description = "Voxel size of normalised images, mm.",
        HelpName = "MM",
        DefaultValueFactory = _ => 1.0,
    };
    private readonly Option<RegistrationQuality> quality = Choice.Option(
        "--quality", "Work to spend on the warp to the template: fast ends at 2 mm, best goes on while it gains.", "standard",
        ("fast", RegistrationQuality.Fast), ("standard", RegistrationQuality.Standard), ("best", RegistrationQuality.Best));
    private readonly Option<int> seed = new("--seed")
    {
        Description = "Accepted for scripts that pass one; nothing in this pipeline draws random numbers.",
        HelpName = "N",
    };
    private readonly Option<string?> work = new("--work-dir", "-w")
    {
        Description = "Keep intermediate results here, for later runs. Default: in OUT_DIR/.pial until the scan is done.",
        HelpName = "WORK",
    };
    private readonly Option<int?> cpus = new("--n-cpus", "--n_cpus", "--nprocs") { Description = "As --threads.", HelpName = "N" };
    private readonly Option<double?> memory = new("--mem-gb", "--mem_gb")
    {
        Description = "Memory to stay within: limits how many scans run together (2 GB each).",
        HelpName = "G",
    };
    private readonly Option<string> engine = new("--engine")
    {
        Description = "local, or slurm: each subject a task of an array that sbatch is given.",
        HelpName = "local|slurm",
        DefaultValueFactory = _ => "local",
    };
    private readonly Option<string?> slurm = new("--slurm-args", "--slurm_args")
    {
        Description =
            "For sbatch, in one text: \"--partition=long --time=2:00:00 --account=lab\"; --wait among them waits for the job.",
        HelpName = "TEXT",
    };
    private readonly Option<int?> perTask = new("--subjects-per-task", "--subjects_per_task")
    {
        Description = "With --engine slurm: subjects that a task works on one after another, for steps of seconds. Default: 1.",
        HelpName = "N",
    };
    private readonly Option<string?> atlas = new("--atlas")
    {
        Description =
            "Atlas whose regions are measured: a TemplateFlow name on this machine, or an image of labels in the template's space. " +
                $"Default: {EmbeddedAtlas.Name}, structures as FreeSurfer's aseg names them.",
        HelpName = "NAME|PATH",
    };
    private readonly Option<string?> atlasNames = new("--atlas-names")
    {
        Description = "Table of the atlas's numbers and names. Default: the one beside it.",
        HelpName = "TSV",
    };
    private readonly Option<bool> validation = new("--skip-bids-validation", "--skip_bids_validation")
    {
        Description = "Accepted for BIDS Apps' sake; nothing is validated beyond what is read.",
    };
    private readonly Option<bool> verify = new("--verify")
    {
        Description =
            "Compare every output that is there with its checksum before it is kept; otherwise small ones, and those changed after " +
                "they were written. Damaged ones are made again.",
    };
    private readonly GroupRunner group = new();

    private static Option<string[]> Words(string name, string help, string text, params string[] aliases) => new(name, aliases)
    {
        Description = text,
        HelpName = help,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
}
