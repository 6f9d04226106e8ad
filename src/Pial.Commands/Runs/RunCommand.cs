using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Operations.Registration.Diffeomorphic;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Engines;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial run</c>: one scan, or a cohort as a BIDS App.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var inputArgument = new Argument<string>("INPUT") { Description = "An image of a head, or a BIDS directory." };
        var outputArgument = new Argument<string>("OUT_DIR")
        {
            Description = "BIDS derivative dataset; what is there already is not done again.",
        };
        var levelArgument = new Argument<string?>("LEVEL")
        {
            Description = "For a BIDS directory: participant or group; status and resume for what --engine slurm was given.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
        };
        Option<string[]> Labels(string name, string text, params string[] aliases) => new(name, aliases)
        {
            Description = text,
            HelpName = "LABEL …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var participants = Labels("--participant-label", "Subjects to run; \"sub-\" is optional.", "--participant_label");
        var sessions = Labels("--session-label", "Sessions to run; \"ses-\" is optional.", "--session_label");
        var also = new Option<string[]>("--also")
        {
            Description =
                "Scans of the same head in other contrasts (T2w, FLAIR, PDw, inplaneT1, inplaneT2), laid on INPUT. The name's ending " +
                    "tells the contrast, or NAME=FILE does. In a BIDS directory they are found.",
            HelpName = "[NAME=]FILE …",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var channels = Labels("--channels",
            "Segment the tissues from these contrasts together, as T1w T2w; the others are laid on the T1w first. Default: the T1w alone.");
        channels.HelpName = "CONTRAST …";
        var contrast = new Option<string?>("--contrast")
        {
            Description = "Contrast of the image. Default: what its name ends in, as in sub-01_T2w.nii.gz; else T1w.",
            HelpName = string.Join('|', ContrastName.All.Where(ContrastName.StandsAlone)),
        };
        var lesion = new Option<string?>("--lesion")
        {
            Description =
                "Mask of a lesion on INPUT's grid: kept out of the tissues and of the registration, and measured. Default: one named " +
                    "…_label-lesion_roi or _mask beside the scan; none for no mask.",
            HelpName = "FILE|none",
        };
        var template = new Option<string?>("--template")
        {
            Description =
                "TemplateFlow identifier on this machine, or a path. Default: Pial's own, in the coordinates of MNI152NLin2009cAsym.",
            HelpName = "NAME|PATH",
        };
        var steps = Labels("--steps", $"Write only these: {string.Join(", ", HeadStages.Words)}.");
        var skip = Labels("--skip", "Do not write these.");
        steps.HelpName = skip.HelpName = "STEP …";
        var lean = Choice.Option(
            "--outputs",
            "lean leaves out the large files that neither VBM nor a table needs (warps, bias-corrected and normalised images, modulated " +
                "maps): at most 60 MB a head of 1 mm.",
            "full",
            ("full", "full"), ("lean", "lean"));
        var voxel = new Option<double>("--voxel")
        {
            Description = "Voxel size of normalised images, mm.",
            HelpName = "MM",
            DefaultValueFactory = _ => 1.0,
        };
        var quality = Choice.Option(
            "--quality", "Work to spend on the warp to the template: fast ends at 2 mm, best goes on while it gains.", "standard",
            ("fast", RegistrationQuality.Fast), ("standard", RegistrationQuality.Standard), ("best", RegistrationQuality.Best));
        var seed = new Option<int>("--seed")
        {
            Description = "Accepted for scripts that pass one; nothing in this pipeline draws random numbers.",
            HelpName = "N",
        };
        var work = new Option<string?>("--work-dir", "-w")
        {
            Description = "Keep intermediate results here, for later runs. Default: in OUT_DIR/.pial until the scan is done.",
            HelpName = "WORK",
        };
        var cpus = new Option<int?>("--n-cpus", "--n_cpus", "--nprocs") { Description = "As --threads.", HelpName = "N" };
        var memory = new Option<double?>("--mem-gb", "--mem_gb")
        {
            Description = "Memory to stay within: limits how many scans run together (2 GB each).",
            HelpName = "G",
        };
        var engine = new Option<string>("--engine")
        {
            Description = "local, or slurm: each subject a task of an array that sbatch is given.",
            HelpName = "local|slurm",
            DefaultValueFactory = _ => "local",
        };
        var slurm = new Option<string?>("--slurm-args", "--slurm_args")
        {
            Description =
                "For sbatch, in one text: \"--partition=long --time=2:00:00 --account=lab\"; --wait among them waits for the job.",
            HelpName = "TEXT",
        };
        var perTask = new Option<int?>("--subjects-per-task", "--subjects_per_task")
        {
            Description = "With --engine slurm: subjects that a task works on one after another, for steps of seconds. Default: 1.",
            HelpName = "N",
        };
        var atlas = new Option<string?>("--atlas")
        {
            Description =
                "Atlas whose regions are measured: a TemplateFlow name on this machine, or an image of labels in the template's space. " +
                    $"Default: {EmbeddedAtlas.Name}, structures as FreeSurfer's aseg names them.",
            HelpName = "NAME|PATH",
        };
        var atlasNames = new Option<string?>("--atlas-names")
        {
            Description = "Table of the atlas's numbers and names. Default: the one beside it.",
            HelpName = "TSV",
        };
        var validation = new Option<bool>("--skip-bids-validation", "--skip_bids_validation")
        {
            Description = "Accepted for BIDS Apps' sake; nothing is validated beyond what is read.",
        };
        var verify = new Option<bool>("--verify")
        {
            Description =
                "Compare every output that is there with its checksum before it is kept; otherwise small ones, and those changed after " +
                    "they were written. Damaged ones are made again.",
        };
        var group = new GroupRunner();
        return new Verb(
            "run", "From the raw T1w to brain, tissues, standard space and a report; one image, or a BIDS directory.",
            ["pial run T1w.nii.gz out", "pial run bids out participant --participant-label 01 02", "pial run bids out group",
                "pial run bids out group --rules mine.yaml --site scanner",
                "pial run bids out participant --engine slurm --slurm-args \"--partition=long --time=1:00:00\"", "pial run bids out status",
                "pial run bids out resume --mem-gb 8", "pial run T1w.nii.gz out --also T2w.nii.gz FLAIR=sag_dark_fluid.nii.gz",
                "pial run T1w.nii.gz out --lesion lesion.nii.gz", "pial run bids out participant --channels T1w T2w",
                "pial run sub-01_FLAIR.nii.gz out", "pial run T1w.nii.gz out --template MNI152NLin2009cAsym --voxel 2",
                "pial run T1w.nii.gz out --atlas Schaefer2018:desc-400Parcels7Networks"],
            [inputArgument, outputArgument, levelArgument, participants, sessions, also, channels, contrast, lesion, template, atlas,
                atlasNames, steps, skip, lean, voxel, quality, seed, work, cpus, memory, engine, slurm, perTask, validation, verify,
                .. group.Options],
            run =>
            {
                Refuse(run, engine, voxel, cpus, memory, perTask);
                var input = run.Get(inputArgument);
                var wishes = new SlurmRunner.Wishes(run.Get(cpus)
                    ?? (run.Given(SharedOptions.Threads) ? run.Parallel.MaxDegreeOfParallelism : null), run.Get(memory), run.Get(perTask),
                    run.Get(slurm));
                if (run.Get(levelArgument) == "status") return SlurmRunner.Status(run, input, run.Get(outputArgument));
                if (run.Get(levelArgument) == "resume") return SlurmRunner.Resume(run, input, run.Get(outputArgument), wishes);
                var output = OutputFolder(run.Get(outputArgument));
                var threads = run.Get(cpus) ?? run.Parallel.MaxDegreeOfParallelism;
                var single = File.Exists(input);
                if (!single && !Directory.Exists(input)) throw new InputException($"{input} does not exist.");
                if (run.Get(levelArgument) is { } level && level is not ("participant" or "group"))
                    throw new InputException(
                        $"'{level}' is not a level; give participant or group (status or resume for what --engine slurm was given).");
                if (run.Get(levelArgument) == "group")
                    return group.Run(run, input, output);
                if (group.Given(run) is { } only) throw new InputException($"{only} belongs to the group level.");

                if (!single && (run.Get(also)!.Length > 0 || run.Get(contrast) is not null))
                    throw new InputException("--also and --contrast belong to a single image; in a BIDS directory the names tell.");
                if (!single && run.Get(levelArgument) is null)
                    throw new InputException($"{input} is a directory; say participant or group after OUT_DIR.");
                var isLean = run.Get(lean) == "lean";
                var outputs = Wanted(run.Get(steps)!, run.Get(skip)!, isLean);
                var options = new HeadRunOptions
                {
                    VoxelMm = run.Get(voxel),
                    Quality = run.Get(quality),
                    Seed = run.Get(seed),
                    Outputs = outputs,
                    Lean = isLean,
                    Verify = run.Get(verify),
                };
                var target = TemplateProvider.Default().Resolve(run.Get(template));
                if (!single && run.Get(lesion) is not (null or "none"))
                    throw new InputException(
                        "--lesion FILE belongs to a single image; in a BIDS directory the masks are found beside the scans.");
                var found = single
                    ? new([SingleScan.Of(input, run.Get(contrast), run.Get(also)!)], [])
                    : BidsDataset.Find(input, run.Get(participants)!, run.Get(sessions)!);
                found = found with
                {
                    Scans = [.. found.Scans.Select(s => s with
                    {
                        Lesion = single ? LesionMask.Of(s, run.Get(lesion)) : run.Get(lesion) is null ? s.Lesion : null,
                    })],
                };
                foreach (var s in found.Scans.Where(s => s.Lesion is { Asked: false }))
                    run.Note($"{s.Name.Prefix}: lesion mask {s.Lesion!.Relative} found; --lesion none leaves it out.");
                var asked = run.Given(participants) && found.PassedOver.Any(p => p.WholeSubject);
                if (found.Scans.Count == 0 && !asked) throw BidsDataset.Nothing(input, found);
                var chosen = ChannelChoice.Apply(found.Scans, run.Get(channels)!);
                var left = found.Scans.Where(f => chosen.All(c => c.Path != f.Path))
                    .Select(f => new PassedOver(f.Name.Prefix, "its folder's other contrasts come with another T1w.", false));
                var regions = AtlasOf(run, target, options, run.Get(atlas), run.Get(atlasNames));
                var setup = new HeadRunSetup(input, output, chosen)
                {
                    Target = target,
                    Atlas = regions,
                    Options = options,
                    Work = run.Get(work),
                    Resources = new(threads, run.Get(memory)),
                    Replace = run.Force,
                };
                found = found with { PassedOver = [.. found.PassedOver, .. left] };
                if (run.Get(engine) == "slurm" && chosen.Count > 0)
                {
                    if (single) throw new InputException("--engine slurm is for a BIDS directory; a single image is run here.");
                    HeadRunner.TellPassedOver(run, found);
                    HeadRun.Begin(setup, run.Parallel);
                    string[] command = ["run", input, output, "participant",
                        .. run.OptionsExcept(engine, slurm, perTask, participants, cpus, memory, SharedOptions.Threads)];
                    var code = SlurmRunner.Run(run, command, input, output, chosen, wishes);
                    return asked ? ExitCodes.Failed : code;
                }

                return HeadRunner.Run(run, setup, found, asked);
            });
    }

    private static void Refuse(CommandRun run, Option<string> engine, Option<double> voxel, Option<int?> cpus, Option<double?> memory,
        Option<int?> perTask)
    {
        if (run.Get(engine) is { } e and not ("local" or "slurm"))
            throw new InputException($"'{e}' is not an engine; use local or slurm.");
        if (run.Get(voxel) is not (>= 0.25 and <= 8)) throw new InputException("--voxel must be between 0.25 and 8 mm.");
        if (run.Get(cpus) is < 1) throw new InputException("--n-cpus must be at least 1.");
        if (run.Get(perTask) is < 1) throw new InputException("--subjects-per-task must be at least 1.");
        if (run.Get(memory) is <= 0) throw new InputException("--mem-gb must be positive.");
    }

    // Another template than the embedded atlas's leaves regions out, unless an atlas was asked for.
    private static AtlasSource? AtlasOf(CommandRun run, TemplateSource target, HeadRunOptions options, string? name, string? table)
    {
        if (!options.Outputs.Contains(RegionStage.Name))
            return name is null ? null : throw new InputException("--atlas asks for regions, but the steps leave them out.");
        if (name is not null || table is not null || target.Space == EmbeddedTemplate.Space)
            return AtlasProvider.Default().Resolve(name, table, target.Space);
        run.Note(
            $"regions are left out: {EmbeddedAtlas.Name} lies in {EmbeddedTemplate.Space}, the template in {target.Space}; give --atlas " +
                "for its regions.");
        return null;
    }

    private static string OutputFolder(string path)
    {
        if (File.Exists(path)) throw new InputException($"{path} is a file; OUT_DIR must be a directory.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be made: {e.Message}", e);
        }

        return path;
    }

    private static HeadOutputs Wanted(string[] steps, string[] skip, bool lean)
    {
        var large = steps.SelectMany(static n => n.Split(','))
            .FirstOrDefault(static n => HeadStages.All.Any(s => s.IsLarge && s.Word == n));
        if (lean && large is not null)
            throw new InputException($"--outputs lean leaves {large} out, and --steps asks for it; give one of the two.");
        return HeadOutputs.Parse(steps, skip);
    }
}
