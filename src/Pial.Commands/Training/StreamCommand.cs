using System.CommandLine;
using System.Globalization;
using Pial.Cli.Shell;
using Pial.Operations.Augmentation;
using Pial.Pipelines;
using Pial.Pipelines.Augmentation;
using Pial.Pipelines.Loading;
using Pial.Volumes;

namespace Pial.Cli.Commands;

/// <summary><c>pial stream TABLE|DERIVATIVES</c>: augmented patches in batches, for a training program in any language.</summary>
internal sealed class StreamCommand
{
    private readonly Argument<string> From = new("SUBJECTS")
    {
        Description = "Table whose columns name images, or a BIDS folder such as 'pial run' writes.",
    };
    private readonly Option<string[]> Images = Many("--image", "NAME=SOURCE",
        "Intensities, each a channel: a column of the table, or the end of a BIDS name (T1w=desc-preproc_T1w).");
    private readonly Option<string[]> Labels = Many("--label", "NAME=SOURCE", "Labels, each an array of its own.");
    private readonly Option<string[]> Where = Many("--where", "COLUMN=VALUE", "Only subjects whose row says so.");
    private readonly Option<string?> Participants = new("--participants")
    {
        Description = "Table of the subjects of a BIDS folder. Default: its participants.tsv.",
        HelpName = "TSV",
    };
    private readonly Option<string?> Pipeline = new("--pipeline")
    {
        Description = "Augmentation, as for 'pial augment'.",
        HelpName = "AUG.yaml"
    };
    private readonly Option<string?> Patch = new("--patch")
    {
        Description = "Voxels of a patch: one number, or three as 96x96x64. Default: whole images, which then need one shape.",
        HelpName = "N",
    };
    private readonly Option<int?> PerVolume = new("--patches-per-volume")
    {
        Description = "Patches drawn each time a subject is read. Default 4, or 1 of whole images.",
        HelpName = "N",
    };
    private readonly Option<string> Sampler = new("--sampler")
    {
        Description = $"How patches are drawn: {string.Join(", ", SamplerName.All)}. Default UniformSampler.",
        HelpName = "NAME",
        DefaultValueFactory = static _ => "UniformSampler",
    };
    private readonly Option<string?> SamplerMap = new("--sampler-map")
    {
        Description = "Labels that the sampler draws by; for WeightedSampler probabilities, as NAME=SOURCE.",
        HelpName = "NAME",
    };
    private readonly Option<string?> Chances = new("--sampler-chances")
    {
        Description = "Chance of each label, as 1=1,2=3; of foreground and background, as pos=2,neg=1.",
        HelpName = "LIST",
    };
    private readonly Option<int> BatchSize = Number("--batch", 4, "Patches in a batch.");
    private readonly Option<int?> Queue = new("--queue")
    {
        Description = "Patches that are shuffled together. Default: those of 16 subjects.",
        HelpName = "N",
    };
    private readonly Option<int> Epochs = Number("--epochs", 1, "How often every subject is read.");
    private readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed gives the same bytes in the same order. Default 0.",
        HelpName = "N",
    };
    private readonly Option<bool> InOrder = new("--in-order")
    {
        Description = "Subjects and patches in the order of the table, not shuffled.",
    };
    private readonly Option<bool> DropLast = new("--drop-last")
    {
        Description = "Leaves out the last batch of an epoch when it is not full.",
    };
    private readonly Option<string> Shard = new("--shard")
    {
        Description = "One share of several: 0/2 and 1/2 together are everything. Default 0/1.",
        HelpName = "K/N",
        DefaultValueFactory = static _ => "0/1",
    };
    private readonly Option<string?> Resume = new("--resume")
    {
        Description = "Goes on after a batch: a file that holds the 'cursor' of its line.",
        HelpName = "CURSOR",
    };
    private readonly Option<string?> Cache = new("--cache")
    {
        Description = "Folder that keeps decoded volumes, for the next epoch and the next run.",
        HelpName = "DIR",
    };
    private readonly Option<int> Memory = Number("--cache-memory", 1024, "Decoded volumes kept in memory, MiB.", least: 0);
    private readonly Option<string?> Shared = new("--shared")
    {
        Description = "Arrays in a ring of .npy files there (/dev/shm/NAME) instead of in the pipe.",
        HelpName = "DIR",
    };
    private readonly Option<int> Slots = Number("--slots", 4, "Batches in the ring of --shared.");
    private readonly Option<bool> Histories = new("--history") { Description = "Each batch's line tells what was done to its volumes." };
    private readonly Option<bool?> LabelType = Choice.Option<bool?>("--label-type", "Type of label arrays.", "auto", ("auto", null),
        ("int16", true), ("int32", false));

    public static Command Create() => new StreamCommand().Verb();

    private Verb Verb() => new(
        "stream",
        "Augmented patches in batches on stdout or in shared memory, as .npy with a line of JSON each, for training in Python or " +
            "elsewhere.",
        ["pial stream derivatives --image T1w=desc-preproc_T1w --label seg=dseg --patch 96 --pipeline aug.yaml --epochs 100 --seed 1 " +
            "--cache /scratch/volumes | python3 train.py",
            "pial stream table.tsv --image T1w=t1_path --label seg=seg_path --patch 64 --sampler label --sampler-chances 1=1,2=3 --shard " +
                "0/2 | python3 train.py"],
        [From, Images, Labels, Where, Participants, Pipeline, Patch, PerVolume, Sampler, SamplerMap, Chances, BatchSize, Queue, Epochs,
            Seed, InOrder, DropLast, Shard, Resume, Cache, Memory, Shared, Slots, Histories, LabelType],
        Run);

    private void Run(CommandRun run)
    {
        var requests = Requests(run);
        var pipeline = run.Get(Pipeline) is { } path ? PipelineFile.Read(path) : null;
        var cursor = run.Get(Resume) is { } file ? QueueCursor.Load(file) : null;
        var subjects = SubjectSet.Check(Subjects(run, requests), run.Parallel);
        for (var n = 0; pipeline is not null && n < subjects.Subjects.Count; n++)
            pipeline.Check(subjects.OutlineOf(n));
        if (run.Get(Shared) is null && ReferenceEquals(run.Out, Console.Out) && !Console.IsOutputRedirected)
            throw new InputException(
                "Batches are no text for a terminal; give them to a program ('pial stream … | python3 train.py') or to --shared DIR.");
        var queue = new PatchQueue(subjects, Options(run, pipeline?.Pipeline, subjects),
            new(new() { Directory = run.Get(Cache), MemoryBytes = (long)run.Get(Memory) << 20 }));
        run.Log($"{subjects.Subjects.Count} subjects, {queue.Batches} batches, labels {(subjects.LabelsFitInt16 ? "int16" : "int32")}");
        using var sink = run.Get(Shared) is { } folder ? new BatchSink(run, new SharedRing(folder, run.Get(Slots), run.Get(Histories)))
            : new BatchSink(run, run.Get(Histories));
        sink.Drain(queue, cursor).GetAwaiter().GetResult();
    }

    private List<ImageRequest> Requests(CommandRun run)
    {
        var requests = (run.Get(Images) ?? []).Select(i => ImageRequest.Parse(i, ImageKind.Scalar))
            .Concat((run.Get(Labels) ?? []).Select(l => ImageRequest.Parse(l, ImageKind.Labels))).ToList();
        if (requests.Count == 0) throw new InputException("Say which images to load: --image NAME=SOURCE, such as T1w=desc-preproc_T1w.");
        if (run.Get(SamplerMap) is { } map && map.Contains('=', StringComparison.Ordinal))
            requests.Add(ImageRequest.Parse(map, ImageKind.SamplingMap));
        return requests;
    }

    private IReadOnlyList<SubjectFiles> Subjects(CommandRun run, List<ImageRequest> requests)
    {
        var source = run.Get(From);
        if (!Directory.Exists(source) && run.Get(Participants) is not null)
            throw new InputException("--participants describes a BIDS folder; a table has its own columns.");
        var all = Directory.Exists(source) ? DerivativeSubjects.Find(source, requests, run.Get(Participants))
            : TableSubjects.Read(source, requests);
        var conditions = (run.Get(Where) ?? [])
            .Select(w => w.Split('=', 2) is [var column, var value] ? (column, value)
                : throw new InputException($"--where {w}: expected COLUMN=VALUE.")).ToArray();
        return conditions.Length == 0 ? all : DerivativeSubjects.Where(all, conditions);
    }

    private QueueOptions Options(CommandRun run, Compose? pipeline, SubjectSet subjects)
    {
        var whole = run.Get(Patch) is null;
        var patch = whole ? WholeShape(subjects, pipeline) : Size(run.Get(Patch)!);
        var perVolume = run.Get(PerVolume) ?? (whole ? 1 : 4);
        var (shard, shards) = Share(run.Get(Shard)!);
        return new()
        {
            Sampler = SamplerName.Make(run.Get(Sampler)!, patch, run.Get(SamplerMap)?.Split('=')[0], run.Get(Chances)),
            Pipeline = pipeline,
            SamplesPerVolume = perVolume,
            MaxLength = run.Get(Queue) ?? 16 * perVolume,
            BatchSize = run.Get(BatchSize),
            ShuffleSubjects = !run.Get(InOrder),
            ShufflePatches = !run.Get(InOrder),
            Epochs = run.Get(Epochs),
            Seed = run.Get(Seed),
            Shard = shard,
            Shards = shards,
            DropLast = run.Get(DropLast),
            SmallLabels = run.Get(LabelType),
        };
    }

    // The shape of whole images after the pipeline, the same for all.
    private static Shape WholeShape(SubjectSet subjects, Compose? pipeline)
    {
        const string Advice = "give --patch, or end the pipeline with 'CropOrPad'";
        Shape? first = null;
        for (var n = 0; n < subjects.Subjects.Count; n++)
        {
            var outline = pipeline is null ? subjects.OutlineOf(n) : subjects.OutlineOf(n).After(pipeline);
            var shape = outline.Images[0].Grid?.Shape
                ?? throw new InputException($"Whole images need one shape, and chance decides it here; {Advice}.");
            first ??= shape;
            if (shape != first)
                throw new InputException(
                    $"Whole images need one shape: {subjects.Subjects[n].Where} has {shape} voxels and {subjects.Subjects[0].Where} " +
                        $"{first}; {Advice}.");
        }

        return first!.Value;
    }

    private static Shape Size(string text)
    {
        var numbers = text.Split(['x', 'X', ','])
            .Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is > 0 and < 10_000
                ? n : throw new InputException($"--patch {text}: expected voxels, as 96 or 96x96x64.")).ToArray();
        return numbers.Length switch
        {
            1 => new(numbers[0], numbers[0], numbers[0]),
            3 => new(numbers[0], numbers[1], numbers[2]),
            _ => throw new InputException($"--patch {text}: expected one number or three, as 96 or 96x96x64.")
        };
    }

    private static (int Shard, int Shards) Share(string text) =>
        text.Split('/') is [var k, var n] && int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var shards) && shard < shards
            ? (shard, shards) : throw new InputException($"--shard {text}: expected K/N with K from 0 to N − 1, as 0/2.");

    private static Option<string[]> Many(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = true };

    private static Option<int> Number(string name, int standard, string description, int least = 1)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} Default {standard}.",
            HelpName = "N",
            DefaultValueFactory = _ => standard,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var n) && n < least)
                result.AddError($"{name} must be at least {least}.");
        });
        return option;
    }
}
