using System.CommandLine;
using Pial.Cli.Shell;
using Pial.Pipelines;
using Pial.Pipelines.Atlases;
using Pial.Pipelines.Bids;
using Pial.Pipelines.Head;
using Pial.Pipelines.Head.Stages;
using Pial.Pipelines.Templates;

namespace Pial.Cli.Commands;

/// <summary><c>pial run</c>: one scan, or a cohort as a BIDS App.</summary>
internal sealed partial class RunCommand
{
    public static Command Create() => new RunCommand().Verb();

    private Verb Verb() => new(
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
        Work);

    private int Work(CommandRun run)
    {
        RefuseNumbers(run);
        var (input, level) = (run.Get(inputArgument), run.Get(levelArgument));
        if (level == "status") return SlurmRunner.Status(run, input, run.Get(outputArgument));
        if (level == "resume") return SlurmRunner.Resume(run, input, run.Get(outputArgument), Wishes(run));
        var output = OutputFolder(run.Get(outputArgument));
        var single = File.Exists(input);
        if (!single && !Directory.Exists(input)) throw new InputException($"{input} does not exist.");
        if (level is not (null or "participant" or "group"))
            throw new InputException(
                $"'{level}' is not a level; give participant or group (status or resume for what --engine slurm was given).");
        if (level == "group") return group.Run(run, input, output);
        if (group.Given(run) is { } only) throw new InputException($"{only} belongs to the group level.");
        if (!single) RefuseOfDirectory(run, input);
        return Participants(run, input, output, single);
    }

    private int Participants(CommandRun run, string input, string output, bool single)
    {
        var options = OptionsOf(run);
        var target = TemplateProvider.Default().Resolve(run.Get(template));
        var found = Heads(run, input, single);
        var asked = run.Given(participants) && found.PassedOver.Any(p => p.WholeSubject);
        if (found.Scans.Count == 0 && !asked) throw BidsDataset.Nothing(input, found);
        var chosen = ChannelChoice.Apply(found.Scans, run.Get(channels)!);
        var left = found.Scans.Where(f => chosen.All(c => c.Path != f.Path))
            .Select(f => new PassedOver(f.Name.Prefix, "its folder's other contrasts come with another T1w.", false));
        found = found with { PassedOver = [.. found.PassedOver, .. left] };
        var setup = new HeadRunSetup(input, output, chosen)
        {
            Target = target,
            Atlas = AtlasOf(run, target, options, run.Get(atlas), run.Get(atlasNames)),
            Options = options,
            Work = run.Get(work),
            Resources = new(run.Get(cpus) ?? run.Parallel.MaxDegreeOfParallelism, run.Get(memory)),
            Replace = run.Force,
        };
        if (run.Get(engine) != "slurm" || chosen.Count == 0) return HeadRunner.Run(run, setup, found, asked);
        if (single) throw new InputException("--engine slurm is for a BIDS directory; a single image is run here.");
        HeadRunner.TellPassedOver(run, found);
        var code = Submit(run, setup);
        return asked ? ExitCodes.Failed : code;
    }

    private int Submit(CommandRun run, HeadRunSetup setup)
    {
        HeadRun.Begin(setup, run.Parallel);
        string[] command = ["run", setup.Input, setup.Output, "participant",
            .. run.OptionsExcept(engine, slurm, perTask, participants, cpus, memory, SharedOptions.Threads)];
        return SlurmRunner.Run(run, command, setup.Input, setup.Output, setup.Scans, Wishes(run));
    }

    private SlurmRunner.Wishes Wishes(CommandRun run) =>
        new(run.Get(cpus) ?? (run.Given(SharedOptions.Threads) ? run.Parallel.MaxDegreeOfParallelism : null), run.Get(memory),
            run.Get(perTask), run.Get(slurm));

    private HeadRunOptions OptionsOf(CommandRun run)
    {
        var isLean = run.Get(lean) == "lean";
        return new()
        {
            VoxelMm = run.Get(voxel),
            Quality = run.Get(quality),
            Seed = run.Get(seed),
            Outputs = Wanted(run.Get(steps)!, run.Get(skip)!, isLean),
            Lean = isLean,
            Verify = run.Get(verify),
        };
    }

    // The scans with the masks of their lesions: given, found beside them, or left out.
    private BidsHeads Heads(CommandRun run, string input, bool single)
    {
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
        return found;
    }

    private void RefuseOfDirectory(CommandRun run, string input)
    {
        if (run.Get(also)!.Length > 0 || run.Get(contrast) is not null)
            throw new InputException("--also and --contrast belong to a single image; in a BIDS directory the names tell.");
        if (run.Get(levelArgument) is null)
            throw new InputException($"{input} is a directory; say participant or group after OUT_DIR.");
        if (run.Get(lesion) is not (null or "none"))
            throw new InputException("--lesion FILE belongs to a single image; in a BIDS directory the masks are found beside the scans.");
    }

    private void RefuseNumbers(CommandRun run)
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
